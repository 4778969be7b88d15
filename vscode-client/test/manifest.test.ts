import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: { readonly properties: Record<string, { readonly scope?: string }> };
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly devDependencies: Record<string, string>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const table = readFileSync('src/commands.ts', 'utf8');
const extension = readFileSync('src/extension.ts', 'utf8');

test('every contributed command is registered, and every registered one is in the palette', () => {
  const contributed = manifest.contributes.commands.map(({ command }) => command).sort();
  const registered = [
    ...table.matchAll(/id: '(qaagent\.\w+)'/g),
    ...extension.matchAll(/registerCommand\('(qaagent\.client\.\w+)'/g),
  ].map(([, id]) => id);
  assert.deepEqual(contributed, registered.sort());
});

test('the settings are those of the server, and the client\'s own below qaagent.server', () => {
  const model = readFileSync('../qaagent_lsp/config/settings.py', 'utf8');
  const fields = [...model.matchAll(/^ {4}([a-z_]+): /gm)].map(([, name]) => name ?? '');
  const camel = fields.map((name) => `qaagent.${name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}`);
  const ours = ['qaagent.server.path', 'qaagent.server.python'];
  assert.deepEqual(Object.keys(manifest.contributes.configuration.properties).sort(), [...camel, ...ours].sort());
});

test('what decides on code that is run is restricted in untrusted workspaces', () => {
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  for (const name of ['server.path', 'server.python', 'python', 'node', 'profile', 'pytestArgs', 'env', 'runsDir']) {
    assert.ok(restricted.includes(`qaagent.${name}`), name);
  }
});

test('versions are exact, and the types are not newer than the oldest supported VS Code', () => {
  for (const [name, version] of Object.entries(manifest.devDependencies)) {
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
  }
  assert.ok(manifest.engines.vscode.startsWith(`^${manifest.devDependencies['@types/vscode']?.replace(/\d+$/, '') ?? '?'}`));
});
