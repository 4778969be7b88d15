/** Serial work: what is asked for while a turn runs is done once, after it. */

/** Returns a function that runs `turn`, never twice at once; any number of calls during a turn make one more turn. */
export function serial(turn: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined;
  let queued: Promise<void> | undefined;

  function start(): Promise<void> {
    current = turn().finally(() => {
      current = undefined;
    });
    return current;
  }

  return () => {
    if (current === undefined) {
      return start();
    }
    queued ??= current
      // Whoever asked for the turn before hears of its failure; the next one starts all the same.
      .catch(() => undefined)
      .then(() => {
        queued = undefined;
        return start();
      });
    return queued;
  };
}
