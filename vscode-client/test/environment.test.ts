import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { NoServer, findServer } from '../src/environment';
import type { Wanted } from '../src/environment';

/** A folder with `bin` on PATH, `wheels` and `storage`, gone after the test. */
function place(context: TestContext, given: Partial<Wanted> = {}): Wanted & { readonly root: string } {
  const root = mkdtempSync(join(tmpdir(), 'qaagent-client-'));
  context.after(() => {
    rmSync(root, { recursive: true });
  });
  for (const name of ['bin', 'wheels', 'storage', 'work']) {
    mkdirSync(join(root, name));
  }
  return {
    root,
    path: undefined,
    python: undefined,
    folder: join(root, 'work'),
    wheels: join(root, 'wheels'),
    storage: join(root, 'storage'),
    env: { PATH: join(root, 'bin'), HOME: root },
    platform: process.platform,
    ...given,
  };
}

function script(file: string, text: string): string {
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A stand-in for an interpreter that is `version` and makes environments by copying itself. */
function interpreter(file: string, version: string, pip = 'exit 0'): string {
  return script(
    file,
    `case "$*" in
  *version_info*) echo ${version} ;;
  *"import qaagent_lsp"*) exit 1 ;;
  "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  *"install "*) ${pip} ;;
esac`,
  );
}

const quiet = (): void => undefined;

test('the path setting comes first', async (context) => {
  const wanted = place(context);
  const server = script(join(wanted.root, 'server'), '');
  script(join(wanted.root, 'bin', 'qaagent-lsp'), '');
  const found = await findServer({ ...wanted, path: server }, quiet);
  assert.deepEqual(found, { command: server, args: ['serve', '--stdio'], reason: 'setting qaagent.server.path' });
});

test('a relative path and ~ are understood', async (context) => {
  const wanted = place(context);
  const inWork = script(join(wanted.root, 'work', 'server'), '');
  const inHome = script(join(wanted.root, 'server'), '');
  assert.equal((await findServer({ ...wanted, path: './server' }, quiet)).command, inWork);
  assert.equal((await findServer({ ...wanted, path: '${workspaceFolder}/server' }, quiet)).command, inWork);
  assert.equal((await findServer({ ...wanted, path: '~/server' }, quiet)).command, inHome);
});

test('a path setting that names nothing is an error that names the setting', async (context) => {
  const wanted = place(context, { path: '/nowhere/qaagent-lsp' });
  await assert.rejects(findServer(wanted, quiet), /qaagent\.server\.path names \/nowhere\/qaagent-lsp/);
});

test('without settings the one on PATH is taken', async (context) => {
  const wanted = place(context);
  const server = script(join(wanted.root, 'bin', 'qaagent-lsp'), '');
  assert.equal((await findServer(wanted, quiet)).command, server);
});

test('a python that has the server runs it as a module', async (context) => {
  const wanted = place(context);
  const python = script(join(wanted.root, 'python'), 'exit 0');
  const found = await findServer({ ...wanted, python }, quiet);
  assert.deepEqual([found.command, ...found.args], [python, '-m', 'qaagent_lsp', 'serve', '--stdio']);
});

test('a private environment is made once, with its steps told, and found again', async (context) => {
  const wanted = place(context);
  writeFileSync(join(wanted.wheels, 'qaagent_lsp-1-py3-none-any.whl'), 'wheel');
  const python = interpreter(join(wanted.root, 'python'), '3 12');
  const steps: string[] = [];
  const first = await findServer({ ...wanted, python }, (step) => steps.push(step));
  const second = await findServer({ ...wanted, python }, (step) => steps.push(step));
  assert.equal(second.command, first.command);
  assert.ok(first.command.startsWith(wanted.storage));
  assert.deepEqual(steps, ['creating its Python environment', 'installing the server and what it needs']);
});

test('a failed installation leaves nothing behind and says what to do', async (context) => {
  const wanted = place(context);
  writeFileSync(join(wanted.wheels, 'qaagent_lsp-1-py3-none-any.whl'), 'wheel');
  const python = interpreter(join(wanted.root, 'python'), '3 12', 'echo no route to host >&2; exit 1');
  await assert.rejects(findServer({ ...wanted, python }, quiet), (error) => {
    assert.ok(error instanceof NoServer);
    assert.match(error.message, /could not be installed with pip/);
    assert.match(error.details, /no route to host/);
    return true;
  });
  assert.deepEqual(readdirSync(wanted.storage), []);
});

test('an interpreter that is too old is named with its version', async (context) => {
  const wanted = place(context);
  writeFileSync(join(wanted.wheels, 'qaagent_lsp-1-py3-none-any.whl'), 'wheel');
  const python = interpreter(join(wanted.root, 'python'), '3 9');
  await assert.rejects(findServer({ ...wanted, python }, quiet), (error) => {
    assert.ok(error instanceof NoServer);
    assert.match(error.details, /Python 3\.9/);
    return true;
  });
});

test('no server, no wheel: the message says how to install', async (context) => {
  await assert.rejects(findServer(place(context), quiet), /pip install qaagent-lsp/);
});
