/** How runs are told to a person. */
import type { Counts, Outcome, RunObject, RunSummary, Scope, TestRow, ToolRow } from './protocol';
import { expected, lastFinished, running } from './runs';
import type { Board } from './runs';

export interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly mood: 'idle' | 'running' | 'good' | 'bad';
}

export function statusText(board: Board): StatusText {
  const active = running(board);
  const current = active.at(-1);
  if (current !== undefined) {
    const total = expected(current);
    const progress = total === 0 ? `${current.done.size} done` : `${current.done.size}/${total}`;
    const others = active.length > 1 ? ` (+${active.length - 1})` : '';
    return {
      text: `$(sync~spin) qaagent ${progress}${others}`,
      tooltip: `Running ${scopeWords(current.scope)}. Click to cancel or to see its output.`,
      mood: 'running',
    };
  }
  const last = lastFinished(board);
  if (last?.finished === undefined) {
    return { text: '$(beaker) qaagent', tooltip: 'No run yet. Click to see the output.', mood: 'idle' };
  }
  const { outcome, counts, runDir } = last.finished;
  const good = outcome === 'passed';
  return {
    text: `$(${good ? 'pass' : 'error'}) qaagent ${verdictWords(outcome, counts)}`,
    tooltip: `Last run: ${scopeWords(last.scope)}: ${verdictWords(outcome, counts)}.\nEvidence: ${runDir}`,
    mood: good ? 'good' : 'bad',
  };
}

/** `2 failed, 1 passed`; an ending that no count tells is named first. */
export function verdictWords(outcome: Outcome, counts: Counts): string {
  const parts = [
    [counts.failed, 'failed'],
    [counts.error, counts.error === 1 ? 'error' : 'errors'],
    [counts.passed, 'passed'],
    [counts.skipped, 'skipped'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const toldByCounts = outcome === 'passed' || (outcome === 'failed' && counts.failed + counts.error > 0);
  if (!toldByCounts && !(outcome === 'error' && counts.error > 0)) {
    told.unshift(outcome);
  }
  return told.length > 0 ? told.join(', ') : outcome;
}

export function scopeWords(scope: Scope): string {
  switch (scope.kind) {
    case 'all':
      return 'all tests';
    case 'failed':
      return 'the failed tests';
    case 'suite':
      return `suite ${scope.suite ?? '?'}`;
    case 'path':
      return `the tests in ${scope.path ?? '?'}`;
    case 'test':
      return scope.id ?? 'a test';
    case 'route':
      return `the tests of ${scope.method ?? '?'} ${scope.path ?? '?'}`;
    case 'routesInFile':
      return `the tests of the routes in ${scope.file ?? '?'}`;
    case 'at':
      return `the tests of ${scope.file ?? '?'}:${scope.line ?? '?'}`;
    case 'changed':
      return `the tests that changes since ${scope.since ?? 'the last commit'} may concern`;
    case 'plan':
      return 'all suites and inline tools';
    default:
      return scope.kind;
  }
}

export function seconds(duration: number | null | undefined): string {
  if (duration === null || duration === undefined) {
    return '';
  }
  return duration < 1 ? `${Math.round(duration * 1000)} ms` : `${duration.toFixed(1)} s`;
}

export function mark(outcome: Outcome | null | undefined): string {
  switch (outcome) {
    case 'passed':
      return '✓';
    case 'skipped':
      return '○';
    case 'failed':
    case 'error':
    case 'timeout':
      return '✗';
    case 'cancelled':
    case 'interrupted':
      return '■';
    case 'running':
      return '●';
    case null:
    case undefined:
      return '·';
  }
}

/** One line of the list of past runs. */
export function summaryWords(run: RunSummary): { label: string; description: string; detail: string } {
  return {
    label: `${mark(run.outcome)} ${scopeWords(run.scope)}`,
    description: verdictWords(run.outcome, run.counts),
    detail: [new Date(run.created_at).toLocaleString(), seconds(run.duration), run.run_id].filter(Boolean).join(' · '),
  };
}

/** One line of the list of a route's tests: its name where the id only says where it stands, and how it is known. */
export function testWords(test: TestRow): { label: string; description: string; detail: string } {
  return { label: test.id, description: test.id.includes(test.name) ? '' : test.name, detail: test.why };
}

const MOST_REASONS = 50;

/** A whole run as text for the output channel. */
export function runLines(run: RunObject): string[] {
  const lines = [`${mark(run.outcome)} ${scopeWords(run.scope)}: ${verdictWords(run.outcome, run.counts)} · ${seconds(run.duration)}`];
  for (const { id, why } of run.selection.slice(0, MOST_REASONS)) {
    lines.push(`  chosen: ${id}: ${why}`);
  }
  if (run.selection.length > MOST_REASONS) {
    lines.push(`  chosen: ${run.selection.length - MOST_REASONS} more`);
  }
  for (const item of run.cases) {
    lines.push(`  ${mark(item.outcome)} ${item.id}  ${seconds(item.duration)}`.trimEnd());
    if (item.message && item.outcome !== 'passed') {
      const place = item.file === null ? '' : `${item.file}:${item.line ?? 1}: `;
      lines.push(...indented(`${place}${item.message}`));
    }
    if (item.outcome !== 'passed' && item.routes.length > 0) {
      lines.push(`      routes: ${item.routes.map((route) => `${route.method} ${route.path}`).join(', ')}`);
    }
  }
  for (const suite of run.suites) {
    if (suite.error) {
      lines.push(...indented(`suite ${suite.name}: ${suite.error}`));
    }
  }
  for (const problem of run.problems) {
    lines.push(...indented(`${problem.file}:${problem.line}: ${problem.message}`));
  }
  for (const tool of run.tools) {
    lines.push(...toolLines(tool));
  }
  lines.push(`  run ${run.run_id} · evidence: ${run.run_dir}`);
  return lines;
}

function toolLines(tool: ToolRow): string[] {
  const lines = [`  ${mark(tool.outcome)} ${tool.name}  ${tool.summary || tool.error}`.trimEnd()];
  for (const found of tool.findings.filter(({ blocks }) => blocks)) {
    const place = found.file === null ? found.url : `${found.file}:${found.line ?? 1}`;
    lines.push(...indented(`${place && `${place}: `}${found.code}: ${found.message}`));
  }
  return lines;
}

export function indented(text: string): string[] {
  return text.trimEnd().split('\n').map((line) => `      ${line}`);
}

/** The run of `evidence: run …` in a hover, as a link to its report. */
export function linkedEvidence(markdown: string): string {
  return markdown.replace(/^evidence: run `([\w-]+)`$/gm, (_, runId: string) => {
    const argument = encodeURIComponent(JSON.stringify([{ runId }]));
    return `evidence: run [\`${runId}\`](command:qaagent.openReport?${argument} "Open its report")`;
  });
}
