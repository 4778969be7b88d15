/** The runs that this window has seen, as plain values: notifications go in, a new board comes out. */
import type { Counts, Outcome, RunEvent, RunFinished, RunStarted, Scope } from './protocol';

export interface Run {
  readonly id: string;
  readonly scope: Scope;
  /** Test functions to run, where that is known beforehand: the least there is to do until cases are collected. */
  readonly total: number | undefined;
  /** Cases that were collected or have a verdict. This set and `done` grow in place: a run may have 30,000 cases. */
  readonly known: Set<string>;
  /** Cases with a verdict, each once however often it was tried. */
  readonly done: Set<string>;
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
    known: new Set(),
    done: new Set(),
    finished: undefined,
  };
  return [...board.filter((other) => other.id !== run.id), run].slice(-KEPT);
}

export function advanced(board: Board, message: RunEvent): Board {
  const { id, kind } = message;
  if ((kind !== 'queued' && kind !== 'finished') || !id) {
    return board;
  }
  return board.map((run) => (run.id === message.runId ? counting(run, kind, id) : run));
}

function counting(run: Run, kind: 'queued' | 'finished', id: string): Run {
  run.known.add(id);
  if (kind === 'finished') {
    run.done.add(id);
  }
  return { ...run };
}

/** How many cases there are as far as is known, as the server's progress counts; 0 while nothing is. */
export function expected(run: Run): number {
  return Math.max(run.total ?? 0, run.known.size);
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
