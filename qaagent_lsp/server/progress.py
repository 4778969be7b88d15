"""Shows each run as work-done progress (LSP 3.17): percentage, what runs now, and a cancel button."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from qaagent_lsp.model.event import (
    CaseFinished,
    CasesCollected,
    CaseStarted,
    CollectionBroke,
    RunEvent,
    StepStarted,
)
from qaagent_lsp.model.result import Counts, RunResult
from qaagent_lsp.server.rpc import Connection
from qaagent_lsp.server.throttle import Throttle

log = logging.getLogger(__name__)

REPORT_SECONDS = 0.1

Token = str | int


@dataclass(slots=True)
class _Shown:
    """What is known of a run.

    ``total`` is the number of test functions asked for, 0 for whole suites: the least there is to do until cases are
    collected. ``token`` is None until the client has agreed to show it, or for good if it does not.
    """

    title: str
    detail: str
    total: int
    known: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    current: str = ""
    step: str = ""
    steps: int = 0
    steps_done: int = 0
    token: Token | None = None
    ended: str | None = None
    reports: Throttle | None = field(default=None)

    @property
    def expected(self) -> int:
        """How many cases there are as far as is known; the status bar of VS Code counts the same way."""
        return max(self.total, len(self.known))

    @property
    def counted(self) -> str:
        """``2/5, 1 failed``; ``""`` while nothing can be counted."""
        if not self.expected:
            return ""
        failed = f", {len(self.failed)} failed" if self.failed else ""
        return f"{len(self.done)}/{self.expected}{failed}"

    def has_finished(self, id_: str, outcome: str) -> None:
        """Count a case, or a file that cannot be loaded, once however often it is told."""
        self.known.add(id_)
        self.done.add(id_)
        (self.failed.add if outcome in {"failed", "error"} else self.failed.discard)(id_)


class RunProgress:
    """The progress of all runs of one client."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._runs: dict[str, _Shown] = {}

    def expect(self, run_id: str, *, title: str, detail: str, total: int | None) -> None:
        """Start counting for a run that was just asked for."""
        shown = _Shown(title, detail, total or 0)
        shown.reports = Throttle(REPORT_SECONDS, lambda: self._report(shown))
        self._runs[run_id] = shown

    async def show(self, run_id: str, token: Token | None, *, supported: bool) -> None:
        """Show a run: under the command's own token, else under a new one if the client supports that.

        A run that has already ended is shown as begun and ended, so that the client sees its verdict.
        """
        shown = self._runs.get(run_id)
        if shown is None:
            return
        if token is None:
            if not supported:
                self._runs.pop(run_id)
                return
            token = f"qaagent-run-{run_id}"
            try:
                await self._connection.send_request_async(
                    types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.WorkDoneProgressCreateParams(token=token)
                )
            except JsonRpcException as refusal:
                log.info("the client shows no progress: %s", refusal)
                self._runs.pop(run_id, None)
                return
        shown.token = token
        self._send(
            shown,
            types.WorkDoneProgressBegin(
                title=shown.title, message=shown.detail, cancellable=True, percentage=_percentage(shown)
            ),
        )
        if shown.ended is not None:
            self._end(run_id, shown)

    def event(self, run_id: str, event: RunEvent) -> None:
        """Count an event; reports go out a few times a second at most."""
        shown = self._runs.get(run_id)
        if shown is None:
            return
        match event:
            case CasesCollected():
                shown.known.update(event.ids)
            case CaseStarted():
                shown.current = event.id
            case CaseFinished():
                shown.has_finished(event.case.id, event.case.outcome)
            case CollectionBroke():
                shown.has_finished(event.id, "error")
            case StepStarted():
                shown.step = f"{event.number}/{event.total} {event.step}"
                shown.current = event.text
                shown.steps_done, shown.steps = event.number - 1, event.total
            case _:
                return
        if shown.reports is not None:
            shown.reports.request()

    def finish(self, run_id: str, result: RunResult) -> None:
        """End a run's progress with its verdict."""
        shown = self._runs.get(run_id)
        if shown is None:
            return
        shown.ended = verdict(result)
        if shown.token is not None:
            self._end(run_id, shown)

    def run_of(self, token: Token) -> str | None:
        """Return the run that a token shows, for ``window/workDoneProgress/cancel``."""
        return next((run_id for run_id, shown in self._runs.items() if shown.token == token), None)

    def _report(self, shown: _Shown) -> None:
        if shown.token is None or shown.ended is not None:
            return
        message = " · ".join(filter(None, (shown.step, shown.counted, shown.current)))
        self._send(shown, types.WorkDoneProgressReport(message=message, percentage=_percentage(shown)))

    def _end(self, run_id: str, shown: _Shown) -> None:
        if shown.reports is not None:
            shown.reports.close()
        self._send(shown, types.WorkDoneProgressEnd(message=shown.ended))
        self._runs.pop(run_id, None)

    def _send(
        self,
        shown: _Shown,
        value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd,
    ) -> None:
        if shown.token is not None:
            self._connection.notify(types.PROGRESS, types.ProgressParams(token=shown.token, value=value))


def verdict(result: RunResult) -> str:
    """Say in a few words how a run ended, e.g. ``✗ 1 failed, 2 passed``."""
    counted = _counted(result.counts)
    if result.status == "passed":
        return f"✓ {counted}"
    if result.status == "failed":
        red = ", ".join(tool.name for tool in result.tools if tool.outcome == "failed")
        return f"✗ {counted}{f'; red: {red}' if red else ''}"
    return f"{result.status} · {counted}" if result.counts.total else result.status


def _counted(counts: Counts) -> str:
    parts = [
        f"{number} {word}"
        for number, word in (
            (counts.failed, "failed"),
            (counts.error, "broken"),
            (counts.passed, "passed"),
            (counts.skipped, "skipped"),
        )
        if number
    ]
    return ", ".join(parts) or "no tests ran"


def _percentage(shown: _Shown) -> int:
    part = len(shown.done) / shown.expected if shown.expected else 0.0
    if shown.steps:
        # Of a plan only its suites have parts that can be counted.
        of_suites = part if shown.step.endswith("suites") else 0.0
        return min(100, int(100 * (shown.steps_done + of_suites) / shown.steps))
    return int(100 * part)
