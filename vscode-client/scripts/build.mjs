// Bundles the extension into out/extension.js. `--watch` builds again on every change.
import { context } from 'esbuild';

const bundle = await context({
  entryPoints: ['src/extension.ts'],
  outfile: 'out/extension.js',
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode'],
  // The language client's `main` is UMD, which esbuild cannot follow.
  mainFields: ['module', 'main'],
  minify: process.argv.includes('--minify'),
  sourcemap: process.argv.includes('--minify') ? false : 'linked',
  logLevel: 'warning',
});

if (process.argv.includes('--watch')) {
  await bundle.watch();
} else {
  await bundle.rebuild();
  await bundle.dispose();
}
