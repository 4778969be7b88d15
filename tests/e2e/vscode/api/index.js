// Runs inside the extension host: asks VS Code what the extension has brought, and writes it down as JSON.
const { readFileSync, readdirSync, writeFileSync } = require('node:fs');
const vscode = require('vscode');

const PATIENCE_MS = 60_000;

exports.run = async () => {
  const told = JSON.parse(readFileSync(process.env.QAAGENT_STORY, 'utf8'));
  const file = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, told.file);
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);

  const seen = {};
  await until('lenses', async () => (await runLenses(file)).length > 0);
  seen.lenses = (await lensesOf(file)).map((lens) => lens.command.title);
  seen.commands = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('qaagent.'));
  seen.routes = await vscode.commands.executeCommand('qaagent.listRoutes', {});
  seen.symbols = (await vscode.commands.executeCommand('vscode.executeWorkspaceSymbolProvider', 'GET /pets')).map(
    (symbol) => symbol.name,
  );

  await replace(document, told.good, told.bad);
  seen.dirtyBefore = document.isDirty;
  const route = (await runLenses(file)).find((lens) => lens.command.arguments[0].path === told.path);
  seen.answer = await vscode.commands.executeCommand(route.command.command, ...route.command.arguments);
  seen.dirtyAfter = document.isDirty;
  await until('red', () => ours(file).length >= 2);
  seen.red = ours(file).map((diagnostic) => ({
    severity: vscode.DiagnosticSeverity[diagnostic.severity],
    code: diagnostic.code,
    message: diagnostic.message,
    text: document.getText(diagnostic.range),
    line: diagnostic.range.start.line + 1,
    related: (diagnostic.relatedInformation ?? []).map(({ location, message }) => `${location.uri.path} ${message}`),
  }));
  await until('a red lens', async () => (await lensesOf(file)).some((lens) => lens.command.title.startsWith('✗')));
  const [marked] = ours(file);
  seen.actions = (
    await vscode.commands.executeCommand('vscode.executeCodeActionProvider', file, marked.range)
  ).map((action) => action.title);
  const hovers = await vscode.commands.executeCommand('vscode.executeHoverProvider', file, route.range.start);
  seen.hover = hovers.flatMap((hover) => hover.contents.map((content) => content.value)).join('\n');
  await until('the end of the run', async () =>
    (await vscode.commands.executeCommand('qaagent.listRuns', {})).every((run) => run.outcome !== 'running'),
  );
  seen.run = await vscode.commands.executeCommand('qaagent.showRun', { runId: seen.answer.runId });

  await replace(document, told.bad, told.good);
  seen.again = await vscode.commands.executeCommand('qaagent.runFailed', {});
  await until('green', () => ours(file).length === 0);
  await until('a green lens', async () => (await lensesOf(file)).some((lens) => lens.command.title.startsWith('✓')));
  await until('the end of the second run', async () =>
    (await vscode.commands.executeCommand('qaagent.listRuns', {})).every((run) => run.outcome !== 'running'),
  );
  seen.refused = (await vscode.commands.executeCommand('qaagent.showRun', { runId: 'no-such-run' })) ?? null;
  seen.runs = (await vscode.commands.executeCommand('qaagent.listRuns', {})).map((run) => run.outcome);

  const [first] = servers();
  await vscode.commands.executeCommand('qaagent.client.restart');
  await until('the end of the first server', () => !servers().includes(first));
  const [second, ...others] = servers();
  seen.restarted = { others, verdicts: await verdictsAgain(file) };
  process.kill(second, 'SIGKILL');
  await until('a server after the crash', () => servers().some((pid) => pid !== second));
  seen.revived = { verdicts: await verdictsAgain(file) };

  await vscode.workspace
    .getConfiguration('qaagent')
    .update('lenses', false, vscode.ConfigurationTarget.Workspace);
  await until('no lenses', async () => (await lensesOf(file)).length === 0);
  writeFileSync(told.seen, JSON.stringify(seen));
};

/** Verdicts of the runs before, as a new server shows them. */
async function verdictsAgain(file) {
  const verdicts = async () => (await lensesOf(file)).filter((lens) => lens.command.title.startsWith('✓'));
  await until('verdicts from the store', async () => (await verdicts()).length > 0);
  return (await verdicts()).length;
}

/** Process ids of the language servers that this extension host has started. */
function servers() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1];
        return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('serve\0--stdio');
      } catch {
        // It ended while we looked.
        return false;
      }
    })
    .map(Number);
}

async function lensesOf(file) {
  return (await vscode.commands.executeCommand('vscode.executeCodeLensProvider', file, 100)).filter((lens) =>
    lens.command?.command.startsWith('qaagent.'),
  );
}

async function runLenses(file) {
  return (await lensesOf(file)).filter((lens) => lens.command.title.startsWith('▶'));
}

/** What is said of runs. */
function ours(file) {
  return vscode.languages
    .getDiagnostics(file)
    .filter((diagnostic) => diagnostic.source === 'qaagent' && diagnostic.code !== 'untested-route');
}

/** Changes the text in the editor without saving it. */
async function replace(document, from, to) {
  const start = document.positionAt(document.getText().indexOf(from));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(start, start.translate(0, from.length)), to);
  await vscode.workspace.applyEdit(edit);
}

async function until(what, condition) {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) {
      throw new Error(`waited in vain for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
