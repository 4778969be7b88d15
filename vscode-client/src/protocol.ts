/** What the server says besides LSP: mirror of `docs/protocol.md`. Lines are 1-based outside of LSP positions. */
import { NotificationType } from 'vscode-languageclient/node';
import type { Range } from 'vscode-languageclient/node';

export type Outcome = 'passed' | 'failed' | 'error' | 'skipped' | 'cancelled' | 'timeout' | 'interrupted' | 'running';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly error: number;
  readonly skipped: number;
}

/** What was asked to run. `kind` decides which of the other members are there. */
export interface Scope {
  readonly kind: string;
  readonly suite?: string;
  readonly path?: string;
  readonly id?: string;
  readonly file?: string | null;
  readonly method?: string;
  readonly since?: string | null;
  readonly line?: number;
  readonly column?: number;
}

export interface RunStarted {
  readonly runId: string;
  readonly scope: Scope;
  /** Number of chosen test functions; absent when whole suites run. */
  readonly total?: number | null;
}

export interface RunEvent {
  readonly runId: string;
  readonly seq: number;
  readonly kind: 'queued' | 'started' | 'finished' | 'output' | 'step' | 'tool' | 'authored';
  readonly id?: string | null;
  readonly suite?: string | null;
  readonly outcome?: Outcome | null;
  /** Seconds. */
  readonly duration?: number | null;
  readonly message?: string | null;
  readonly text?: string | null;
  /** Of `plan-run`: which step begins or has ended. */
  readonly step?: string | null;
  readonly state?: 'started' | 'finished' | null;
  readonly number?: number | null;
  readonly total?: number | null;
}

export interface RunFinished {
  readonly runId: string;
  readonly outcome: Outcome;
  readonly counts: Counts;
  readonly runDir: string;
  /** What broke, when the outcome is not about tests. */
  readonly message?: string;
}

export interface RouteRow {
  readonly method: string;
  readonly path: string;
  readonly handler: string;
  readonly file: string;
  readonly line: number;
  readonly source?: string;
  readonly confidence?: number;
  /** Of `file`. */
  readonly uri: string;
}

export interface TestRow {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly range: Range;
  readonly how: string;
  /** How the link is known, as a sentence. */
  readonly why: string;
}

export interface SuiteRow {
  readonly name: string;
  readonly runner: string;
  /** Relative to the workspace folder; empty for the folder itself. */
  readonly folder: string;
}

export interface RunSummary {
  readonly run_id: string;
  readonly run_dir: string;
  readonly created_at: string;
  readonly outcome: Outcome;
  readonly scope: Scope;
  readonly counts: Counts;
  readonly duration: number | null;
}

export interface CaseRow {
  readonly id: string;
  readonly outcome: Outcome;
  readonly duration: number | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string | null;
  readonly routes: readonly { readonly method: string; readonly path: string }[];
}

export interface RunObject {
  readonly run_id: string;
  readonly run_dir: string;
  readonly outcome: Outcome;
  readonly scope: Scope;
  readonly duration: number | null;
  readonly counts: Counts;
  readonly cases: readonly CaseRow[];
  readonly suites: readonly { readonly name: string; readonly outcome: Outcome; readonly error: string | null }[];
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
  /** Why each test was chosen, by its id; empty where whole suites were asked for. */
  readonly selection: readonly { readonly id: string; readonly why: string }[];
  /** The inline tools of a plan. */
  readonly tools: readonly ToolRow[];
}

export interface ToolRow {
  readonly name: string;
  readonly outcome: Outcome;
  readonly error: string;
  readonly summary: string;
  readonly findings: readonly {
    readonly code: string;
    readonly message: string;
    readonly file: string | null;
    readonly line: number | null;
    readonly url: string;
    /** Whether it makes the tool fail. */
    readonly blocks: boolean;
  }[];
}

export type Framework = 'pytest' | 'behave' | 'playwright';

/** What `qaagent.generateTest` made: all files, that of the tests last and by itself; null where the editor refused. */
export interface Written {
  readonly applied: boolean;
  readonly uri: string | null;
  readonly uris: readonly string[];
  readonly framework: Framework;
  readonly notes: readonly string[];
}

export const runStarted = new NotificationType<RunStarted>('qaagent/runStarted');
export const runEvent = new NotificationType<RunEvent>('qaagent/runEvent');
export const runFinished = new NotificationType<RunFinished>('qaagent/runFinished');
export const routesChanged = new NotificationType<Record<string, never>>('qaagent/routesChanged');
