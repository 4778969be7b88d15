"""One start of one tool, from its first line to its reconciled end.

The probe appends events to a file of the run; this module follows that file while the tool runs, decodes in a
worker thread, stores every finished case before anybody is told of it, and only then tells. End, cancel,
timeout and crash all leave through the same door: what is left in the file is read, and events and exit code
are reconciled.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.event import CaseFinished, CasesCollected, CaseStarted, Output, RunEvent
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import Attempt, CaseResult
from qaagent_lsp.model.test import TestId, file_of, inside_of
from qaagent_lsp.results.attempts import joined
from qaagent_lsp.results.events import Decoder
from qaagent_lsp.results.reconcile import Ending, Reconciled, Seen, case_of_broken, reconcile
from qaagent_lsp.runs.following import follow
from qaagent_lsp.runs.ports import Files, Launcher, LineTail, Process, RunHandle

POLL_SECONDS = 0.01
"""How often the events file is looked at. A test's result is on screen at most this much after the probe wrote it."""

LAST_LINES = 60
"""Lines of output kept for the case that the tool breaks before it can tell why."""

Observe = Callable[[RunEvent], None]
Enrich = Callable[[CaseResult], tuple[Link, ...]]
"""Ties a finished case to routes of the table."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What an invocation needs of the outside, and whom it tells. ``observe`` is called on the event loop."""

    launcher: Launcher
    files: Files
    handle: RunHandle
    observe: Observe
    enrich: Enrich


@dataclass(frozen=True, slots=True)
class Attempted:
    """A start that is over. ``cases`` are all of the suite so far, those of earlier starts included.

    ``overdue`` are the tests that exceeded the limit of one test.
    """

    invocation: Invocation
    ending: Ending
    verdict: Reconciled
    seen: Seen
    cases: Mapping[TestId, CaseResult]
    overdue: tuple[TestId, ...]


async def attempt(
    invocation: Invocation,
    earlier: Mapping[TestId, CaseResult],
    *,
    workspace: str,
    tools: Tools,
    stop: asyncio.Event,
) -> Attempted:
    """Start a tool once and follow it. Setting ``stop`` cancels it.

    Never raises for what the tool does: a tool that cannot be started, crashes or is killed is a verdict that says so.
    """
    began = time.monotonic()
    if invocation.selection is not None:
        await asyncio.to_thread(tools.files.write_bytes, invocation.selection, selection_of(invocation))
    # What an earlier start left there is not this one's.
    await asyncio.to_thread(tools.files.write_bytes, invocation.events, b"")
    pump = _Pump(invocation, earlier, workspace, tools)
    error, returncode = "", None
    try:
        try:
            process = await tools.launcher.start(invocation)
        except ToolMissing as missing:
            ending, error = Ending.NOT_STARTED, f"{missing.message} {missing.hint}".strip()
        else:
            ending, returncode = await _follow(process, invocation, pump, tools.observe, stop)
        _tell(await asyncio.to_thread(pump.drain), tools.observe)
    except BaseException:
        await asyncio.to_thread(pump.leave)
        raise
    verdict = reconcile(
        invocation,
        pump.seen,
        ending=ending,
        returncode=returncode,
        duration=time.monotonic() - began,
        error=error,
        output=pump.last_output,
        overdue=pump.overdue,
    )
    _tell(await asyncio.to_thread(pump.close, verdict), tools.observe)
    return Attempted(invocation, ending, verdict, pump.seen, pump.cases, pump.overdue)


def selection_of(invocation: Invocation) -> bytes:
    """Write the chosen ids, one JSON string a line: an id may hold any character."""
    return "".join(f"{json.dumps(test_id)}\n" for test_id in invocation.chosen).encode("ascii")


async def _follow(
    process: Process, invocation: Invocation, pump: _Pump, observe: Observe, stop: asyncio.Event
) -> tuple[Ending, int]:
    """Follow a running tool to its end. Its results keep coming while it is being stopped."""
    limit = invocation.limits.suite
    deadline = None if limit is None else asyncio.get_running_loop().time() + limit

    async def step() -> None:
        _tell(await asyncio.to_thread(pump.step), observe)

    why, returncode = await follow(
        process, step=step, pause=POLL_SECONDS, reason=lambda: _reason_to_stop(stop, deadline, pump)
    )
    return why or Ending.EXITED, returncode


def _reason_to_stop(stop: asyncio.Event, deadline: float | None, pump: _Pump) -> Ending | None:
    """Tell why a tool must be stopped now; None while there is no reason."""
    if stop.is_set():
        return Ending.CANCELLED
    if deadline is not None and asyncio.get_running_loop().time() >= deadline:
        return Ending.TIMED_OUT
    return Ending.OVERDUE if pump.is_overdue() else None


def _tell(events: Sequence[RunEvent], observe: Observe) -> None:
    for event in events:
        observe(event)


class _Pump:
    """Reads, decodes and stores what the probe wrote.

    ``step``, ``drain``, ``leave`` and ``close`` block on the disk: call them in a worker thread.
    """

    def __init__(
        self, invocation: Invocation, earlier: Mapping[TestId, CaseResult], workspace: str, tools: Tools
    ) -> None:
        self._invocation = invocation
        self._earlier = earlier
        self._events: LineTail = tools.files.tail(invocation.events)
        self._output: LineTail = tools.files.tail(invocation.output)
        self._decoder = Decoder(invocation.suite, workspace)
        self._tools = tools
        self._last_output: deque[bytes] = deque(maxlen=LAST_LINES)
        self._began: dict[TestId, float] = {}
        self.cases: dict[TestId, CaseResult] = dict(earlier)
        self.overdue: tuple[TestId, ...] = ()

    @property
    def last_output(self) -> tuple[str, ...]:
        """The last lines that the tool wrote to its stdout and stderr."""
        return tuple(line.decode("utf-8", "replace") for line in self._last_output)

    @property
    def seen(self) -> Seen:
        """What the tool has told so far."""
        return self._decoder.seen

    def is_overdue(self) -> bool:
        """Tell whether a test takes longer than it may; which ones are then in ``overdue``."""
        limit = self._invocation.limits.test
        if limit is None:
            return False
        now = time.monotonic()
        self.overdue = tuple(test for test, began in self._began.copy().items() if now - began >= limit)
        return bool(self.overdue)

    def step(self) -> tuple[RunEvent, ...]:
        """Take in what has come since the last step."""
        return self._take(self._events.read(), self._output.read())

    def drain(self) -> tuple[RunEvent, ...]:
        """Take in all that is left, an unterminated last line included."""
        return self._take(self._events.close(), self._output.close())

    def leave(self) -> None:
        """Close the files; what is left in them is nobody's any more."""
        self._events.close()
        self._output.close()

    def close(self, verdict: Reconciled) -> tuple[RunEvent, ...]:
        """Add the cases that only the end could tell."""
        broken = [
            case_of_broken(broke, runner=self._invocation.runner)
            for broke in (*self.seen.broken, *verdict.broken)
        ]
        mended = self._mended({case.id for case in broken})
        added = self._store([*broken, *verdict.cases, *mended])
        return (*verdict.broken, *map(self._finished, added), *self._late())

    def _late(self) -> Sequence[CaseFinished]:
        """Tell cases again whose background work made requests after their verdict; the verdict stays."""
        told: list[CaseFinished] = []
        for test, hits in self.seen.late.items():
            case = self.cases.get(test)
            if case is not None:
                whole = replace(case, hits=(*case.hits, *hits))
                case = self.cases[test] = replace(whole, routes=self._tools.enrich(whole))
                told.append(CaseFinished(self._invocation.suite, case, case.outcome))
        if told:
            self._tools.handle.append([event.case for event in told])
        return told

    def _mended(self, broken: Collection[TestId]) -> list[CaseResult]:
        """Give files their verdict that could not be collected before and now can: their tests have run."""
        ran = {file_of(case.id) for case in self.seen.cases}
        return [
            CaseResult(
                before.id,
                before.suite,
                before.runner,
                before.name,
                "passed",
                0.0,
                before.file,
                before.line,
                attempts=(Attempt("passed", 0.0),),
            )
            for test in self._invocation.chosen
            if not inside_of(test) and test not in broken and file_of(test) in ran
            if (before := self._earlier.get(test)) is not None
        ]

    def _store(self, cases: Sequence[CaseResult]) -> tuple[CaseResult, ...]:
        stored = tuple(self._complete(case) for case in cases)
        if stored:
            self._tools.handle.append(stored)
            self.cases.update((case.id, case) for case in stored)
        return stored

    def _complete(self, case: CaseResult) -> CaseResult:
        """Link a case, put it behind its earlier tries, and name its files as the run's folder does."""
        artifacts = tuple(_within(artifact, self._tools.handle.run_dir) for artifact in case.artifacts)
        linked = replace(case, routes=self._tools.enrich(case), artifacts=artifacts)
        before = self._earlier.get(case.id)
        return linked if before is None else joined(before, linked)

    def _take(self, lines: Sequence[bytes], output: Sequence[bytes]) -> tuple[RunEvent, ...]:
        decoded = self._decoder.feed(lines) if lines else ()
        self._time(decoded)
        finished = iter(self._store([event.case for event in decoded if isinstance(event, CaseFinished)]))
        events = [
            self._finished(next(finished)) if isinstance(event, CaseFinished) else self._fresh(event)
            for event in decoded
        ]
        if output:
            self._last_output.extend(output)
            text = b"\n".join(output).decode("utf-8", "replace") + "\n"
            events.append(Output(self._invocation.suite, text))
        return tuple(events)

    def _finished(self, case: CaseResult) -> CaseFinished:
        before = self._earlier.get(case.id)
        return CaseFinished(self._invocation.suite, case, None if before is None else before.outcome)

    def _fresh(self, event: RunEvent) -> RunEvent:
        """Leave out of the collected cases those that were counted before."""
        if not isinstance(event, CasesCollected) or not self._earlier:
            return event
        return replace(event, ids=tuple(test for test in event.ids if test not in self._earlier))

    def _time(self, events: Sequence[RunEvent]) -> None:
        for event in events:
            if isinstance(event, CaseStarted):
                self._began[event.id] = time.monotonic()
            elif isinstance(event, CaseFinished):
                self._began.pop(event.case.id, None)


def _within(artifact: Artifact, run_dir: str) -> Artifact:
    path = Path(artifact.path)
    return (
        replace(artifact, path=path.relative_to(run_dir).as_posix())
        if path.is_relative_to(run_dir)
        else artifact
    )
