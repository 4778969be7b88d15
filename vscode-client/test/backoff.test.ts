import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delayAfter } from '../src/backoff';

const minute = 60_000;

for (const [crashes, expected] of [
  [[], 0],
  [[0], 500],
  [[0, 1000], 1000],
  [[0, 1, 2], 2000],
  [[0, 1, 2, 3], 4000],
  [[0, 1, 2, 3, 4], undefined],
  [[0, 1, 2, 3, 10 * minute], 500],
] as const) {
  test(`crashes at ${crashes.join(', ') || 'no time'}`, () => {
    assert.equal(delayAfter(crashes), expected);
  });
}
