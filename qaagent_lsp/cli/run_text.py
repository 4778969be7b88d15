"""A run as a person reads it: failures as they happen, progress on a terminal, a verdict at the end."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from qaagent_lsp.cli.plan_words import NAMES, plan_words
from qaagent_lsp.cli.run_words import broken_file_words, case_words, end_words, start_words
from qaagent_lsp.model.event import (
    CaseFinished,
    CasesCollected,
    CaseStarted,
    CollectionBroke,
    InlineToolFinished,
    RunEvent,
    StepFinished,
    StepStarted,
    TestsAuthored,
)
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runs.supervisor import RunTicket
from qaagent_lsp.session.watching import Unwatched


class TextView(Unwatched):
    """Writes to one console, with a bar that moves where that is a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}", markup=False),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task("", total=None)
        self._collected = 0
        # A file that cannot be collected is told when it breaks, and is a case of the run later on.
        self._broken: set[TestId] = set()

    def run_queued(self, run: RunTicket) -> None:
        """Say what will run and why these tests."""
        self._write(start_words(run))

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:  # noqa: ARG002 - the Protocol's
        """Show the bar."""
        self._bar.start()
        names = ", ".join(dict.fromkeys(invocation.runner for invocation in invocations))
        self._bar.update(self._task, description=f"starting {names}")

    def run_event(self, run: RunTicket, event: RunEvent) -> None:  # noqa: ARG002 - the Protocol's
        """Move the bar; write what went wrong at once."""
        match event:
            case CasesCollected(ids=ids):
                self._collected += len(ids)
                self._bar.update(self._task, total=self._collected)
            case CaseStarted(id=case_id):
                self._bar.update(self._task, description=str(case_id))
            case CaseFinished(case=case):
                self._bar.advance(self._task)
                if case.id not in self._broken:
                    self._write(case_words(case))
            case CollectionBroke():
                self._broken.add(event.id)
                self._write(broken_file_words(event))
            case StepStarted(step=step, number=number, total=total):
                self._bar.update(self._task, description=f"{number}/{total} {NAMES[step]}")
            case StepFinished() | InlineToolFinished() | TestsAuthored():
                self._write(plan_words(event))
            case _:
                pass

    def end(self, result: RunResult, snapshot: Snapshot) -> None:
        """Write the verdict."""
        self.close()
        self._write(end_words(result, snapshot))

    def close(self) -> None:
        """Take the bar away."""
        self._bar.stop()

    def _write(self, lines: Sequence[Text]) -> None:
        for line in lines:
            self._console.print(line)
