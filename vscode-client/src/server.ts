/** The life of the server: resolve, start, serial restarts, and back-off when it crashes. */
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import { ProgressLocation, Uri, window, workspace } from 'vscode';
import type { ErrorHandler, LanguageClient } from 'vscode-languageclient/node';
import { CloseAction, ErrorAction, State } from 'vscode-languageclient/node';
import { delayAfter } from './backoff';
import { createClient } from './client';
import { NoServer, findServer } from './environment';
import type { ServerCommand } from './environment';
import { serial } from './serial';
import { ownText } from './settings';

export interface ServerEvents {
  /** A client is about to start: the place to subscribe to its notifications. */
  readonly created: (client: LanguageClient) => void;
  readonly starting: () => void;
  readonly started: () => void;
  /** It is gone; `problem` is set when it will not come back by itself. */
  readonly gone: (problem: string | undefined) => void;
}

export interface Server {
  /** Stops what runs and starts anew; calls during a restart make one more. */
  readonly restart: () => Promise<void>;
  /** The running client, after a start that is under way. Rejects when there is none. */
  readonly ready: () => Promise<LanguageClient>;
  readonly stop: () => Promise<void>;
  readonly dispose: () => void;
}

const STOP_MS = 5_000;
const RESTART = 'Restart';
const SHOW_LOG = 'Show Log';

export function createServer(context: ExtensionContext, log: LogOutputChannel, events: ServerEvents): Server {
  let client: LanguageClient | undefined;
  let crashes: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  let underWay: Promise<void> = Promise.resolve();

  const turn = serial(async () => {
    clearTimeout(timer);
    await stopClient();
    if (ended) {
      return;
    }
    events.starting();
    try {
      const command = await resolve(context, log);
      const next = await createClient(command, log, crashHandler());
      client = next;
      events.created(next);
      await next.start();
      events.started();
    } catch (error) {
      client = undefined;
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof NoServer) {
        log.error(error.details);
      }
      events.gone(message);
      ask(`qaagent: ${message}`);
      throw error;
    }
  });

  function restart(): Promise<void> {
    underWay = turn();
    return underWay;
  }

  async function stopClient(): Promise<void> {
    const old = client;
    client = undefined;
    if (old?.needsStop()) {
      try {
        await old.stop(STOP_MS);
      } catch (error) {
        // It did not answer in time; the library has ended its process.
        log.warn(`The server did not stop cleanly: ${String(error)}`);
      }
    }
  }

  function crashHandler(): ErrorHandler {
    return {
      error: () => ({ action: ErrorAction.Continue }),
      closed: () => {
        if (client?.state === State.Running) {
          crashed();
        }
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  function crashed(): void {
    client = undefined;
    crashes = [...crashes, Date.now()];
    const delay = delayAfter(crashes);
    if (delay === undefined) {
      const message = 'The qaagent server keeps crashing and is not started again by itself.';
      events.gone(message);
      ask(message);
      return;
    }
    log.warn(`The server ended unexpectedly; it is started again in ${delay} ms.`);
    events.gone(undefined);
    timer = setTimeout(() => {
      // What goes wrong in a start has been shown by the turn itself.
      restart().catch(() => undefined);
    }, delay);
  }

  function ask(message: string): void {
    void window.showErrorMessage(message, RESTART, SHOW_LOG).then((choice) => {
      if (choice === RESTART) {
        crashes = [];
        restart().catch(() => undefined);
      } else if (choice === SHOW_LOG) {
        log.show();
      }
    });
  }

  return {
    restart,
    ready: async () => {
      await underWay;
      if (client === undefined) {
        throw new Error('The qaagent server is not running.');
      }
      return client;
    },
    stop: async () => {
      ended = true;
      clearTimeout(timer);
      await underWay.catch(() => undefined);
      await stopClient();
    },
    dispose: () => {
      clearTimeout(timer);
    },
  };
}

async function resolve(context: ExtensionContext, log: LogOutputChannel): Promise<ServerCommand> {
  const command = await window.withProgress(
    { location: ProgressLocation.Window, title: 'qaagent' },
    async (progress) =>
      findServer(
        {
          path: ownText('server.path'),
          python: ownText('server.python'),
          folder: workspace.workspaceFolders?.[0]?.uri.fsPath,
          wheels: Uri.joinPath(context.extensionUri, 'out', 'server').fsPath,
          storage: context.globalStorageUri.fsPath,
          env: process.env,
          platform: process.platform,
        },
        (step) => {
          log.info(step);
          progress.report({ message: step });
        },
      ),
  );
  log.info(`Server: ${command.command} ${command.args.join(' ')} (${command.reason})`);
  return command;
}
