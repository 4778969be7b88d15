/** The output channel that tells runs as they go. */
import type { OutputChannel } from 'vscode';
import type { RunEvent, RunFinished, RunObject, RunStarted } from './protocol';
import { indented, mark, runLines, scopeWords, seconds, verdictWords } from './words';

export function tellStarted(channel: OutputChannel, run: RunStarted): void {
  const count = run.total === null || run.total === undefined ? '' : ` (${run.total})`;
  channel.appendLine(`▶ ${scopeWords(run.scope)}${count} · run ${run.runId}`);
}

export function tellEvent(channel: OutputChannel, event: RunEvent): void {
  if (event.kind === 'finished' && event.id) {
    channel.appendLine(`  ${mark(event.outcome)} ${event.id}  ${seconds(event.duration)}`.trimEnd());
    if (event.message && event.outcome !== 'passed') {
      for (const line of indented(event.message)) {
        channel.appendLine(line);
      }
    }
  } else if (event.kind === 'output' && event.text) {
    channel.append(event.text.endsWith('\n') ? event.text : `${event.text}\n`);
  }
}

export function tellFinished(channel: OutputChannel, run: RunFinished): void {
  channel.appendLine(`${mark(run.outcome)} ${verdictWords(run.outcome, run.counts)} · run ${run.runId}`);
  if (run.message) {
    for (const line of indented(run.message)) {
      channel.appendLine(line);
    }
  }
  channel.appendLine(`  evidence: ${run.runDir}`);
  channel.appendLine('');
}

export function tellRun(channel: OutputChannel, run: RunObject): void {
  for (const line of runLines(run)) {
    channel.appendLine(line);
  }
  channel.appendLine('');
}
