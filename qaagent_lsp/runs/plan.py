"""``plan-run``: rank, author, suites, inline tools, all in one run whose owner seals it once, however it ends.

Each step is told when it begins and when it is over, and what it found is on record before the next one begins. A step
that cannot be carried out is told and recorded; the others go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import assert_never

from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.errors import NothingToRun, QaAgentError
from qaagent_lsp.model.event import Step, StepFinished, StepStarted, TestsAuthored
from qaagent_lsp.model.plan import ServerUnderTest
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.test import file_of
from qaagent_lsp.model.tool import PlannedTool, SkippedTool, ToolName, ToolOutcome, ToolResult
from qaagent_lsp.results.outcome import outcome_of
from qaagent_lsp.results.written_tests import judged
from qaagent_lsp.runs.attempt import Enrich, Tools
from qaagent_lsp.runs.serving import ONE_ANSWER, NotServed, Served
from qaagent_lsp.runs.suites import Outcomes, Outside, Work, suites_against, under_test
from qaagent_lsp.runs.tooling import UNDERWAY, Interpret, refuse_tool, run_tool, skip_tool


@dataclass(frozen=True, slots=True)
class PlannedSuites:
    """The suites of a plan, made when its tests have been written."""

    work: Work
    enrich: Enrich
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedTool:
    """A tool that may start, what reads its results, and its absolute folder in the run."""

    planned: PlannedTool
    interpret: Interpret
    artifacts: str


@dataclass(frozen=True, slots=True)
class AuthoredTests:
    """Files that were written, and notes on what was not, for a person."""

    files: tuple[Authored, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a ``plan-run`` is made of. Every step may raise a ``QaAgentError``: then that step is told as broken.

    ``author`` is None where no tests are to be written. ``tools`` are all that have an entry, in their order;
    ``left_out`` says why one of them is not wanted, ``""`` if it is; ``tool`` is asked when its turn has come, with the
    server running. ``server`` is what suites and tools test; None where
    no start command is named: then something must answer at ``base_url``, unless that is ``""``.
    """

    rank: Callable[[], Awaitable[tuple[RouteRisk, ...]]]
    author: Callable[[Sequence[RouteRisk]], Awaitable[AuthoredTests]] | None
    suites: Callable[[], Awaitable[PlannedSuites]]
    left_out: Callable[[ToolName], str]
    tool: Callable[[ToolName], Awaitable[PreparedTool | SkippedTool]]
    tools: tuple[ToolName, ...]
    server: ServerUnderTest | None
    base_url: str


async def carry_out(
    plan: Plan, outcomes: Outcomes, *, tools: Tools, outside: Outside, stop: asyncio.Event
) -> None:
    """Carry out every step in its order. Setting ``stop`` ends the one underway, and none begins after it."""
    authoring: tuple[Step, ...] = ("author",) if plan.author else ()
    teller = _Teller(("rank", *authoring, "suites", *plan.tools), outcomes, tools, stop)
    await teller.step("rank", lambda: _rank(plan, outcomes, tools), grace=0.0)
    if plan.author is not None:
        author = plan.author
        await teller.step("author", lambda: _author(author, outcomes, tools), grace=0.0)
    async with under_test(plan.server, outcomes, tools=tools, outside=outside, stop=stop) as served:
        await teller.step("suites", lambda: _suites(plan, served, outcomes, tools, outside, stop))
        wrong = "" if stop.is_set() else await _unserved(plan, served, outside)
        for name in plan.tools:
            if stop.is_set():
                # It has its entry all the same: what was left out must be seen.
                why = plan.left_out(name) or "the run was cancelled before its turn"
                outcomes.tools[name] = await skip_tool(SkippedTool(name, why), tools)
                continue
            await teller.step(name, partial(_tool, plan, name, wrong, outcomes, tools, stop))


Done = tuple[ToolOutcome, str]

GRACE_SECONDS = 15.0
"""Longer than the ladder from interrupt to kill takes: a tool that is being stopped is waited for."""


class _Teller:
    """Tells of steps, and keeps what breaks one of them from the others."""

    def __init__(
        self, steps: tuple[Step, ...], outcomes: Outcomes, tools: Tools, stop: asyncio.Event
    ) -> None:
        self._steps = steps
        self._outcomes = outcomes
        self._tools = tools
        self._stop = stop

    async def step(
        self, step: Step, carry_out: Callable[[], Awaitable[Done]], *, grace: float = GRACE_SECONDS
    ) -> None:
        """Carry out a step. One that does not heed ``stop`` is given up so many seconds after it is set."""
        if self._stop.is_set():
            # Told in the notes, as suites are that were not started.
            self._outcomes.notes.append(f"{step} was not begun: the run was cancelled")
            return
        self._tools.observe(StepStarted(step, self._steps.index(step) + 1, len(self._steps)))
        try:
            outcome, text = await self._or_stopped(carry_out, grace)
        except NothingToRun as nothing:
            outcome, text = "skipped", nothing.message
            self._outcomes.notes.append(f"{step}: {nothing.message}")
        except QaAgentError as error:
            outcome, text = "error", f"{error.message} {error.hint}".strip()
            self._outcomes.broken.append(f"{step}: {text}")
        self._tools.observe(StepFinished(step, outcome, text))

    async def _or_stopped(self, carry_out: Callable[[], Awaitable[Done]], grace: float) -> Done:
        task = asyncio.ensure_future(carry_out())
        stopped = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                await asyncio.wait({task}, timeout=grace)
            if task.done():
                return task.result()
        finally:
            stopped.cancel()
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
        return "cancelled", "the run was cancelled"


async def _rank(plan: Plan, outcomes: Outcomes, tools: Tools) -> Done:
    outcomes.risks = await plan.rank()
    if not outcomes.risks:
        return "skipped", "no routes were found"
    await asyncio.to_thread(tools.handle.add_risks, outcomes.risks)
    worst = outcomes.risks[0]
    number = len(outcomes.risks)
    told = f"{worst.band}: {worst.reason}" if worst.reason else worst.band
    return "passed", f"{number} {'route' if number == 1 else 'routes'}; first {worst.key} ({told})"


async def _author(
    author: Callable[[Sequence[RouteRisk]], Awaitable[AuthoredTests]], outcomes: Outcomes, tools: Tools
) -> Done:
    written = await author(outcomes.risks)
    outcomes.notes.extend(written.notes)
    if not written.files:
        return "skipped", written.notes[-1] if written.notes else "every route has tests"
    await _keep_authored(written.files, outcomes, tools)
    routes = sum(len(file.routes) for file in written.files)
    files = "1 file" if len(written.files) == 1 else f"{len(written.files)} files"
    return "passed", f"{files} for {routes} {'route' if routes == 1 else 'routes'}"


async def _suites(
    plan: Plan,
    served: Served | NotServed | None,
    outcomes: Outcomes,
    tools: Tools,
    outside: Outside,
    stop: asyncio.Event,
) -> Done:
    try:
        suites = await plan.suites()
    except NothingToRun:
        await _judge_authored(outcomes, tools)
        raise
    outcomes.notes.extend(suites.notes)
    linked = replace(tools, enrich=suites.enrich)
    await suites_against(served, suites.work, outcomes, tools=linked, outside=outside, stop=stop)
    await _judge_authored(outcomes, tools)
    cases = tuple(outcomes.cases.values())
    told = f"{sum(case.outcome == 'passed' for case in cases)} of {len(cases)} passed"
    return ("cancelled" if stop.is_set() else outcome_of(outcomes.in_order, cases)), told


async def _judge_authored(outcomes: Outcomes, tools: Tools) -> None:
    """Say of every written file what became of it: its cases are among those of the suites."""
    if not outcomes.authored:
        return
    by_file: dict[str, list[CaseResult]] = {}
    for case in outcomes.cases.values():
        by_file.setdefault(file_of(case.id), []).append(case)
    files = tuple(judged(file, by_file.get(file.file, [])) for file in outcomes.authored)
    await _keep_authored(files, outcomes, tools)


async def _keep_authored(files: tuple[Authored, ...], outcomes: Outcomes, tools: Tools) -> None:
    outcomes.authored = files
    await asyncio.to_thread(tools.handle.add_authored, files)
    tools.observe(TestsAuthored(files))


async def _unserved(plan: Plan, served: Served | NotServed | None, outside: Outside) -> str:
    """Say why the tools have nothing to test although they should; ``""`` where they have, or need nothing."""
    match served:
        case NotServed(reason=reason):
            return reason
        case Served():
            return ""
        case None:
            if not plan.base_url:
                return ""
            answer = await outside.ask(plan.base_url, ONE_ANSWER)
            if answer.status is not None:
                return ""
            return (
                f"nothing to test answers at {plan.base_url} ({answer.words}): start the server, or name the "
                "start_command of its environment in .qaagent.yaml"
            )
        case _:
            assert_never(served)


async def _tool(
    plan: Plan, name: ToolName, wrong: str, outcomes: Outcomes, tools: Tools, stop: asyncio.Event
) -> Done:
    # Should this be given up, or a fault of ours end it, the tool is there all the same.
    outcomes.tools[name] = ToolResult(name, "error", error=UNDERWAY)
    result = await _carried_out(plan, name, wrong, tools, stop)
    outcomes.tools[name] = result
    return result.outcome, _in_short(result)


async def _carried_out(
    plan: Plan, name: ToolName, wrong: str, tools: Tools, stop: asyncio.Event
) -> ToolResult:
    unwanted = plan.left_out(name)
    if unwanted:
        return await skip_tool(SkippedTool(name, unwanted), tools)
    if wrong:
        # Before it is prepared: what cannot be asked of a server that is not there must not look like a reason to skip.
        return await refuse_tool(name, wrong, tools)
    try:
        prepared = await plan.tool(name)
    except QaAgentError as error:
        return await refuse_tool(name, f"{error.message} {error.hint}".strip(), tools)
    match prepared:
        case SkippedTool():
            return await skip_tool(prepared, tools)
        case PreparedTool(planned=planned, interpret=interpret, artifacts=artifacts):
            return await run_tool(planned, interpret, artifacts, tools=tools, stop=stop)
        case _:
            assert_never(prepared)


def _in_short(result: ToolResult) -> str:
    return result.summary or result.error or f"{len(result.findings)} findings"
