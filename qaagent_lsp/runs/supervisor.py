"""The owner of every run of a workspace folder: hands out ids, keeps the queue, cancels, seals.

Runs of one folder go one after the other, so that two of them never share a test database by accident. A run that
still waits gives way to a newer one of the same scope. A run is sealed in ``finally``, whatever happened to it, unless
its handle came from a caller, who then seals it; only a death of this very process leaves one unsealed, and the
store then says so.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from qaagent_lsp.model.errors import StoreUnavailable
from qaagent_lsp.model.event import CaseFinished, RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult, RunStatus, count
from qaagent_lsp.model.scope import Scope, Selection
from qaagent_lsp.results.outcome import outcome_of, worst_of
from qaagent_lsp.runs.attempt import Enrich, Tools
from qaagent_lsp.runs.ports import Files, Launcher, RunHandle
from qaagent_lsp.runs.state import Progress, advance
from qaagent_lsp.runs.suites import Outcomes, Outside, Work, run_suites

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RunTicket:
    """What is known of a run the moment it is asked for. ``total`` counts chosen tests; None for whole suites."""

    run_id: str
    run_dir: str
    scope: Scope
    selection: Selection
    total: int | None


@dataclass(frozen=True, slots=True)
class RunOrder:
    """A run that may start: its reserved place in the store, and its suites in their order.

    ``owner`` says who seals the run: we, or the caller whose handle it is.
    """

    ticket: RunTicket
    handle: RunHandle
    work: Work
    enrich: Enrich
    notes: tuple[str, ...] = ()
    owner: Literal["supervisor", "caller"] = "supervisor"
    course: Course | None = None
    """What the run consists of where that is more than its suites: ``plan-run``."""


Course = Callable[[Outcomes, Tools, Outside, asyncio.Event], Awaitable[None]]
"""Carries out a run. The outcomes hold what there is at any moment, also when it raises; setting the event ends it."""


class RunObserver(Protocol):
    """Who is told. Called on the event loop, in order; must return at once."""

    def run_queued(self, run: RunTicket) -> None:
        """The run has its id and waits for its turn."""
        ...

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        """The run's turn has come."""
        ...

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        """Something happened; the evidence of it is already stored."""
        ...

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        """The run is sealed."""
        ...


@dataclass(slots=True)
class _Active:
    order: RunOrder
    stop: asyncio.Event
    done: asyncio.Future[RunResult]
    task: asyncio.Task[None] | None = None
    progress: Progress = field(default_factory=Progress)
    outcomes: Outcomes = field(default_factory=Outcomes)
    waits: bool = False
    """Whether other runs were there before it and it has not had its turn yet."""


def created_at(run_id: str) -> str:
    """Read the moment out of a run id, as the manifest writes it: ``2026-11-22T23:51:27Z``."""
    date, _, rest = run_id.partition("_")
    return f"{date[:4]}-{date[4:6]}-{date[6:8]}T{rest[:2]}:{rest[2:4]}:{rest[4:6]}Z"


class Supervisor:
    """Runs of one workspace folder, one at a time, first come first served."""

    def __init__(self, launcher: Launcher, files: Files, outside: Outside, observer: RunObserver) -> None:
        self._launcher = launcher
        self._files = files
        self._outside = outside
        self._observer = observer
        self._turn = asyncio.Lock()
        self._active: dict[str, _Active] = {}

    def submit(self, order: RunOrder) -> RunTicket:
        """Take a run on and return at once."""
        loop = asyncio.get_running_loop()
        active = _Active(order, asyncio.Event(), loop.create_future())
        active.outcomes.notes.extend(order.notes)
        active.waits = bool(self._active)
        run_id = order.ticket.run_id
        self._supersede(order)
        self._active[run_id] = active
        self._observer.run_queued(order.ticket)
        active.task = loop.create_task(self._own(active), name=f"run {run_id}")
        return order.ticket

    def progress(self, run_id: str) -> Progress | None:
        """Tell how far a run has come; None when it is over or unknown."""
        active = self._active.get(run_id)
        return None if active is None else active.progress

    def running(self) -> tuple[str, ...]:
        """Ids of the runs that are queued or running, oldest first."""
        return tuple(self._active)

    def cancel(self, run_id: str) -> bool:
        """Ask a run to stop. False when it is over or unknown."""
        active = self._active.get(run_id)
        if active is None or active.stop.is_set():
            return False
        active.stop.set()
        return True

    async def wait(self, run_id: str) -> RunResult | None:
        """Wait for a run's end; None when it is over or unknown."""
        active = self._active.get(run_id)
        return None if active is None else await asyncio.shield(active.done)

    async def aclose(self) -> None:
        """Cancel every run and wait until all are sealed."""
        for active in self._active.values():
            active.stop.set()
        tasks = [active.task for active in self._active.values() if active.task is not None]
        await asyncio.gather(*tasks)

    def _supersede(self, newer: RunOrder) -> None:
        """Give up the runs of the same scope that have not begun: the newest sees the newest code."""
        for active in self._active.values():
            same = active.order.ticket.scope == newer.ticket.scope
            if same and active.waits and active.order.owner == "supervisor":
                active.outcomes.notes.append(f"superseded by run {newer.ticket.run_id} of the same scope")
                active.stop.set()

    async def _own(self, active: _Active) -> None:
        """Boundary of a run's task: nothing it raises is lost, and the run is sealed before the next one starts."""
        started = time.monotonic()
        fault = ""
        has_turn = await self._await_turn(active.stop)
        active.waits = active.waits and not has_turn
        try:
            if has_turn:
                await self._carry_out(active)
        except Exception as error:
            log.exception("run %s broke", active.order.ticket.run_id)
            fault = "; ".join(_told(error))
        finally:
            try:
                await self._seal(active, time.monotonic() - started, fault)
            finally:
                if has_turn:
                    self._turn.release()

    async def _await_turn(self, stop: asyncio.Event) -> bool:
        """Wait for this run's turn. False when it was cancelled before that."""
        turn = asyncio.ensure_future(self._turn.acquire())
        stopped = asyncio.ensure_future(stop.wait())
        await asyncio.wait({turn, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if turn.done():
            return True
        turn.cancel()
        return False

    async def _carry_out(self, active: _Active) -> None:
        order = active.order
        if active.stop.is_set():
            return
        self._observer.run_started(order.ticket, order.work.invocations)

        def observe(event: RunEvent) -> None:
            active.progress = advance(active.progress, event)
            if isinstance(event, CaseFinished):
                # Here and not at the end of the suite: a fault of ours in the middle must not lose them.
                active.outcomes.take(event.case)
            self._observer.run_event(order.ticket, event)

        tools = Tools(self._launcher, self._files, order.handle, observe, order.enrich)
        if order.course is not None:
            await order.course(active.outcomes, tools, self._outside, active.stop)
            return
        await run_suites(order.work, active.outcomes, tools=tools, outside=self._outside, stop=active.stop)

    async def _seal(self, active: _Active, duration: float, fault: str) -> None:
        order = active.order
        outcomes = active.outcomes
        cases = tuple(outcomes.cases.values())
        inline = tuple(outcomes.tools.values())
        outcome: RunStatus = outcome_of(outcomes.in_order, cases, inline)
        if outcomes.broken:
            outcome = worst_of((outcome, "error"))
            outcomes.notes.extend(outcomes.broken)
        if fault:
            outcome = "error"
            outcomes.notes.append(f"the run broke: {fault}")
        elif active.stop.is_set():
            outcome = "cancelled"
        result = RunResult(
            run_id=order.ticket.run_id,
            run_dir=order.ticket.run_dir,
            status=outcome,
            scope=order.ticket.scope,
            created_at=created_at(order.ticket.run_id),
            duration=duration,
            counts=count(cases),
            cases=cases,
            suites=outcomes.in_order,
            problems=active.progress.problems,
            notes=tuple(outcomes.notes),
            selection=order.ticket.selection.chosen,
            tools=inline,
            authored=outcomes.authored,
            risks=outcomes.risks,
        )
        keep = order.handle.seal if order.owner == "supervisor" else order.handle.add_result
        try:
            await asyncio.to_thread(keep, result)
        except (OSError, StoreUnavailable) as error:
            # The evidence that was streamed is on disk; the run reads as interrupted until recovered.
            log.exception("run %s could not be sealed", result.run_id)
            notes = (*result.notes, f"the run could not be sealed in the store: {error}")
            result = replace(result, status="error", notes=notes)
        finally:
            del self._active[result.run_id]
        self._observer.run_finished(order.ticket, result)
        active.done.set_result(result)


def _told(error: BaseException) -> Iterator[str]:
    """Name what broke; of a group, which several suites at once make, its members."""
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _told(member)
    else:
        yield "".join(traceback.format_exception_only(error)).strip()
