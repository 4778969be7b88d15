"""One invocation of one tool, from start to reconciled end.

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
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.event import CaseFinished, Output, RunEvent, SuiteFinished
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import CaseResult, SuiteResult
from qaagent_lsp.results.events import Decoder
from qaagent_lsp.results.junit import junit_bytes
from qaagent_lsp.results.reconcile import Ending, Reconciled, Seen, case_of_broken, reconcile
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
class Executed:
    """An invocation that is over: its verdict, the last word on every case, and notes for a person."""

    result: SuiteResult
    cases: tuple[CaseResult, ...]
    notes: tuple[str, ...]


async def execute(
    invocation: Invocation, *, workspace: str, tools: Tools, stop: asyncio.Event, limit: float | None
) -> Executed:
    """Run one invocation. Setting ``stop`` cancels it; ``limit`` is in seconds.

    Never raises for what the tool does: a tool that cannot be started, crashes or is killed is a
    ``SuiteResult`` that says so.
    """
    began = time.monotonic()
    if invocation.selection is not None:
        await asyncio.to_thread(tools.files.write_bytes, invocation.selection, selection_of(invocation))
    pump = _Pump(invocation, workspace, tools)
    error, returncode = "", None
    try:
        process = await tools.launcher.start(invocation)
    except ToolMissing as missing:
        ending, error = Ending.NOT_STARTED, f"{missing.message} {missing.hint}".strip()
    else:
        ending, returncode = await _follow(process, pump, tools.observe, stop, limit)
    _tell(await asyncio.to_thread(pump.drain), tools.observe)
    verdict = reconcile(
        invocation,
        pump.seen,
        ending=ending,
        returncode=returncode,
        duration=time.monotonic() - began,
        error=error,
        output=pump.last_output,
    )
    _tell(await asyncio.to_thread(pump.close, verdict), tools.observe)
    return Executed(verdict.result, tuple(pump.cases.values()), verdict.notes)


def selection_of(invocation: Invocation) -> bytes:
    """Write the chosen ids, one JSON string a line: an id may hold any character."""
    return "".join(f"{json.dumps(test_id)}\n" for test_id in invocation.chosen).encode("ascii")


async def _follow(
    process: Process, pump: _Pump, observe: Observe, stop: asyncio.Event, limit: float | None
) -> tuple[Ending, int]:
    """Follow a running tool to its end. Its results keep coming while it is being stopped."""
    loop = asyncio.get_running_loop()
    deadline = None if limit is None else loop.time() + limit
    ended = asyncio.ensure_future(process.wait())
    stopping: asyncio.Task[None] | None = None
    ending = Ending.EXITED
    try:
        while not ended.done():
            if stopping is None and (stop.is_set() or (deadline is not None and loop.time() >= deadline)):
                ending = Ending.CANCELLED if stop.is_set() else Ending.TIMED_OUT
                stopping = loop.create_task(process.stop(), name=f"stop {process.pid}")
            await asyncio.wait({ended}, timeout=POLL_SECONDS)
            _tell(await asyncio.to_thread(pump.step), observe)
        if stopping is not None:
            await stopping
        return ending, ended.result()
    except BaseException:
        # Nobody follows the tool any more (our own loop is going down, or the evidence cannot be written): end it too.
        ended.cancel()
        await asyncio.shield(process.stop())
        raise


def _tell(events: Sequence[RunEvent], observe: Observe) -> None:
    for event in events:
        observe(event)


class _Pump:
    """Reads, decodes and stores what the probe wrote. Every method blocks on the disk: call it in a worker thread."""

    def __init__(self, invocation: Invocation, workspace: str, tools: Tools) -> None:
        self._invocation = invocation
        self._events: LineTail = tools.files.tail(invocation.events)
        self._output: LineTail = tools.files.tail(invocation.output)
        self._decoder = Decoder(invocation.suite, workspace)
        self._tools = tools
        self._last_output: deque[bytes] = deque(maxlen=LAST_LINES)
        self.cases: dict[str, CaseResult] = {}

    @property
    def last_output(self) -> tuple[str, ...]:
        """The last lines that the tool wrote to its stdout and stderr."""
        return tuple(line.decode("utf-8", "replace") for line in self._last_output)

    @property
    def seen(self) -> Seen:
        """What the tool has told so far."""
        return self._decoder.seen

    def step(self) -> tuple[RunEvent, ...]:
        """Take in what has come since the last step."""
        return self._take(self._events.read(), self._output.read())

    def drain(self) -> tuple[RunEvent, ...]:
        """Take in all that is left, an unterminated last line included."""
        return self._take(self._events.close(), self._output.close())

    def close(self, verdict: Reconciled) -> tuple[RunEvent, ...]:
        """Add the cases that only the end could tell, and write the interchange file."""
        suite = self._invocation.suite
        broken = [
            case_of_broken(broke, runner=self._invocation.runner)
            for broke in (*self.seen.broken, *verdict.broken)
        ]
        added = self._store([*broken, *verdict.cases])
        self._tools.files.write_bytes(self._invocation.junit, junit_bytes(suite, tuple(self.cases.values())))
        self._tools.handle.add_suite(verdict.result)
        return (
            *verdict.broken,
            *(CaseFinished(suite, case) for case in added),
            SuiteFinished(suite, verdict.result),
        )

    def _store(self, cases: Sequence[CaseResult]) -> tuple[CaseResult, ...]:
        linked = tuple(replace(case, routes=self._tools.enrich(case)) for case in cases)
        if linked:
            self._tools.handle.append(linked)
            self.cases.update((case.id, case) for case in linked)
        return linked

    def _take(self, lines: Sequence[bytes], output: Sequence[bytes]) -> tuple[RunEvent, ...]:
        decoded = self._decoder.feed(lines) if lines else ()
        finished = iter(self._store([event.case for event in decoded if isinstance(event, CaseFinished)]))
        events = [
            replace(event, case=next(finished)) if isinstance(event, CaseFinished) else event
            for event in decoded
        ]
        if output:
            self._last_output.extend(output)
            text = b"\n".join(output).decode("utf-8", "replace") + "\n"
            events.append(Output(self._invocation.suite, text))
        return tuple(events)
