/** Finds the server, or makes an environment that has it. Knows Node, not VS Code. */
import { execFile } from 'node:child_process';
import type { ExecFileException } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

export interface Wanted {
  /** Setting `qaagent.server.path`. */
  readonly path: string | undefined;
  /** Setting `qaagent.server.python`. */
  readonly python: string | undefined;
  /** Where relative settings start: the first workspace folder. */
  readonly folder: string | undefined;
  /** Folder that holds the wheel that came with the extension. */
  readonly wheels: string;
  /** Folder that the private environment may live in. */
  readonly storage: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Why this one, in one sentence. */
  readonly reason: string;
}

/** Told what is being done, for a progress display. */
export type Tell = (step: string) => void;

/** No server can be had. `message` says what to do about it, `details` what was tried. */
export class NoServer extends Error {
  constructor(
    message: string,
    readonly details: string,
  ) {
    super(message);
    this.name = 'NoServer';
  }
}

const OLDEST_PYTHON = [3, 11] as const;
const PROBE_MS = 20_000;
const INSTALL_MS = 10 * 60_000;
/** A private environment of another version may be in use by another window for as long. */
const STALE_MS = 7 * 24 * 3_600_000;

/** By the documented order: path setting, python setting, `PATH`, private environment. */
export async function findServer(wanted: Wanted, tell: Tell): Promise<ServerCommand> {
  if (wanted.path !== undefined) {
    return fromPathSetting(wanted.path, wanted);
  }
  if (wanted.python !== undefined) {
    const python = expanded(wanted.python, wanted);
    if (await succeeds(python, ['-c', 'import qaagent_lsp, pygls'])) {
      return asModule(python, 'setting qaagent.server.python');
    }
    return privateServer(wanted, [python], tell);
  }
  const onPath = await findOnPath('qaagent-lsp', wanted);
  if (onPath !== undefined) {
    return { command: onPath, args: ['serve', '--stdio'], reason: 'qaagent-lsp on PATH' };
  }
  return privateServer(wanted, candidates(wanted.platform), tell);
}

async function fromPathSetting(path: string, wanted: Wanted): Promise<ServerCommand> {
  const looksLikeName = !path.includes('/') && !path.includes('\\');
  const command = looksLikeName ? await findOnPath(path, wanted) : expanded(path, wanted);
  if (command === undefined || !(await isExecutable(command))) {
    throw new NoServer(
      `The setting qaagent.server.path names ${path}, which is not an executable file. Correct it or remove it.`,
      `looked at ${command ?? 'PATH'}`,
    );
  }
  return { command, args: ['serve', '--stdio'], reason: 'setting qaagent.server.path' };
}

/** A virtual environment of our own with the wheel that came with the extension; made when it is not there. */
async function privateServer(wanted: Wanted, pythons: readonly string[], tell: Tell): Promise<ServerCommand> {
  const wheel = (await entries(wanted.wheels)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) {
    throw new NoServer(
      'No qaagent-lsp server was found. Install it (pip install qaagent-lsp) and set qaagent.server.path.',
      `no wheel in ${wanted.wheels}`,
    );
  }
  const wheelPath = join(wanted.wheels, wheel);
  const digest = createHash('sha256')
    .update(await readFile(wheelPath))
    .update(wanted.python ?? '')
    .digest('hex')
    .slice(0, 12);
  const pointer = join(wanted.storage, `server-${digest}.json`);
  const known = await readPointer(pointer);
  if (known !== undefined && (await isExecutable(known))) {
    return asModule(known, 'private environment of the extension');
  }
  const base = await firstFitting(pythons);
  const home = join(wanted.storage, `server-${digest}-${randomUUID().slice(0, 8)}`);
  try {
    const python = await makeEnvironment(base, home, wheelPath, wanted.platform, tell);
    // Written last and at once: another window sees a whole environment or none.
    await writeFile(`${home}.json`, JSON.stringify({ python }));
    await rename(`${home}.json`, pointer);
    await removeStale(wanted.storage, home);
    return asModule(python, 'private environment of the extension, just made');
  } catch (error) {
    await rm(home, { recursive: true, force: true });
    throw error;
  }
}

async function makeEnvironment(
  base: string,
  home: string,
  wheel: string,
  platform: NodeJS.Platform,
  tell: Tell,
): Promise<string> {
  tell('creating its Python environment');
  await mkdir(home, { recursive: true });
  const made = await run(base, ['-m', 'venv', home], INSTALL_MS);
  if (made.failed) {
    throw new NoServer(
      `${base} could not make a virtual environment. On Debian and Ubuntu install python3-venv; or set ` +
        'qaagent.server.python to a complete Python 3.11 or newer, or qaagent.server.path to an installed server.',
      made.output,
    );
  }
  const python = platform === 'win32' ? join(home, 'Scripts', 'python.exe') : join(home, 'bin', 'python');
  tell('installing the server and what it needs');
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--no-input', 'install', wheel];
  const installed = await run(python, pip, INSTALL_MS);
  if (installed.failed) {
    throw new NoServer(
      'The server could not be installed with pip. Check the network or proxy, then restart the server; or install ' +
        'qaagent-lsp yourself and set qaagent.server.path.',
      installed.output,
    );
  }
  return python;
}

async function firstFitting(pythons: readonly string[]): Promise<string> {
  const seen: string[] = [];
  for (const python of pythons) {
    const asked = await run(python, ['-c', 'import sys; print(sys.version_info[0], sys.version_info[1])'], PROBE_MS);
    const [major = 0, minor = 0] = asked.output.trim().split(' ').map(Number);
    if (!asked.failed && (major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1]))) {
      return python;
    }
    seen.push(`${python}: ${asked.failed ? asked.output.trim() : `Python ${major}.${minor}`}`);
  }
  throw new NoServer(
    'The qaagent server needs Python 3.11 or newer, and none was found. Install one, or set qaagent.server.python.',
    seen.join('\n'),
  );
}

function candidates(platform: NodeJS.Platform): readonly string[] {
  const versioned = ['python3.13', 'python3.12', 'python3.11', 'python3', 'python'];
  return platform === 'win32' ? ['python', 'python3', 'py'] : versioned;
}

function asModule(python: string, reason: string): ServerCommand {
  return { command: python, args: ['-m', 'qaagent_lsp', 'serve', '--stdio'], reason };
}

function expanded(path: string, { folder, env }: Wanted): string {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '~';
  const full = path.replace(/^~(?=$|[/\\])/, home).replaceAll('${workspaceFolder}', folder ?? '.');
  const isName = !full.includes('/') && !full.includes('\\');
  return isAbsolute(full) || isName ? full : resolve(folder ?? '.', full);
}

async function findOnPath(name: string, { env, platform }: Wanted): Promise<string | undefined> {
  const endings = platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter(Boolean)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (await isExecutable(file)) {
        return file;
      }
    }
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function readPointer(file: string): Promise<string | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null && 'python' in value && typeof value.python === 'string'
      ? value.python
      : undefined;
  } catch {
    return undefined;
  }
}

async function removeStale(storage: string, current: string): Promise<void> {
  for (const name of await entries(storage)) {
    const path = join(storage, name);
    if (/^server-[0-9a-f]{12}-[0-9a-f]{8}$/.test(name) && path !== current) {
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > STALE_MS) {
        await rm(path, { recursive: true, force: true });
      }
    }
  }
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return !(await run(command, args, PROBE_MS)).failed;
}

function run(command: string, args: readonly string[], timeout: number): Promise<{ failed: boolean; output: string }> {
  const env = { ...process.env, PYTHONIOENCODING: 'utf-8' };
  // A PYTHONHOME or PYTHONPATH of the user's project must not leak into the server's own environment.
  Reflect.deleteProperty(env, 'PYTHONHOME');
  Reflect.deleteProperty(env, 'PYTHONPATH');
  return new Promise((done) => {
    const ended = (error: ExecFileException | null, stdout: string, stderr: string): void => {
      done({ failed: error !== null, output: error === null ? stdout : `${stdout}\n${stderr || error.message}` });
    };
    execFile(command, [...args], { timeout, env, windowsHide: true, maxBuffer: 16 * 2 ** 20 }, ended);
  });
}
