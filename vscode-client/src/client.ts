/** The language client: what is sent at initialize, and how our settings reach the server. */
import type { LogOutputChannel, Uri } from 'vscode';
import { Uri as VsUri, workspace } from 'vscode';
import type { DynamicFeature, ErrorHandler, StaticFeature } from 'vscode-languageclient/node';
import { LanguageClient, RevealOutputChannelOn } from 'vscode-languageclient/node';
import type { ServerCommand } from './environment';
import { selectedPython } from './python';
import { showIfRemote, withReportLink } from './report';
import { serverSettings } from './settings';
import type { ServerSettings } from './settings';

/**
 * Leaves the server's commands alone: they are registered once by `commands.ts`, so that they are there before the
 * server is, survive its restarts, and get their arguments from the palette. The call hierarchy is offered by
 * `callHierarchy.ts`, only where it is ours.
 */
class QaAgentClient extends LanguageClient {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signature of the library's own method
  override registerFeature(feature: StaticFeature | DynamicFeature<any>): void {
    const method: string | undefined = 'registrationType' in feature ? feature.registrationType.method : undefined;
    if (method !== 'textDocument/prepareCallHierarchy') {
      super.registerFeature(method === 'workspace/executeCommand' ? commandSupport : feature);
    }
  }
}

/** Files beside Python sources that hold tests or describe an API, or say how tests are run. */
const OUR_FILES = [
  '**/*.feature',
  '**/*.{spec,test}.{ts,tsx,mts,cts,js,jsx,mjs,cjs}',
  '**/*.{yaml,yml,json}',
  '**/.qaagent.toml',
] as const;

const commandSupport: StaticFeature = {
  fillClientCapabilities(capabilities) {
    capabilities.workspace = { ...capabilities.workspace, executeCommand: { dynamicRegistration: false } };
  },
  initialize() {
    // Nothing to set up: see QaAgentClient.
  },
  getState: () => ({ kind: 'static' }),
  clear() {
    // Nothing was set up.
  },
};

export async function createClient(
  command: ServerCommand,
  log: LogOutputChannel,
  errorHandler: ErrorHandler,
): Promise<LanguageClient> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const python = workspace.isTrusted ? await selectedPython(folder) : null;
  const client: LanguageClient = new QaAgentClient(
    'qaagent',
    'qaagent',
    { command: command.command, args: [...command.args], options: folder ? { cwd: folder.fsPath } : {} },
    {
      documentSelector: [
        { scheme: 'file', language: 'python' },
        ...OUR_FILES.map((pattern) => ({ scheme: 'file', pattern })),
      ],
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticCollectionName: 'qaagent',
      initializationOptions: {
        python,
        untrustedWorkspace: !workspace.isTrusted,
        settings: serverSettings(folder),
      },
      errorHandler,
      initializationFailedHandler: () => false,
      middleware: {
        provideHover: async (document, position, token, next) => withReportLink(await next(document, position, token)),
        window: {
          showDocument: async (params, token, next) =>
            params.external === true && (await showIfRemote(params.uri)) ? { success: true } : next(params, token),
        },
        workspace: {
          configuration: async (params, token, next) => {
            const answers = await next(params, token);
            return Array.isArray(answers)
              ? Promise.all(
                  params.items.map((item, index) =>
                    item.section === 'qaagent'
                      ? settingsOfFolder(item.scopeUri === undefined ? undefined : VsUri.parse(item.scopeUri), folder)
                      : Promise.resolve(answers[index] as unknown),
                  ),
                )
              : answers;
          },
          didChangeConfiguration: () =>
            client.sendNotification('workspace/didChangeConfiguration', {
              settings: { qaagent: serverSettings(folder) },
            }),
        },
      },
    },
  );
  return client;
}

/** In a workspace of several folders, each has the interpreter that the Python extension selected for it. */
async function settingsOfFolder(scope: Uri | undefined, first: Uri | undefined): Promise<ServerSettings> {
  const settings = serverSettings(scope);
  const other = scope !== undefined && scope.toString() !== first?.toString();
  if (!other || !workspace.isTrusted || settings['python']) {
    return settings;
  }
  return { ...settings, python: await selectedPython(scope) };
}
