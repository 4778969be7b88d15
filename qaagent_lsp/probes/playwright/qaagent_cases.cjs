'use strict';
// Names of cases: `e2e/pets.spec.ts:5:3 [chromium]`. The same words stand in qaagent_lsp/results/playwright_listing.py.

class Cases {
  constructor(channel, sources) {
    this.channel = channel;
    this.sources = sources;
    this.ids = new Map();
  }

  /** Name all tests of a run. Where several stand at one place, their titles tell them apart. */
  read(tests) {
    const places = new Map();
    for (const test of tests) {
      if (this.ids.has(test)) continue; // named while all of its neighbours were still there
      const place = this.place(test);
      if (!places.has(place)) places.set(place, []);
      places.get(place).push(test);
    }
    for (const [place, sharing] of places) {
      const titles = new Map(sharing.map((test) => [names(test).join('\0'), test.title]));
      const own = new Set(titles.values());
      for (const test of sharing) {
        const title = own.size === titles.size ? test.title : names(test).join(' › ');
        const again = test.repeatEachIndex ? ` #${test.repeatEachIndex + 1}` : '';
        this.ids.set(test, `${place}${titles.size > 1 ? ` › ${title}` : ''}${again}`);
      }
    }
  }

  idOf(test) {
    if (!this.ids.has(test)) this.read([test]);
    return this.ids.get(test);
  }

  fileOf(test) {
    const name = this.channel.inside(test.location.file);
    return name === null ? this.channel.absolute(test.location.file) : name;
  }

  nameOf(test) {
    return names(test).join(' › ');
  }

  place(test) {
    const project = projectOf(test);
    const at = `${this.fileOf(test)}:${test.location.line}:${this.sources.callColumn(test.location)}`;
    return project && project.name ? `${at} [${project.name}]` : at;
  }

  /** Tell whether an id that was asked for means a test: itself, its place in every project, or its whole file. */
  isMeant(id, test) {
    const own = this.idOf(test);
    if (id === own || id === this.fileOf(test)) return true;
    const place = this.place(test);
    return id === place || id === place.slice(0, place.length - projectPart(test).length);
  }
}

/** Titles of the describes around a test and its own, without those that have none. */
function names(test) {
  return test.titlePath().slice(3).filter(Boolean);
}

function projectOf(test) {
  return test.parent.project();
}

function projectPart(test) {
  const project = projectOf(test);
  return project && project.name ? ` [${project.name}]` : '';
}

module.exports = { Cases, projectOf };
