'use strict';
// Runs Lighthouse on pages, one after the other: `node qaagent_lighthouse.cjs INPUT.json`. It needs Node 18 and the package
// that INPUT names. Headers come from the environment and reach Lighthouse through a file that is gone afterwards; Lighthouse
// writes them into its reports, so these are made elsewhere and come to INPUT.folder without them. Ends with the first exit
// code that is not 0.

const { spawn } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

let running = null;
let signal = null;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => {
    signal = name;
    if (running) running.kill(name);
  });
}

async function main(input) {
  const headers = JSON.parse(process.env.QAAGENT_TOOL_HEADERS || '{}');
  const { QAAGENT_TOOL_HEADERS: _, ...env } = process.env;
  const passing = fs.mkdtempSync(path.join(os.tmpdir(), 'qaagent-lighthouse-')); // for this user alone
  let code = 0;
  try {
    const sent = path.join(passing, 'headers.json');
    if (Object.keys(headers).length) fs.writeFileSync(sent, JSON.stringify(headers), { mode: 0o600 });
    const extra = fs.existsSync(sent) ? [`--extra-headers=${sent}`] : [];
    for (const { url, name } of input.pages) {
      if (signal) break;
      console.log(`== ${url}`);
      const out = path.join(passing, name);
      const argv = [path.join(input.lighthouse, 'cli', 'index.js'), url, ...input.args, `--output-path=${out}`, ...extra];
      // Chrome's own folder goes there, too, so that nothing is left of a browser that is killed.
      const ended = await started(argv, { ...env, TMPDIR: passing });
      code = code || ended;
      for (const kind of ['report.json', 'report.html']) {
        const file = `${out}.${kind}`;
        if (!fs.existsSync(file)) continue;
        fs.writeFileSync(path.join(input.folder, `${name}.${kind}`), without(Object.values(headers), fs.readFileSync(file, 'utf8')));
      }
    }
  } finally {
    fs.rmSync(passing, { recursive: true, force: true, maxRetries: 3 });
  }
  return signal ? 128 + os.constants.signals[signal] : code;
}

/** Resolves to the exit code; 1 after a signal. */
function started(argv, env) {
  return new Promise((resolve) => {
    running = spawn(process.execPath, argv, { env, stdio: ['ignore', 'inherit', 'inherit'] });
    running.on('error', (error) => {
      console.error(String(error));
      resolve(1);
    });
    running.on('exit', (code) => resolve(code === null ? 1 : code));
  });
}

/** Both kinds of report hold the values as JSON writes them. */
function without(values, text) {
  const escaped = values.filter(Boolean).map((value) => JSON.stringify(String(value)).slice(1, -1));
  return escaped.reduce((left, value) => left.split(value).join('***'), text);
}

main(JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))).then(
  (code) => process.exit(code),
  (error) => {
    console.error((error && error.stack) || error);
    process.exit(2);
  },
);
