/** Quick picks: how a command that was called without an argument gets one. */
import type { CodeAction, CodeLens, Command, QuickPickItem, TextEditor } from 'vscode';
import { Position, Range, Selection, Uri, commands, window } from 'vscode';
import type { Framework, RouteRow, RunSummary, SuiteRow, TestRow } from './protocol';
import { scopeWords, summaryWords, testWords } from './words';
import type { Run } from './runs';

/** Routes of the active file first, the one at the cursor at the top. */
export async function pickRoute(rows: readonly RouteRow[], title: string): Promise<RouteRow | undefined> {
  const editor = window.activeTextEditor;
  const near = (row: RouteRow): number => {
    if (editor?.document.uri.toString() !== Uri.parse(row.uri).toString()) {
      return Number.POSITIVE_INFINITY;
    }
    const distance = editor.selection.active.line + 1 - row.line;
    // A handler stands below its decorator: what is above the cursor is nearer than what comes after it.
    return distance >= 0 ? distance : 1_000_000 - distance;
  };
  const items = [...rows]
    .sort((one, other) => compare(near(one), near(other)) || one.path.localeCompare(other.path))
    .map((row) => ({ label: `${row.method} ${row.path}`, description: `${row.file}:${row.line}`, detail: row.handler, row }));
  return (await pick(items, title, 'No route was found in this workspace.'))?.row;
}

export async function pickTest(rows: readonly TestRow[], title: string): Promise<TestRow | undefined> {
  const items = rows.map((row) => ({ ...testWords(row), row }));
  return (await pick(items, title, 'No test is known for this route.'))?.row;
}

export async function pickSuite(suites: readonly SuiteRow[], title: string): Promise<SuiteRow | undefined> {
  const items = suites.map((suite) => ({ label: suite.name, description: suite.runner, detail: suite.folder, suite }));
  return (await pick(items, title, 'No suite was found in this workspace.'))?.suite;
}

export async function pickSummary(runs: readonly RunSummary[], title: string): Promise<RunSummary | undefined> {
  const items = runs.map((run) => ({ ...summaryWords(run), run }));
  return (await pick(items, title, 'There are no runs yet.'))?.run;
}

/** What a plan is to do. Tests are written only where a person says so. */
export async function pickPlan(): Promise<{ readonly generate: boolean } | undefined> {
  const items = [
    { label: 'Run suites and inline tools', detail: 'Every suite, then Schemathesis, browser tests, axe-core, Lighthouse and Locust.', generate: false },
    { label: 'Write missing tests first', detail: 'Tests for the routes that have none, by risk; then suites and inline tools.', generate: true },
  ];
  return pick(items, 'Run which plan?', '');
}

export async function pickFramework(): Promise<Framework | undefined> {
  const items: { label: Framework; detail: string }[] = [
    { label: 'pytest', detail: 'A test file beside the tests of the project.' },
    { label: 'behave', detail: 'A feature, with the steps that the project has not.' },
    { label: 'playwright', detail: 'A spec that asks the running app.' },
  ];
  return (await pick(items, 'For which tool?', ''))?.label;
}

export async function pickRunning(runs: readonly Run[]): Promise<Run | undefined> {
  if (runs.length === 1) {
    return runs[0];
  }
  const items = runs.map((run) => ({ label: scopeWords(run.scope), description: run.id, run }));
  return (await pick(items, 'Cancel which run?', 'Nothing is running.'))?.run;
}

/** Tests of the active file as the server shows them at their lines, the nearest above the cursor first. */
export async function pickTestOfEditor(editor: TextEditor): Promise<object | undefined> {
  const { uri } = editor.document;
  const line = editor.selection.active.line;
  const here = new Range(line, 0, line, 0);
  const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri, 10_000);
  const actions = await commands.executeCommand<(CodeAction | Command)[]>('vscode.executeCodeActionProvider', uri, here);
  const found = new Map<string, { argument: object; line: number }>();
  for (const lens of lenses) {
    offer(found, lens.command, lens.range.start.line);
  }
  for (const action of actions) {
    offer(found, typeof action.command === 'object' ? action.command : undefined, line);
  }
  const distance = (at: number): number => (at <= line ? line - at : 1_000_000 + at);
  const items = [...found]
    .sort(([, one], [, other]) => distance(one.line) - distance(other.line))
    .map(([id, { argument }]) => ({ label: id, argument }));
  return (await pick(items, 'Run which test?', 'No test was found in this file.'))?.argument;
}

/** Shows a place; `line` is 1-based. */
export async function openLine(uri: string, line: number): Promise<void> {
  const place = new Position(line - 1, 0);
  await window.showTextDocument(Uri.parse(uri), { selection: new Selection(place, place) });
}

function offer(found: Map<string, { argument: object; line: number }>, command: Command | undefined, line: number): void {
  const argument: unknown = command?.arguments?.[0];
  if (command?.command !== 'qaagent.runTest' || typeof argument !== 'object' || argument === null) {
    return;
  }
  if ('id' in argument && typeof argument.id === 'string' && !found.has(argument.id)) {
    found.set(argument.id, { argument, line });
  }
}

async function pick<T extends QuickPickItem>(items: readonly T[], title: string, none: string): Promise<T | undefined> {
  if (items.length === 0) {
    void window.showInformationMessage(`qaagent: ${none}`);
    return undefined;
  }
  return window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true });
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one - other;
}
