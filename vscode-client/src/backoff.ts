/** When a crashed server is started again. */

const WINDOW_MS = 3 * 60_000;
const MOST = 5;
const FIRST_MS = 500;

/**
 * Milliseconds to wait before the next start, or `undefined` when it is better to give up and ask.
 *
 * `crashes` are the times of the crashes so far, the newest last, in milliseconds of one clock.
 */
export function delayAfter(crashes: readonly number[]): number | undefined {
  const newest = crashes.at(-1);
  if (newest === undefined) {
    return 0;
  }
  const recent = crashes.filter((time) => newest - time < WINDOW_MS).length;
  return recent >= MOST ? undefined : FIRST_MS * 2 ** (recent - 1);
}
