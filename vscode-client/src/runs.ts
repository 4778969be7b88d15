/** The runs that this window has seen, as plain values: notifications go in, a new board comes out. */
import type { Counts, Outcome, RunEvent, RunFinished, RunStarted, Scope } from './protocol';

export interface Run {
  readonly id: string;
  readonly scope: Scope;
  /** Test functions to run, where that is known beforehand. */
  readonly total: number | undefined;
  /** Test functions with a verdict: the cases of a parametrised test count once. */
  readonly done: ReadonlySet<string>;
  readonly finished: { readonly outcome: Outcome; readonly counts: Counts; readonly runDir: string } | undefined;
}

/** Newest run last. */
export type Board = readonly Run[];

export const emptyBoard: Board = [];

/** How many finished runs stay on the board. */
const KEPT = 20;

export function started(board: Board, message: RunStarted): Board {
  const run: Run = {
    id: message.runId,
    scope: message.scope,
    total: message.total ?? undefined,
    done: new Set(),
    finished: undefined,
  };
  return [...board.filter((other) => other.id !== run.id), run].slice(-KEPT);
}

export function advanced(board: Board, message: RunEvent): Board {
  const { id, kind } = message;
  if (kind !== 'finished' || !id) {
    return board;
  }
  return board.map((run) =>
    run.id === message.runId ? { ...run, done: new Set([...run.done, functionId(id)]) } : run,
  );
}

export function finished(board: Board, message: RunFinished): Board {
  const { outcome, counts, runDir } = message;
  return board.map((run) => (run.id === message.runId ? { ...run, finished: { outcome, counts, runDir } } : run));
}

/** The server is gone, and with it everything that ran in it. */
export function abandoned(board: Board): Board {
  return board.filter((run) => run.finished !== undefined);
}

export function running(board: Board): readonly Run[] {
  return board.filter((run) => run.finished === undefined);
}

export function lastFinished(board: Board): Run | undefined {
  return board.findLast((run) => run.finished !== undefined);
}

const PLACED = /^(.+?\.[cm]?[jt]sx?:\d+:\d+)(?: \[.*\].*| › .*| #\d+)$/s;

/** The test function of a case: `t.py::test_a[x::y]` → `t.py::test_a`, `a.spec.ts:5:3 [chromium]` → `a.spec.ts:5:3`. */
export function functionId(caseId: string): string {
  const placed = PLACED.exec(caseId);
  if (placed?.[1] !== undefined && !caseId.includes('.py::')) {
    return placed[1];
  }
  const open = caseId.indexOf('[', caseId.indexOf('::') + 1);
  return caseId.endsWith(']') && caseId.includes('::') && open > 0 ? caseId.slice(0, open) : caseId;
}
