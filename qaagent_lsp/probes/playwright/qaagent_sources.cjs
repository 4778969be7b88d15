'use strict';
// Lines of the user's files, for what Playwright does not tell: where a name ends, and in which column a test begins.

const fs = require('fs');

const NAME_BEFORE = /[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const NAME_HERE = /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*/u;

class Sources {
  constructor() {
    this.files = new Map();
  }

  /** One line, counted from 1, without its end; '' where there is none. */
  line(file, number) {
    if (!this.files.has(file)) {
      let text = '';
      try {
        text = fs.readFileSync(file, 'utf8');
      } catch {
        // A file that cannot be read has no lines.
      }
      this.files.set(file, text.split(/\r\n|\n|\r/));
    }
    return this.files.get(file)[number - 1] || '';
  }

  /**
   * The column of a call, in UTF-16 units from 1, as newer versions tell it: where the called name begins. Up to 1.60
   * an imported `test` is told with the column behind its name, because of how the file was translated.
   */
  callColumn(location) {
    const line = this.line(location.file, location.line);
    const at = location.column - 1;
    if (NAME_HERE.test(line.slice(at)) && !NAME_BEFORE.test(line.slice(0, at))) return location.column;
    const before = NAME_BEFORE.exec(line.slice(0, at));
    const called = before && (at >= line.length || /^\s*[(<]/.test(line.slice(at)));
    return called && line[before.index - 1] !== '.' ? before.index + 1 : location.column;
  }

  /** [line, column, end line, end column] of the name at a place; columns in code points from 1, the end exclusive. */
  span(file, number, column) {
    const line = this.line(file, number);
    const start = [...line.slice(0, column - 1)].length + 1;
    const name = NAME_HERE.exec(line.slice(column - 1));
    const longer = line.slice(column - 1).startsWith('new ') ? line.slice(column - 1).replace(/\(.*$|;.*$/, '') : '';
    const shown = longer || (name && name[0]) || ' ';
    return [number, start, number, start + [...shown].length];
  }

  /** The HTTP method that a `fetch` call names in its options, as far as it stands within a few lines. */
  fetchMethod(location) {
    if (!location) return '';
    let text = this.line(location.file, location.line).slice(location.column - 1);
    for (let more = 1; more < 6; more += 1) text += `\n${this.line(location.file, location.line + more)}`;
    const named = /\bmethod:\s*['"`](\w+)['"`]/.exec(text.split(';')[0]);
    return named ? named[1].toUpperCase() : '';
  }
}

module.exports = { Sources };
