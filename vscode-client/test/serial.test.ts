import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newest, serial } from '../src/serial';

/** A turn that ends when it is told to. */
function turns(): { run: () => Promise<void>; end: (error?: Error) => void; count: () => number } {
  let count = 0;
  let done: { resolve: () => void; reject: (error: Error) => void } | undefined;
  return {
    run: () =>
      new Promise((resolve, reject) => {
        count += 1;
        done = { resolve, reject };
      }),
    end: (error) => {
      if (error === undefined) {
        done?.resolve();
      } else {
        done?.reject(error);
      }
    },
    count: () => count,
  };
}

test('calls during a turn make exactly one more, after it', async () => {
  const turn = turns();
  const restart = serial(turn.run);
  const first = restart();
  const later = [restart(), restart(), restart()];
  assert.equal(turn.count(), 1);
  turn.end();
  await first;
  await Promise.resolve();
  assert.equal(turn.count(), 2);
  turn.end();
  await Promise.all(later);
  assert.equal(turn.count(), 2);
});

test('a turn that fails is heard by its caller and does not stop the next', async () => {
  const turn = turns();
  const restart = serial(turn.run);
  const first = restart();
  const second = restart();
  turn.end(new Error('broken'));
  await assert.rejects(first, /broken/);
  await new Promise(setImmediate);
  turn.end();
  await second;
  assert.equal(turn.count(), 2);
});

test('after a turn has ended the next call starts at once', async () => {
  const turn = turns();
  const restart = serial(turn.run);
  const first = restart();
  turn.end();
  await first;
  const second = restart();
  assert.equal(turn.count(), 2);
  turn.end();
  await second;
});

test('an answer to an earlier question is out of date, whenever it comes', async () => {
  const last = newest<string>();
  let late: (answer: string) => void = () => undefined;
  const first = last(
    new Promise((resolve) => {
      late = resolve;
    }),
  );
  const failing = last(Promise.reject(new Error('earlier')));
  const third = last(Promise.resolve('b'));
  assert.deepEqual(await third, { answer: 'b' });
  late('a');
  assert.equal(await first, undefined);
  assert.equal(await failing, undefined);
  await assert.rejects(last(Promise.reject(new Error('no server'))), /no server/);
});
