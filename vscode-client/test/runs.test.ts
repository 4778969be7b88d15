import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../src/protocol';
import { abandoned, advanced, emptyBoard, expected, finished, lastFinished, running, started } from '../src/runs';
import type { Board } from '../src/runs';

const route = { kind: 'route', method: 'GET', path: '/pets' };
const counts = { passed: 2, failed: 1, error: 0, skipped: 0 };
const ended = { outcome: 'failed', counts, runDir: '/runs/a' } as const;

function ran(...ids: string[]): Board {
  const events = ids.map((id, index): RunEvent => ({ runId: 'a', seq: index + 1, kind: 'finished', id }));
  return events.reduce(advanced, started(emptyBoard, { runId: 'a', scope: route, total: 2 }));
}

test('the cases of a parametrised test count each, and those that were tried again once', () => {
  const [run] = ran('t.py::test_a[1]', 't.py::test_a[2]', 't.py::test_a[2]', 't.py::test_b');
  assert.deepEqual([...(run?.done ?? [])], ['t.py::test_a[1]', 't.py::test_a[2]', 't.py::test_b']);
  assert.equal(run && expected(run), 3);
});

test('what is asked for counts until more is collected', () => {
  const asked = started(emptyBoard, { runId: 'a', scope: route, total: 2 });
  const queued = ['a[1]', 'a[2]', 'b'].map((id, seq): RunEvent => ({ runId: 'a', seq, kind: 'queued', id }));
  assert.deepEqual(asked.map(expected), [2]);
  assert.deepEqual(queued.reduce(advanced, asked).map(expected), [3]);
});

test('events of other runs and other kinds change nothing', () => {
  const board = ran('t.py::test_a');
  const foreign = advanced(board, { runId: 'b', seq: 1, kind: 'finished', id: 't.py::test_z' });
  const output = advanced(foreign, { runId: 'a', seq: 2, kind: 'output', text: 'hello' });
  assert.deepEqual(output, board);
});

test('a finished run is no longer running, and is the last one', () => {
  const board = finished(ran(), { runId: 'a', ...ended });
  assert.deepEqual(running(board), []);
  assert.equal(lastFinished(board)?.id, 'a');
});

test('a run queued behind another is running too', () => {
  const board = started(ran(), { runId: 'b', scope: { kind: 'all' } });
  assert.deepEqual(running(board).map((run) => run.id), ['a', 'b']);
});

test('what ran in a server that is gone is forgotten, what had finished stays', () => {
  const board = started(finished(ran(), { runId: 'a', ...ended }), { runId: 'b', scope: { kind: 'all' } });
  assert.deepEqual(abandoned(board).map((run) => run.id), ['a']);
});

test('the board does not grow without end', () => {
  let board = emptyBoard;
  for (let index = 0; index < 100; index++) {
    board = started(board, { runId: `${index}`, scope: route });
  }
  assert.equal(board.length, 20);
  assert.equal(board.at(-1)?.id, '99');
});
