import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Counts, Outcome } from '../src/protocol';
import { emptyBoard, finished, started } from '../src/runs';
import { runLines, scopeWords, seconds, statusText, summaryWords, testWords, verdictWords, linkedEvidence } from '../src/words';

const route = { kind: 'route', method: 'GET', path: '/pets/{id}', file: null };

function counts(given: Partial<Counts>): Counts {
  return { passed: 0, failed: 0, error: 0, skipped: 0, ...given };
}

const verdicts: readonly [Outcome, Partial<Counts>, string][] = [
  ['passed', { passed: 3 }, '3 passed'],
  ['passed', { passed: 3, skipped: 1 }, '3 passed, 1 skipped'],
  ['failed', { failed: 1, passed: 2 }, '1 failed, 2 passed'],
  ['failed', { failed: 1, error: 2 }, '1 failed, 2 errors'],
  ['error', { error: 1 }, '1 error'],
  ['error', { passed: 2 }, 'error, 2 passed'],
  ['cancelled', { passed: 1 }, 'cancelled, 1 passed'],
  ['timeout', {}, 'timeout'],
  ['passed', {}, 'passed'],
];
for (const [outcome, given, expected] of verdicts) {
  test(`verdict: ${expected}`, () => {
    assert.equal(verdictWords(outcome, counts(given)), expected);
  });
}

test('a test is told with its name only where its id does not say it', () => {
  const range = { start: { line: 6, character: 2 }, end: { line: 6, character: 9 } };
  const row = { uri: 'file:///w/a', range, how: 'call', why: 'asks it in line 8' };
  assert.deepEqual(testWords({ ...row, id: 'features/pets.feature:7', name: 'A pet' }), {
    label: 'features/pets.feature:7',
    description: 'A pet',
    detail: 'asks it in line 8',
  });
  assert.equal(testWords({ ...row, id: 't.py::test_a', name: 'test_a' }).description, '');
});

test('scopes are told in words', () => {
  const told = [
    { kind: 'all' },
    { kind: 'failed' },
    { kind: 'suite', suite: 'unit' },
    { kind: 'path', path: 'tests' },
    { kind: 'test', id: 't.py::test_a' },
    route,
    { kind: 'routesInFile', file: 'app.py' },
    { kind: 'affected' },
  ].map(scopeWords);
  assert.deepEqual(told, [
    'all tests',
    'the failed tests',
    'suite unit',
    'the tests in tests',
    't.py::test_a',
    'the tests of GET /pets/{id}',
    'the tests of the routes in app.py',
    'affected',
  ]);
});

test('the status bar: idle, running, finished', () => {
  const one = started(emptyBoard, { runId: 'a', scope: route, total: 3 });
  const both = started(one, { runId: 'b', scope: { kind: 'all' } });
  const done = finished(one, { runId: 'a', outcome: 'failed', counts: counts({ failed: 1 }), runDir: '/runs/a' });
  assert.equal(statusText(emptyBoard).text, '$(beaker) qaagent');
  assert.equal(statusText(one).text, '$(sync~spin) qaagent 0/3');
  assert.equal(statusText(both).text, '$(sync~spin) qaagent 0 done (+1)');
  assert.deepEqual(statusText(done), {
    text: '$(error) qaagent 1 failed',
    tooltip: 'Last run: the tests of GET /pets/{id}: 1 failed.\nEvidence: /runs/a',
    mood: 'bad',
  });
});

test('durations', () => {
  assert.deepEqual([0.0123, 0.9, 1.25, null, undefined].map(seconds), ['12 ms', '900 ms', '1.3 s', '', '']);
});

test('a run as lines of output', () => {
  const lines = runLines({
    run_id: 'r1',
    run_dir: '/runs/r1',
    outcome: 'failed',
    scope: route,
    duration: 0.5,
    counts: counts({ failed: 1, passed: 1 }),
    cases: [
      { id: 't.py::a', outcome: 'passed', duration: 0.01, file: 't.py', line: 1, message: null, routes: [] },
      {
        id: 't.py::b',
        outcome: 'failed',
        duration: 0.02,
        file: 'app.py',
        line: 7,
        message: 'KeyError: 1\nsecond line',
        routes: [{ method: 'GET', path: '/pets/{id}' }],
      },
    ],
    suites: [{ name: 'unit', outcome: 'failed', error: null }],
    problems: [{ file: 't.py', line: 3, message: 'cannot import x' }],
    selection: [
      { id: 't.py::a', why: 'calls client.get("/pets/1") in line 3' },
      { id: 't.py::b', why: 'ran app.pets.get_pet, which changed' },
    ],
    tools: [
      {
        name: 'schemathesis',
        outcome: 'failed',
        error: '',
        summary: '1 failure',
        findings: [
          { code: 'not_a_server_error', message: 'Server error\n500', file: 'app.py', line: 3, url: '', blocks: true },
          { code: 'slow', message: 'only told', file: null, line: null, url: '/x', blocks: false },
        ],
      },
      { name: 'perf', outcome: 'skipped', error: 'skipped: it was not asked for', summary: '', findings: [] },
    ],
  });
  assert.deepEqual(lines, [
    '✗ the tests of GET /pets/{id}: 1 failed, 1 passed · 500 ms',
    '  chosen: t.py::a: calls client.get("/pets/1") in line 3',
    '  chosen: t.py::b: ran app.pets.get_pet, which changed',
    '  ✓ t.py::a  10 ms',
    '  ✗ t.py::b  20 ms',
    '      app.py:7: KeyError: 1',
    '      second line',
    '      routes: GET /pets/{id}',
    '      t.py:3: cannot import x',
    '  ✗ schemathesis  1 failure',
    '      app.py:3: not_a_server_error: Server error',
    '      500',
    '  ○ perf  skipped: it was not asked for',
    '  run r1 · evidence: /runs/r1',
  ]);
});

test('a past run as a line of a list', () => {
  const told = summaryWords({
    run_id: 'r1',
    run_dir: '/runs/r1',
    created_at: '2026-01-01T00:00:00Z',
    outcome: 'passed',
    scope: { kind: 'all' },
    counts: counts({ passed: 2 }),
    duration: 2,
  });
  assert.equal(told.label, '✓ all tests');
  assert.equal(told.description, '2 passed');
  assert.match(told.detail, / · 2\.0 s · r1$/);
});

test('the run that a hover names leads to its report', () => {
  assert.equal(
    linkedEvidence('✗ failed\n\nevidence: run `20261126_175843Z_01`'),
    '✗ failed\n\nevidence: run [`20261126_175843Z_01`](command:qaagent.openReport?%5B%7B%22runId%22%3A%2220261126_175843Z_01%22%7D%5D "Open its report")',
  );
  assert.equal(linkedEvidence('said: evidence: run `x`'), 'said: evidence: run `x`');
});
