'use strict';
// A Playwright reporter (1.40 and newer) that streams what happens to QAAGENT_EVENTS. It needs nothing but Node 18 and
// prints nothing. It is given as `--reporter=<absolute path>`; see docs/architecture.md for the other side.

const path = require('path');
const { Attempts } = require('./qaagent_attempts.cjs');
const { Cases, projectOf } = require('./qaagent_cases.cjs');
const { Channel, plain, shortened } = require('./qaagent_channel.cjs');
const { Failures } = require('./qaagent_failures.cjs');
const { Sources } = require('./qaagent_sources.cjs');

const EXIT_STATUS = { passed: 0, failed: 1, timedout: 1, interrupted: 130 };
const EXTENSIONS = { 'text/plain': 'txt', 'text/html': 'html', 'text/markdown': 'md', 'image/png': 'png', 'image/jpeg': 'jpg', 'application/json': 'json', 'video/webm': 'webm', 'application/zip': 'zip' };
const CALLED_WRONGLY = /^(?:Error: )?(?:No tests found|Project\(s\) |No named projects|Cannot use --|Error: item focused)/;

class QaAgentReporter {
  constructor() {
    this.channel = new Channel(process.env);
    this.sources = new Sources();
    this.cases = new Cases(this.channel, this.sources);
    this.failures = new Failures(this.channel, this.sources);
    this.attempts = new Attempts(this.failures, this.sources);
    this.hasSession = false;
    this.hasBegun = false;
    this.mostFailures = 0;
    this.all = [];
  }

  /** Playwright asks whether another reporter must print for us; what is shown is up to who reads the events. */
  printsToStdio() {
    return true;
  }

  /** Since 1.61: leave out what was not asked for, which no argument can say exactly. */
  async preprocess({ suite, testRun }) {
    this.channel.guarded(() => {
      const chosen = this.channel.chosen();
      if (!chosen || !chosen.length) return;
      const tests = suite.allTests();
      this.cases.read(tests);
      const needed = new Set(tests.flatMap((test) => dependenciesOf(projectOf(test))));
      const kept = new Set(tests.filter((test) => chosen.some((id) => this.cases.isMeant(id, test))));
      if (!kept.size) return; // told as missing; Playwright's own words come besides
      for (const test of tests) {
        if (!kept.has(test) && !needed.has((projectOf(test) || {}).name)) testRun.exclude(test);
      }
    });
  }

  onBegin(config, suite) {
    this.channel.guarded(() => {
      this.session(config);
      this.mostFailures = config.maxFailures;
      this.all = suite.allTests();
      this.cases.read(this.all);
      this.channel.tell({ kind: 'collected', cases: this.all.map((test) => [this.cases.idOf(test), test.location.line]) });
      const missing = (this.channel.chosen() || []).filter((id) => !this.all.some((test) => this.cases.isMeant(id, test)));
      if (missing.length) this.channel.tell({ kind: 'missing', ids: missing });
    });
  }

  onTestBegin(test, result) {
    this.channel.guarded(() => {
      this.hasBegun = true;
      const isFirst = !this.attempts.results.has(test) && result.workerIndex >= 0;
      if (!isFirst || this.attempts.told.has(test)) return;
      this.channel.tell({ kind: 'started', id: this.cases.idOf(test), name: this.cases.nameOf(test) });
    });
  }

  onTestEnd(test, result) {
    this.channel.guarded(() => {
      if (this.attempts.told.has(test)) return;
      this.attempts.add(test, result);
      if (result.status === 'interrupted') return; // whether the whole run was, is known at its end
      for (const settled of this.attempts.settledBy(test)) this.finished(settled);
    });
  }

  onError(error) {
    this.channel.guarded(() => {
      this.session();
      const said = plain(error.message || error.value);
      const failure = this.failures.detail(error, null);
      const file = failure.frames.length ? this.channel.inside(failure.frames.at(-1)[0]) : null;
      if (CALLED_WRONGLY.test(said)) this.channel.tell({ kind: 'usage_error', text: said.replace(/^(?:Error: )+/, '').trim() });
      else if (file && !this.hasBegun) this.channel.tell({ kind: 'collect_error', id: file, file, failure });
      else this.channel.tell({ kind: 'internal_error', failure });
    });
  }

  async onEnd(result) {
    this.channel.guarded(() => {
      this.session();
      const isInterrupted = result.status === 'interrupted';
      if (isInterrupted) this.channel.tell({ kind: 'interrupted', reason: 'Playwright was told to stop' });
      for (const test of this.attempts.left()) {
        const wasCut = this.attempts.results.get(test).at(-1).status === 'interrupted';
        if (!(isInterrupted && wasCut)) this.finished(test);
      }
      for (const test of isInterrupted ? [] : this.all) if (!this.attempts.told.has(test)) this.neverRan(test, result);
      this.channel.tell({ kind: 'session_end', exitstatus: EXIT_STATUS[result.status] });
    });
  }

  session(config) {
    if (this.hasSession) return;
    this.hasSession = true;
    const rootdir = this.channel.absolute((config && config.rootDir) || process.cwd());
    const version = (config && config.version) || installed();
    this.channel.tell({ kind: 'session', tool: 'playwright', version, python: process.versions.node, rootdir });
  }

  finished(test) {
    const results = this.attempts.results.get(test) || [];
    const last = results.at(-1);
    this.channel.tell({
      ...this.told(test),
      phases: this.attempts.phases(test),
      sections: [section('stdout', last.stdout), section('stderr', last.stderr)].filter(([, text]) => text),
      ...(last.workerIndex >= 0 ? { worker: String(last.parallelIndex) } : {}),
      artifacts: results.flatMap((result) => (result.attachments || []).map((one) => this.artifact(one)).filter(Boolean)),
    });
  }

  neverRan(test, result) {
    let why = 'a test or hook before it failed';
    if (result.status === 'timedout') why = 'the time of the whole run was up';
    else if (this.mostFailures) why = `the run stops after ${this.mostFailures} failure(s)`;
    this.channel.tell({ ...this.told(test), phases: [['setup', 'skipped', 0, { reason: `did not run: ${why}` }]] });
  }

  told(test) {
    return { kind: 'finished', id: this.cases.idOf(test), name: this.cases.nameOf(test), file: this.cases.fileOf(test), line: test.location.line };
  }

  artifact({ name, path: file, body, contentType }) {
    if (file) return [name, path.resolve(file), contentType];
    if (body === undefined || body === null) return null;
    const kind = EXTENSIONS[String(contentType).split(';')[0]] || 'bin';
    const plainName = String(name).replace(/[^\w.-]+/g, '-').slice(0, 60) || 'attachment';
    return [name, this.channel.keep(plainName.endsWith(`.${kind}`) ? plainName : `${plainName}.${kind}`, body), contentType];
  }
}

/** Names of the projects that must run before one, and of those that tidy up after it. */
function dependenciesOf(project) {
  return project ? [...(project.dependencies || []), ...(project.teardown ? [project.teardown] : [])] : [];
}

function section(title, chunks) {
  return [title, shortened(plain((chunks || []).map((chunk) => chunk.toString()).join('')))];
}

/** The version where Playwright did not come as far as to tell it. */
function installed() {
  try {
    return require(path.join(path.dirname(process.argv[1]), 'package.json')).version;
  } catch {
    return '';
  }
}

module.exports = QaAgentReporter;
