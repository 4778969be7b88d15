/** Serial work: what is asked for while a turn runs is done once, after it; of several questions the last one counts. */

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

/**
 * Returns a function that awaits the answer to a question; undefined where another one was asked meanwhile.
 *
 * Answers come in any order: one to an earlier question must not undo what followed from a later one.
 */
export function newest<Answer>(): (question: Promise<Answer>) => Promise<{ readonly answer: Answer } | undefined> {
  let asked = 0;

  return async (question) => {
    asked += 1;
    const mine = asked;
    try {
      const answer = await question;
      return mine === asked ? { answer } : undefined;
    } catch (error) {
      if (mine === asked) {
        throw error;
      }
      return undefined;
    }
  };
}
