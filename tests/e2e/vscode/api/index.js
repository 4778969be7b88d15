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

  seen.ways = await waysOf(document);

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

/** From a route to its tests and back, as the editor's own commands go. */
async function waysOf(document) {
  const file = document.uri;
  const ways = {};
  const [pet, list] = ['def get_pet', 'def list_pets'].map((text) => inWord(document, text));
  const run = (command, ...given) => vscode.commands.executeCommand(`vscode.${command}`, ...given);
  const places = (found) => found.map((one) => `${one.uri.path.split('/').pop()}:${one.range.start.line + 1}`).sort();

  ways.references = places(await run('executeReferenceProvider', file, pet));
  ways.elsewhere = places(await run('executeReferenceProvider', file, new vscode.Position(0, 6)));
  ways.symbols = (await run('executeDocumentSymbolProvider', file)).map((one) => one.name);
  const marked = () => vscode.languages.getDiagnostics(file).filter((one) => one.code === 'untested-route');
  await until('the untested route', () => marked().length > 0);
  ways.untested = marked().map((one) => `${one.message} (${vscode.DiagnosticSeverity[one.severity]})`);

  // Another extension has a call hierarchy for Python, too; VS Code asks the one that registered last.
  const other = new vscode.CallHierarchyItem(vscode.SymbolKind.Function, 'of another', '', file, line(0), line(0));
  const none = { provideCallHierarchyIncomingCalls: () => [], provideCallHierarchyOutgoingCalls: () => [] };
  const registration = vscode.languages.registerCallHierarchyProvider('python', {
    prepareCallHierarchy: () => other,
    ...none,
  });
  const names = async (at) => (await run('prepareCallHierarchy', file, at)).map((one) => one.name);
  await moveTo(new vscode.Position(0, 6));
  ways.othersBefore = await names(pet);
  await moveTo(pet);
  await until('our call hierarchy', async () => (await names(pet))[0] !== 'of another');
  const [item] = await run('prepareCallHierarchy', file, pet);
  ways.item = `${item.name} | ${item.detail}`;
  const incoming = await run('provideIncomingCalls', item);
  ways.incoming = incoming.map((call) => `${call.from.name}:${call.fromRanges[0].start.line + 1}`).sort();
  const outgoing = await run('provideOutgoingCalls', incoming.find((call) => call.from.name.includes('get_pet')).from);
  ways.outgoing = outgoing.map((call) => call.to.name);
  registration.dispose();

  const [from] = (await run('executeReferenceProvider', file, list)).filter((one) => one.uri.path.includes('test_'));
  const tests = await vscode.workspace.openTextDocument(from.uri);
  ways.definition = places(
    (await run('executeDefinitionProvider', from.uri, inWord(tests, '"/pets/', 3))).map(asLocation),
  );
  return ways;
}

function asLocation(found) {
  return found.targetUri === undefined ? found : { uri: found.targetUri, range: found.targetRange };
}

function line(number) {
  return new vscode.Range(number, 0, number, 1);
}

function inWord(document, text, back = 1) {
  return document.positionAt(document.getText().indexOf(text) + text.length - back);
}

async function moveTo(position) {
  vscode.window.activeTextEditor.selection = new vscode.Selection(position, position);
}

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
