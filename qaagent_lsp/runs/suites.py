"""All suites of one run: one after the other, or several at once, each with the resources that it must not share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from qaagent_lsp.model.event import Output
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import CaseResult, SuiteResult
from qaagent_lsp.runs.attempt import Tools
from qaagent_lsp.runs.engine import Again, execute
from qaagent_lsp.runs.resources import ResourceLocks, acquire_all


@dataclass(slots=True)
class Outcomes:
    """What the suites of a run came to so far, in the order in which they were planned. Filled while they run."""

    suites: dict[int, SuiteResult] = field(default_factory=dict)
    cases: dict[tuple[str, str], CaseResult] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def in_order(self) -> tuple[SuiteResult, ...]:
        """The results of the suites as they were planned, whichever ended first."""
        return tuple(suite for _, suite in sorted(self.suites.items()))

    def take(self, case: CaseResult) -> None:
        """Keep the last word on a case."""
        self.cases[case.suite, case.id] = case


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be run. ``workers`` is how many suites may run at once; ``workspace`` is the absolute folder."""

    invocations: Sequence[Invocation]
    again: Again
    workspace: str
    workers: int = 1


async def run_suites(
    work: Work, outcomes: Outcomes, *, tools: Tools, locks: ResourceLocks, stop: asyncio.Event
) -> None:
    """Run every suite; ``outcomes`` holds what there is of them at any moment, also when this raises.

    Suites start in their order. One that must share nothing waits for its resources without holding up the others, but
    not longer than until ``stop`` is set; what was not started is named in the notes.
    """
    places = asyncio.Semaphore(max(work.workers, 1))
    async with asyncio.TaskGroup() as group:
        for number, invocation in enumerate(work.invocations):
            await places.acquire()
            if stop.is_set():
                outcomes.notes.append(f"suite {invocation.suite} was not started: the run was cancelled")
                places.release()
                continue
            task = group.create_task(
                _run_suite(number, work, outcomes, tools, locks, stop), name=f"suite {invocation.suite}"
            )
            task.add_done_callback(lambda _: places.release())


async def _run_suite(
    number: int, work: Work, outcomes: Outcomes, tools: Tools, locks: ResourceLocks, stop: asyncio.Event
) -> None:
    invocation = work.invocations[number]

    def tell(text: str) -> None:
        tools.observe(Output(invocation.suite, f"{text}\n"))

    held = await acquire_all(locks, invocation.resources, f"run {tools.handle.run_id}", stop, tell)
    if held is None:
        outcomes.notes.append(f"suite {invocation.suite} was not started: the run was cancelled")
        return
    try:
        executed = await execute(invocation, work.again, workspace=work.workspace, tools=tools, stop=stop)
    finally:
        await asyncio.to_thread(held.release)
    outcomes.suites[number] = executed.result
    for case in executed.cases:
        outcomes.take(case)
    outcomes.notes.extend(executed.notes)
