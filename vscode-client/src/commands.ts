/** One table of the server's commands: how each gets its argument from the palette, and what is shown of its answer. */
import type { Disposable, OutputChannel } from 'vscode';
import { Uri, commands, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { ResponseError } from 'vscode-languageclient/node';
import { tellRun } from './output';
import { openLine, pickFramework, pickPlan, pickRoute, pickRunning, pickSuite, pickSummary, pickTest, pickTestOfEditor } from './picks';
import type { RouteRow, RunObject, RunSummary, SuiteRow, TestRow, Written } from './protocol';
import type { Board } from './runs';
import { running } from './runs';
import { mayRun } from './trust';

export interface Surroundings {
  readonly client: () => Promise<LanguageClient>;
  readonly board: () => Board;
  readonly output: OutputChannel;
}

type Ask = (command: string, argument: object) => Promise<unknown>;

interface Row {
  readonly id: string;
  /** Starts user code: needs trust and saved files. */
  readonly runs: boolean;
  /** The argument for a call without one; `undefined` when the user gave up. */
  readonly argument: (around: Surroundings, ask: Ask) => Promise<object | undefined> | object | undefined;
  /** What a person sees of the answer. `chosen` when the argument came from the table. */
  readonly show?: (answer: unknown, around: Surroundings, chosen: boolean) => Promise<void> | void;
}

const nothing = (): object => ({});

const TABLE: readonly Row[] = [
  { id: 'qaagent.runAll', runs: true, argument: nothing },
  {
    id: 'qaagent.runSuite',
    runs: true,
    argument: async (_, ask) => {
      const suite = await pickSuite((await ask('qaagent.listSuites', {})) as SuiteRow[], 'Run which suite?');
      return suite && { suite: suite.name };
    },
  },
  { id: 'qaagent.runPath', runs: true, argument: activeFile },
  { id: 'qaagent.runTest', runs: true, argument: testOfEditor },
  {
    id: 'qaagent.runRoute',
    runs: true,
    argument: async (_, ask) => {
      const route = await pickRoute(await routes(ask), 'Run the tests of which route?');
      return route && { method: route.method, path: route.path, uri: route.uri };
    },
  },
  { id: 'qaagent.runRoutesInFile', runs: true, argument: activeFile },
  { id: 'qaagent.runAt', runs: true, argument: cursor },
  { id: 'qaagent.runFailed', runs: true, argument: nothing },
  { id: 'qaagent.runAffected', runs: true, argument: nothing },
  {
    id: 'qaagent.planRun',
    runs: true,
    argument: async () => {
      const picked = await pickPlan();
      return picked && { generate: picked.generate };
    },
  },
  {
    id: 'qaagent.generateTest',
    runs: true,
    argument: async (_, ask) => {
      const route = await pickRoute(await routes(ask), 'Generate a test for which route?');
      const framework = route && (await pickFramework());
      return route && framework && { method: route.method, path: route.path, uri: route.uri, framework };
    },
    show: (answer) => showWritten(answer as Written),
  },
  {
    id: 'qaagent.cancelRun',
    runs: false,
    argument: async ({ board }) => {
      const run = await pickRunning(running(board()));
      return run && { runId: run.id };
    },
  },
  { id: 'qaagent.listRoutes', runs: false, argument: nothing, show: goToRoute },
  {
    id: 'qaagent.testsForRoute',
    runs: false,
    argument: async (_, ask) => {
      const route = await pickRoute(await routes(ask), 'Tests of which route?');
      return route && { method: route.method, path: route.path, uri: route.uri };
    },
    show: goToTest,
  },
  {
    id: 'qaagent.listRuns',
    runs: false,
    argument: nothing,
    show: async (answer, _, chosen) => {
      const run = chosen ? await pickSummary(answer as RunSummary[], 'Past runs') : undefined;
      if (run !== undefined) {
        await commands.executeCommand('qaagent.showRun', { runId: run.run_id });
      }
    },
  },
  {
    id: 'qaagent.showRun',
    runs: false,
    argument: async (_, ask) => {
      const run = await pickSummary((await ask('qaagent.listRuns', {})) as RunSummary[], 'Show which run?');
      return run && { runId: run.run_id };
    },
    show: (answer, { output }) => {
      tellRun(output, answer as RunObject);
      output.show(true);
    },
  },
  {
    id: 'qaagent.openReport',
    runs: false,
    argument: async (_, ask) => {
      const run = await pickSummary((await ask('qaagent.listRuns', {})) as RunSummary[], 'Open the report of which run?');
      return run && { runId: run.run_id };
    },
  },
  { id: 'qaagent.clearResults', runs: false, argument: nothing },
  { id: 'qaagent.refresh', runs: false, argument: nothing },
];

export function registerCommands(around: Surroundings): Disposable[] {
  return TABLE.map((row) =>
    commands.registerCommand(row.id, (given?: unknown, ...others: unknown[]) => carryOut(row, around, given, others)),
  );
}

async function carryOut(row: Row, around: Surroundings, given: unknown, others: readonly unknown[]): Promise<unknown> {
  if (row.runs && !mayRun()) {
    return undefined;
  }
  try {
    const client = await around.client();
    const ask: Ask = (command, argument) =>
      client.sendRequest('workspace/executeCommand', { command, arguments: [argument] });
    const direct = argumentOf(row.id, given);
    const argument = direct ?? (await row.argument(around, ask));
    if (argument === undefined || (row.runs && !(await saveAll()))) {
      return undefined;
    }
    const answer: unknown =
      direct !== undefined && others.length > 0 && !(given instanceof Uri)
        ? await client.sendRequest('workspace/executeCommand', { command: row.id, arguments: [given, ...others] })
        : await ask(row.id, argument);
    await row.show?.(answer, around, direct === undefined);
    return answer;
  } catch (error) {
    tellRefusal(error);
    return undefined;
  }
}

/**
 * The explorer calls with the URI that was clicked, the editor's menu with that of its file (where the cursor counts), the
 * palette with nothing, lenses with the server's own object.
 */
function argumentOf(id: string, given: unknown): object | undefined {
  if (given instanceof Uri) {
    return id === 'qaagent.runAt' ? undefined : { uri: given.toString() };
  }
  return typeof given === 'object' && given !== null ? given : undefined;
}

/** Tests read the disk: a run on unsaved text would answer for code that nobody sees. */
async function saveAll(): Promise<boolean> {
  await workspace.saveAll(false);
  const unsaved = workspace.textDocuments.filter((document) => document.isDirty && document.uri.scheme === 'file');
  if (unsaved.length === 0) {
    return true;
  }
  const names = unsaved.map((document) => workspace.asRelativePath(document.uri)).join(', ');
  void window.showWarningMessage(`qaagent: nothing was run, because ${names} could not be saved.`);
  return false;
}

function tellRefusal(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const data: unknown = error instanceof ResponseError ? error.data : undefined;
  const hint =
    typeof data === 'object' && data !== null && 'hint' in data && typeof data.hint === 'string' ? data.hint : '';
  void window.showWarningMessage(hint ? `qaagent: ${message} (${hint})` : `qaagent: ${message}`);
}

function activeFile(): object | undefined {
  const uri = window.activeTextEditor?.document.uri;
  if (uri?.scheme !== 'file') {
    void window.showInformationMessage('qaagent: open a file first.');
    return undefined;
  }
  return { uri: uri.toString() };
}

function cursor(): object | undefined {
  const editor = window.activeTextEditor;
  if (editor?.document.uri.scheme !== 'file') {
    void window.showInformationMessage('qaagent: open a file first.');
    return undefined;
  }
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

async function testOfEditor(): Promise<object | undefined> {
  const editor = window.activeTextEditor;
  if (editor?.document.uri.scheme !== 'file') {
    void window.showInformationMessage('qaagent: open a test file first.');
    return undefined;
  }
  return pickTestOfEditor(editor);
}

async function routes(ask: Ask): Promise<RouteRow[]> {
  return (await ask('qaagent.listRoutes', {})) as RouteRow[];
}

async function goToRoute(answer: unknown, _: Surroundings, chosen: boolean): Promise<void> {
  const route = chosen ? await pickRoute(answer as RouteRow[], 'Go to route') : undefined;
  if (route !== undefined) {
    await openLine(route.uri, route.line);
  }
}

async function goToTest(answer: unknown, _: Surroundings, chosen: boolean): Promise<void> {
  const test = chosen ? await pickTest(answer as TestRow[], 'Go to test') : undefined;
  if (test !== undefined) {
    await openLine(test.uri, test.range.start.line + 1);
  }
}

/** Tests run what is on the disk, so that what was written is saved; then it can be run from where it stands. */
async function showWritten(written: Written): Promise<void> {
  const made = new Set(written.uris.map((uri) => Uri.parse(uri).toString()));
  await Promise.all(
    workspace.textDocuments
      .filter((document) => document.isDirty && made.has(document.uri.toString()))
      .map((document) => document.save()),
  );
  const { uri } = written;
  if (uri === null) {
    return;
  }
  const name = workspace.asRelativePath(Uri.parse(uri));
  void window.showInformationMessage(`qaagent wrote ${name}.`, 'Run it').then(async (chosen) => {
    if (chosen !== undefined) {
      await commands.executeCommand('qaagent.runPath', { uri });
    }
  });
}
