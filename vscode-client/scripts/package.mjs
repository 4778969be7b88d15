// Makes qaagent-lsp-VERSION.vsix: the bundled client, and the server as a wheel that it installs when none is found.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('..', import.meta.url));
const project = fileURLToPath(new URL('../..', import.meta.url));
const wheels = fileURLToPath(new URL('../out/server', import.meta.url));
process.chdir(here);

rmSync('out', { recursive: true, force: true });
mkdirSync(wheels, { recursive: true });
buildWheel();
execFileSync(process.execPath, ['scripts/build.mjs', '--minify'], { stdio: 'inherit' });
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const vsce = fileURLToPath(new URL('../node_modules/@vscode/vsce/vsce', import.meta.url));
const out = process.argv[2] ?? `qaagent-lsp-${version}.vsix`;
execFileSync(
  process.execPath,
  [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--out', out],
  { stdio: 'inherit' },
);

// uv when it is there, else any Python with pip: both build the same wheel in isolation.
function buildWheel() {
  const ways = [
    ['uv', 'build', '--wheel', '--out-dir', wheels, project],
    ['python3', '-m', 'pip', 'wheel', '--no-deps', '--wheel-dir', wheels, project],
    ['python', '-m', 'pip', 'wheel', '--no-deps', '--wheel-dir', wheels, project],
  ];
  const tried = [];
  for (const [command, ...args] of ways) {
    const run = spawnSync(command, args, { encoding: 'utf8' });
    if (run.status === 0) {
      rmSync(`${wheels}/.gitignore`, { force: true });
      return;
    }
    tried.push(`${command}: ${run.error?.message ?? run.stderr}`);
  }
  throw new Error(`The server's wheel could not be built.\n${tried.join('\n')}`);
}
