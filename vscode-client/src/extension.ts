/** Composes the extension; everything else stands in a file of its own. */
import type { ExtensionContext } from 'vscode';
import { commands, window, workspace } from 'vscode';
import { followCursor } from './callHierarchy';
import { registerCommands } from './commands';
import { tellEvent, tellFinished, tellStarted } from './output';
import { runEvent, runFinished, runStarted } from './protocol';
import { onPythonSelected } from './python';
import { abandoned, advanced, emptyBoard, finished, running, started } from './runs';
import type { Board } from './runs';
import { createServer } from './server';
import type { Server } from './server';
import { createStatusBar } from './statusBar';

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel('qaagent');
  const log = window.createOutputChannel('qaagent server', { log: true });
  const status = createStatusBar();
  let board: Board = emptyBoard;

  function turnTo(next: Board): void {
    board = next;
    status.show(board);
  }

  const life = createServer(context, log, {
    created: (client) => {
      client.onNotification(runStarted, (message) => {
        tellStarted(output, message);
        turnTo(started(board, message));
      });
      client.onNotification(runEvent, (message) => {
        tellEvent(output, message);
        turnTo(advanced(board, message));
      });
      client.onNotification(runFinished, (message) => {
        tellFinished(output, message);
        turnTo(finished(board, message));
      });
    },
    starting: () => {
      status.showServer('starting', 'The qaagent server is starting.');
    },
    started: () => {
      status.show(board);
    },
    gone: (problem) => {
      turnTo(abandoned(board));
      status.showServer(problem === undefined ? 'starting' : 'broken', problem ?? 'The qaagent server is restarting.');
    },
  });
  server = life;
  // A start that fails has been shown; a later restart may go well.
  const restart = (): Promise<void> => life.restart().catch(() => undefined);

  context.subscriptions.push(
    output,
    log,
    status,
    life,
    followCursor(life.ready),
    ...registerCommands({ client: life.ready, board: () => board, output }),
    commands.registerCommand('qaagent.client.showOutput', () => {
      output.show(true);
    }),
    commands.registerCommand('qaagent.client.restart', restart),
    commands.registerCommand('qaagent.client.status', () => showStatusActions(board)),
    workspace.onDidGrantWorkspaceTrust(() => void restart()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('qaagent.server.path') || change.affectsConfiguration('qaagent.server.python')) {
        void restart();
      }
    }),
  );
  void restart();
  const selection = await onPythonSelected(() => void restart());
  if (selection !== undefined) {
    context.subscriptions.push(selection);
  }
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

async function showStatusActions(board: Board): Promise<void> {
  const cancel = { label: '$(debug-stop) Cancel run', command: 'qaagent.cancelRun' };
  const show = { label: '$(output) Show output', command: 'qaagent.client.showOutput' };
  const choice =
    running(board).length === 0 ? show : await window.showQuickPick([cancel, show], { title: 'qaagent is running tests' });
  if (choice !== undefined) {
    await commands.executeCommand(choice.command);
  }
}
