"""All suites of one run: one after the other, or several at once, each with the resources that it must not share."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import assert_never

from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.event import Output, SuiteFinished
from qaagent_lsp.model.plan import Invocation, ServerUnderTest
from qaagent_lsp.model.result import CaseResult, SuiteResult
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.tool import ToolName, ToolResult
from qaagent_lsp.runners.server_command import SUITE as SERVER
from qaagent_lsp.runners.server_command import server_resource
from qaagent_lsp.runs.attempt import Tools
from qaagent_lsp.runs.engine import Again, execute
from qaagent_lsp.runs.resources import ResourceLocks, acquire_all
from qaagent_lsp.runs.serving import Ask, NotServed, Served, Serving, serving


@dataclass(slots=True)
class Outcomes:
    """What the suites of a run came to so far, in the order in which they were planned. Filled while they run."""

    suites: dict[int, SuiteResult] = field(default_factory=dict)
    cases: dict[tuple[str, str], CaseResult] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    tools: dict[ToolName, ToolResult] = field(default_factory=dict)
    authored: tuple[Authored, ...] = ()
    risks: tuple[RouteRisk, ...] = ()
    broken: list[str] = field(default_factory=list)
    """Steps that could not be carried out: the run is not green then."""

    @property
    def in_order(self) -> tuple[SuiteResult, ...]:
        """The results of the suites as they were planned, whichever ended first."""
        return tuple(suite for _, suite in sorted(self.suites.items()))

    def take(self, case: CaseResult) -> None:
        """Keep the last word on a case."""
        self.cases[case.suite, case.id] = case


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be run. ``workers`` is how many suites may run at once; ``workspace`` is the absolute folder.

    ``server`` is what the suites test, started before them and stopped after them. ``missing`` are suites that cannot
    be started at all, with their verdict.
    """

    invocations: Sequence[Invocation]
    again: Again
    workspace: str
    workers: int = 1
    server: ServerUnderTest | None = None
    missing: tuple[SuiteResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Outside:
    """What suites need of the outside beside their tools: locks between runs, and whether a server answers."""

    locks: ResourceLocks
    ask: Ask


async def run_suites(
    work: Work, outcomes: Outcomes, *, tools: Tools, outside: Outside, stop: asyncio.Event
) -> None:
    """Run every suite, with the server that they test where there is one.

    ``outcomes`` holds what there is of them at any moment, also when this raises. Without its server no suite is
    started, and each says why.
    """
    async with under_test(work.server, outcomes, tools=tools, outside=outside, stop=stop) as served:
        await suites_against(served, work, outcomes, tools=tools, outside=outside, stop=stop)


async def suites_against(
    served: Served | NotServed | None,
    work: Work,
    outcomes: Outcomes,
    *,
    tools: Tools,
    outside: Outside,
    stop: asyncio.Event,
) -> None:
    """Run every suite against a server that ``under_test`` gave: not one of them where it could not be had."""
    for number, result in enumerate(work.missing, len(work.invocations)):
        await _give_up(number, result, outcomes, tools)
    match served:
        case None | Served():
            await _run_all(work, outcomes, tools, outside, stop)
        case NotServed(kind="cancelled"):
            _leave_out(work.invocations, outcomes)
        case NotServed(reason=reason):
            await _refuse(work.invocations, reason, outcomes, tools)
        case _:
            assert_never(served)


@asynccontextmanager
async def under_test(
    server: ServerUnderTest | None,
    outcomes: Outcomes,
    *,
    tools: Tools,
    outside: Outside,
    stop: asyncio.Event,
) -> AsyncIterator[Served | NotServed | None]:
    """Have the server under test while the block runs, or say why it cannot be had; None where none is named.

    No other run uses it meanwhile. What there is to say of it is told, and kept in the notes.
    """
    if server is None:
        yield None
        return

    def tell(text: str) -> None:
        tools.observe(Output(SERVER, f"{text}\n"))
        outcomes.notes.append(text)

    holder = f"run {tools.handle.run_id}"
    held = await acquire_all(outside.locks, (server_resource(server),), holder, stop, tell)
    if held is None:
        yield NotServed("cancelled", "the run was cancelled before the server under test was started")
        return
    try:
        needs = Serving(tools.launcher, tools.files, outside.ask, tell)
        async with serving(server, needs, stop) as served:
            if isinstance(served, Served):
                outcomes.notes.append(served.note)
            yield served
    finally:
        await asyncio.to_thread(held.release)


def _leave_out(invocations: Sequence[Invocation], outcomes: Outcomes) -> None:
    outcomes.notes.extend(f"suite {one.suite} was not started: the run was cancelled" for one in invocations)


async def _refuse(invocations: Sequence[Invocation], reason: str, outcomes: Outcomes, tools: Tools) -> None:
    """Give every suite its verdict that could not be run for want of its server."""
    for number, one in enumerate(invocations):
        result = SuiteResult(one.suite, one.runner, one.argv, one.cwd, "error", None, reason)
        await _give_up(number, result, outcomes, tools)


async def _give_up(number: int, result: SuiteResult, outcomes: Outcomes, tools: Tools) -> None:
    outcomes.suites[number] = result
    await asyncio.to_thread(tools.handle.add_suite, result)
    tools.observe(SuiteFinished(result.name, result))


async def _run_all(
    work: Work, outcomes: Outcomes, tools: Tools, outside: Outside, stop: asyncio.Event
) -> None:
    """Run the suites, as many at once as there are workers.

    Suites start in their order. One that must share nothing waits for its resources without holding up the others, but
    not longer than until ``stop`` is set; what was not started is named in the notes.
    """
    places = asyncio.Semaphore(max(work.workers, 1))
    async with asyncio.TaskGroup() as group:
        for number, invocation in enumerate(work.invocations):
            await places.acquire()
            if stop.is_set():
                _leave_out((invocation,), outcomes)
                places.release()
                continue
            task = group.create_task(
                _run_suite(number, work, outcomes, tools, outside, stop), name=f"suite {invocation.suite}"
            )
            task.add_done_callback(lambda _: places.release())


async def _run_suite(
    number: int, work: Work, outcomes: Outcomes, tools: Tools, outside: Outside, stop: asyncio.Event
) -> None:
    invocation = work.invocations[number]

    def tell(text: str) -> None:
        tools.observe(Output(invocation.suite, f"{text}\n"))

    held = await acquire_all(outside.locks, invocation.resources, f"run {tools.handle.run_id}", stop, tell)
    if held is None:
        _leave_out((invocation,), outcomes)
        return
    try:
        executed = await execute(invocation, work.again, workspace=work.workspace, tools=tools, stop=stop)
    finally:
        await asyncio.to_thread(held.release)
    outcomes.suites[number] = executed.result
    for case in executed.cases:
        outcomes.take(case)
    outcomes.notes.extend(executed.notes)
