'use strict';
// Runs Lighthouse on pages, one after the other: `node qaagent_lighthouse.cjs INPUT.json`. It needs Node 18 and the package
// that INPUT names. Headers come from the environment and reach Lighthouse through a file that is gone afterwards; Lighthouse
// writes them into its reports, so these are made elsewhere and come to INPUT.folder without them. Ends with the first exit
// code that is not 0.

const { spawnSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

function main(input) {
  const headers = JSON.parse(process.env.QAAGENT_TOOL_HEADERS || '{}');
  const { QAAGENT_TOOL_HEADERS: _, ...env } = process.env;
  const passing = fs.mkdtempSync(path.join(os.tmpdir(), 'qaagent-lighthouse-')); // for this user alone
  let code = 0;
  try {
    const sent = path.join(passing, 'headers.json');
    if (Object.keys(headers).length) fs.writeFileSync(sent, JSON.stringify(headers), { mode: 0o600 });
    const extra = fs.existsSync(sent) ? [`--extra-headers=${sent}`] : [];
    for (const { url, name } of input.pages) {
      console.log(`== ${url}`);
      const out = path.join(passing, name);
      const argv = [path.join(input.lighthouse, 'cli', 'index.js'), url, ...input.args, `--output-path=${out}`, ...extra];
      const done = spawnSync(process.execPath, argv, { env, stdio: ['ignore', 'inherit', 'inherit'] });
      if (done.error) console.error(String(done.error));
      code = code || (done.status === null ? 1 : done.status);
      for (const kind of ['report.json', 'report.html']) {
        const file = `${out}.${kind}`;
        if (!fs.existsSync(file)) continue;
        fs.writeFileSync(path.join(input.folder, `${name}.${kind}`), without(Object.values(headers), fs.readFileSync(file, 'utf8')));
      }
    }
  } finally {
    fs.rmSync(passing, { recursive: true, force: true });
  }
  return code;
}

/** Both kinds of report hold the values as JSON writes them. */
function without(values, text) {
  const escaped = values.filter(Boolean).map((value) => JSON.stringify(String(value)).slice(1, -1));
  return escaped.reduce((left, value) => left.split(value).join('***'), text);
}

process.exit(main(JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))));
