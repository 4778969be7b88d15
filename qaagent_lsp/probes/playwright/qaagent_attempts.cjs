'use strict';
// Tries at one test, kept until no other can follow, and then told as the phases of one case.

const { phaseOf } = require('./qaagent_failures.cjs');
const { projectOf } = require('./qaagent_cases.cjs');
const { hitsOf } = require('./qaagent_requests.cjs');

class Attempts {
  constructor(failures, sources) {
    this.failures = failures;
    this.sources = sources;
    this.results = new Map(); // TestCase → TestResult[]
    this.told = new Set();
  }

  add(test, result) {
    if (!this.results.has(test)) this.results.set(test, []);
    this.results.get(test).push(result);
  }

  /** Tests that this end has settled: as a rule the test itself, of a serial group all of it or none. */
  settledBy(test) {
    const group = serialGroup(test);
    if (!group || !test.retries) return this.isSettled(test) ? [test] : [];
    // A serial group is tried again as a whole, the tests of it that have passed included.
    const tests = group.allTests();
    const last = tests.map((one) => [one, (this.results.get(one) || []).at(-1)]);
    const gaveUp = last.some(([one, result]) => result && !isGood(one, result) && result.workerIndex >= 0 && result.retry >= one.retries);
    const whole = last.every(([one, result]) => result && (gaveUp || isGood(one, result)));
    return whole ? tests.filter((one) => !this.told.has(one)) : [];
  }

  /** Tests that have ended at least once and were not told of: a retry was due and never came. */
  left() {
    return [...this.results.keys()].filter((test) => !this.told.has(test));
  }

  /** All phases of all tries of a test, which is then over. */
  phases(test) {
    this.told.add(test);
    // In a serial group a test that never came to run is tried again with the others: that was no try of it.
    const results = (this.results.get(test) || []).filter((result, at, all) => result.workerIndex >= 0 || at + 1 === all.length);
    return results.flatMap((result, at) => this.attempt(test, result, at + 1 < results.length ? 'rerun' : 'failed'));
  }

  attempt(test, result, bad) {
    const hits = hitsOf(result, (projectOf(test) || { use: {} }).use.baseURL, this.sources);
    if (result.status === 'skipped') return [['setup', 'skipped', seconds(result.duration), { reason: reasonOf(test, result), hits: hits.setup }]];
    if (result.status === 'interrupted') return [['setup', 'skipped', seconds(result.duration), { reason: 'stopped before it was over' }]];
    const place = { ...test.location, column: this.sources.callColumn(test.location) };
    const errors = { setup: [], call: [], teardown: [], '???': [] };
    if (!isGood(test, result)) {
      for (const error of errorsOf(test, result)) errors[phaseOf(error, result)].push(this.failures.detail(error, place));
    }
    const before = hookSeconds(result, 'Before Hooks');
    const after = hookSeconds(result, 'After Hooks') + hookSeconds(result, 'Worker Cleanup');
    const during = Math.max(seconds(result.duration) - before - after, 0);
    const [broken, ...more] = errors.setup;
    const setUp = broken && { ...broken, text: [broken.text, ...more.map((one) => one.text)].join('\n\n') };
    return [
      row('setup', setUp, before, hits.setup, bad),
      // What broke before the test began leaves nothing to call.
      ...(setUp && !errors.call.length ? [] : rows(errors['???'].length ? '???' : 'call', [...errors.call, ...errors['???']], during, hits.call, bad)),
      ...(errors.teardown.length || hits.teardown.length || after ? rows('teardown', errors.teardown, after, hits.teardown, bad) : []),
    ];
  }

  isSettled(test) {
    const result = (this.results.get(test) || []).at(-1);
    return isGood(test, result) || result.retry >= test.retries;
  }
}

function errorsOf(test, result) {
  const errors = result.errors && result.errors.length ? result.errors : result.error ? [result.error] : [];
  if (errors.length) return errors;
  if (result.status === 'passed') return [{ message: 'expected to fail, but passed' }];
  if (result.status === 'timedOut') return [{ message: `Test timeout of ${test.timeout}ms exceeded.` }];
  return [{ message: `ended as ${result.status} without an error` }];
}

/** Whether a try went as it should: a test that is expected to fail did so; one that was skipped chose to. */
function isGood(test, result) {
  if (result.status === 'skipped') return result.workerIndex >= 0 || test.expectedStatus === 'skipped';
  return result.status === test.expectedStatus;
}

function reasonOf(test, result) {
  const annotations = result.annotations && result.annotations.length ? result.annotations : test.annotations;
  const said = annotations.filter((one) => one.type === 'skip' || one.type === 'fixme').at(-1);
  if (said) return said.description || said.type;
  return result.workerIndex < 0 ? 'did not run: a test or hook before it failed' : 'skipped';
}

/** The outermost describe that runs its tests in order, as one unit. The mode is not part of the public interface. */
function serialGroup(test) {
  let found = null;
  for (let suite = test.parent; suite; suite = suite.parent) if (suite._parallelMode === 'serial') found = suite;
  return found;
}

function rows(part, details, duration, hits, bad) {
  const [first, ...more] = details;
  return [row(part, first, duration, hits, bad), ...more.map((detail) => row(part, detail, 0, [], bad))];
}

function row(part, detail, duration, hits, bad) {
  const told = { ...detail, ...(hits.length ? { hits } : {}) };
  return [part, detail ? bad : 'passed', duration, ...(Object.keys(told).length ? [told] : [])];
}

function hookSeconds(result, title) {
  const steps = (result.steps || []).filter((step) => step.category === 'hook' && step.title === title);
  return steps.reduce((sum, step) => sum + seconds(step.duration), 0);
}

function seconds(milliseconds) {
  return Math.max(milliseconds || 0, 0) / 1000;
}

module.exports = { Attempts };
