'use strict';
// The way to whoever started the run: one JSON object a line, each with a single write, so that a kill loses nothing
// that was told. Without QAAGENT_EVENTS nothing is written, and the user's run is as it would be without us.

const fs = require('fs');
const path = require('path');

const MOST_TEXT = 200_000; // characters of one captured stream or report

class Channel {
  constructor(env) {
    this.file = env.QAAGENT_EVENTS || '';
    this.workspace = slashed(env.QAAGENT_WORKSPACE || process.cwd()).replace(/\/$/, '');
    this.selection = env.QAAGENT_SELECTION || '';
    this.real = real(this.workspace);
    this.broken = false;
  }

  /** Write one event. A full disk or a folder that is gone must not end the user's run. */
  tell(event) {
    if (!this.file || this.broken) return;
    try {
      const handle = fs.openSync(this.file, 'a');
      try {
        fs.writeSync(handle, `${JSON.stringify(event)}\n`);
      } finally {
        fs.closeSync(handle);
      }
    } catch {
      this.broken = true;
    }
  }

  /** Do something of ours; a fault of it is told and never reaches Playwright. */
  guarded(work) {
    try {
      work();
    } catch (fault) {
      this.tell({ kind: 'probe_error', text: String((fault && fault.stack) || fault) });
    }
  }

  /** The ids that were asked for, null when everything was. */
  chosen() {
    if (!this.selection) return null;
    const lines = fs.readFileSync(this.selection, 'utf8').split('\n').filter((line) => line.trim());
    return lines.map((line) => JSON.parse(line));
  }

  /** A path as seen from the workspace folder, null for what lies outside of it. Links are followed where needed. */
  inside(file) {
    if (!file) return null;
    const given = slashed(file);
    for (const [from, name] of [[this.workspace, given], [this.real, given], [this.real, real(given)]]) {
      if (name.startsWith(`${from}/`)) return name.slice(from.length + 1);
    }
    return null;
  }

  /** The absolute path of a file as the workspace spells it. */
  absolute(file) {
    const name = this.inside(file);
    return name === null ? slashed(file) : `${this.workspace}/${name}`;
  }

  /** Keep what a test attached as bytes: beside the events, each in a file of its own. */
  keep(name, body) {
    const folder = path.join(path.dirname(this.file), 'attachments');
    fs.mkdirSync(folder, { recursive: true });
    for (let number = 1; ; number += 1) {
      const file = path.join(folder, `${number}-${name}`);
      try {
        fs.writeFileSync(file, body, { flag: 'wx' });
        return file;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
    }
  }
}

function slashed(file) {
  return path.sep === '\\' ? file.replace(/\\/g, '/') : file;
}

function real(file) {
  try {
    return slashed(fs.realpathSync(file));
  } catch {
    return file;
  }
}

/** Text without the colours of a terminal. */
function plain(text) {
  return String(text || '').replace(/\u001b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g, '');
}

function shortened(text) {
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)}\n... cut ...`;
}

module.exports = { Channel, plain, shortened, slashed };
