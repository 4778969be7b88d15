"""``plan-run`` of a workspace folder: its run is reserved first, and everything that follows goes into it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from qaagent_lsp.model.brief import Authored, Draft, Framework
from qaagent_lsp.model.errors import NothingToRun, NothingToWrite
from qaagent_lsp.model.plan import Invocation, ServerUnderTest
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.scope import AllScope, PlanScope, Scope, Selection
from qaagent_lsp.model.source import WORKSPACE_FOLDER
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import TOOLS, SkippedTool, ToolName
from qaagent_lsp.runs.attempt import Tools
from qaagent_lsp.runs.plan import AuthoredTests, Plan, PlannedSuites, PreparedTool, carry_out
from qaagent_lsp.runs.ports import RunHandle
from qaagent_lsp.runs.suites import Outcomes, Outside, Work
from qaagent_lsp.runs.supervisor import RunOrder, RunTicket
from qaagent_lsp.session.authored import put_on_record
from qaagent_lsp.session.authoring import briefed
from qaagent_lsp.session.browser_tests import without_browser_tests
from qaagent_lsp.session.environment import Surroundings, surroundings_of
from qaagent_lsp.session.generating import drafts_in, untested_in
from qaagent_lsp.session.groundwork import Groundwork
from qaagent_lsp.session.ordering import CallersRun, by_rules, ground_of, order_of, reserve, selection_of
from qaagent_lsp.session.ranking import ranked
from qaagent_lsp.session.rules import Configured
from qaagent_lsp.session.session import Session
from qaagent_lsp.session.tooling import ToolBench


async def start_run(session: Session, scope: Scope) -> RunTicket:
    """Start a run of any scope. Raises a ``QaAgentError`` when it cannot be carried out; then nothing was reserved."""
    return await (plan_run(session, scope) if isinstance(scope, PlanScope) else session.run(scope))


async def plan_run(session: Session, wish: PlanScope) -> RunTicket:
    """Reserve a ``plan-run`` and start it when its turn comes. Returns at once.

    Raises ``UntrustedWorkspace``, ``BadConfiguration``, ``StoreUnavailable``; then nothing was reserved.
    """
    ground = await session.groundwork()
    order = await asyncio.to_thread(_order, session, wish, ground)
    return session.submit(order, ground.snapshot)


def _order(session: Session, wish: PlanScope, ground: Groundwork) -> RunOrder:
    surroundings = surroundings_of(ground.rulebook)
    selection = _selection(wish, ground, surroundings)
    handle, _ = reserve(session.new_run(), wish, session.folder, session.settings)
    course = _Course(session, wish, ground, surroundings, handle)
    return RunOrder(
        ticket=RunTicket(handle.run_id, handle.run_dir, wish, selection, None),
        handle=handle,
        work=Work((), _never, str(session.folder)),
        enrich=lambda case: case.routes,
        notes=surroundings.notes,
        course=course.run,
    )


def _selection(wish: PlanScope, ground: Groundwork, surroundings: Surroundings) -> Selection:
    """Say which tests a plan will run as far as that can be known now; none is no reason to refuse it."""
    suites = ground_of(ground.snapshot, ground.index, ground.rulebook, surroundings)
    try:
        chosen = by_rules(selection_of(AllScope(), ground.snapshot, suites), ground.rulebook)
    except NothingToRun:
        return Selection(wish, ())
    return replace(chosen, scope=wish)


def _never(first: Invocation, ids: Sequence[TestId], attempt: int) -> Invocation:
    msg = f"{first.suite} is started by its own orders only ({attempt}, {len(ids)} tests)"
    raise RuntimeError(msg)


def frameworks_of(configured: Configured | None) -> tuple[Framework, ...]:
    """Name what missing tests are written for: pytest, and what the configuration names a suite of besides."""
    if configured is None:
        return ("pytest",)
    tests = configured.profile.tests
    behave = "behave" in tests.model_fields_set and tests.behave is not None and tests.behave.enabled
    playwright = "e2e" in tests.model_fields_set and tests.e2e is not None and tests.e2e.enabled
    pytest = tests.unit is not None and tests.unit.enabled
    wanted: tuple[tuple[Framework, bool], ...] = (
        ("pytest", pytest),
        ("behave", behave),
        ("playwright", playwright),
    )
    return tuple(framework for framework, is_wanted in wanted if is_wanted)


@dataclass(frozen=True, slots=True)
class _Course:
    """What a plan does when its turn has come."""

    session: Session
    wish: PlanScope
    ground: Groundwork
    surroundings: Surroundings
    handle: RunHandle

    async def run(self, outcomes: Outcomes, tools: Tools, outside: Outside, stop: asyncio.Event) -> None:
        """See ``runs.supervisor.Course``."""
        bench = ToolBench(
            self.ground.rulebook,
            self.surroundings,
            self.ground.toolbox,
            self.handle,
            self.wish.tools,
            cases=outcomes.cases,
        )

        async def tool(name: ToolName) -> PreparedTool | SkippedTool:
            bench.snapshot = self.session.snapshot
            return await asyncio.to_thread(bench.prepare, name)

        plan = Plan(
            rank=self._rank,
            author=partial(self._author, bench, outcomes) if self.wish.generate else None,
            suites=partial(self._suites, bench),
            left_out=bench.left_out,
            tool=tool,
            tools=TOOLS,
            server=await asyncio.to_thread(self._server),
            base_url=bench.base_url,
        )
        await carry_out(plan, outcomes, tools=tools, outside=outside, stop=stop)

    async def _rank(self) -> tuple[RouteRisk, ...]:
        return await ranked(self.session)

    async def _author(
        self, bench: ToolBench, outcomes: Outcomes, risks: Sequence[RouteRisk]
    ) -> AuthoredTests:
        """Write tests for the routes that have none, the riskiest first. Nothing that is there is changed."""
        untested = untested_in(self.session.snapshot, risks)
        if not untested:
            return AuthoredTests((), ("every route has tests",))
        found = await briefed(self.session, untested)
        bench.briefs = tuple(brief for one in found for brief in one.briefs)
        drafts: list[Draft] = []
        notes: list[str] = []
        for framework in frameworks_of(self.ground.rulebook.nearest(WORKSPACE_FOLDER)):
            try:
                drafted = await drafts_in(framework, self.session, untested, found)
            except NothingToWrite as nothing:
                notes.append(f"{framework}: {nothing.message}")
                continue
            drafts += drafted.drafts
            notes += drafted.left_out

        def keep(files: tuple[Authored, ...]) -> None:
            outcomes.authored = files

        # Nothing is on the disk before all is thought out, so that a cancel leaves no file that the run does not name.
        files = await put_on_record(self.session, drafts, keep)
        return AuthoredTests(files, tuple(dict.fromkeys(notes)))

    async def _suites(self, bench: ToolBench) -> PlannedSuites:
        """Plan the suites on what is there now, written tests included. Raises ``NothingToRun``, ``ToolMissing``."""
        ground = await self.session.groundwork()
        self.session.follows(self.handle.run_id, ground.snapshot)
        order = await asyncio.to_thread(
            order_of,
            AllScope(),
            ground.snapshot,
            ground.index,
            ground.rulebook,
            ground.toolbox,
            CallersRun(self.handle),
        )
        # The server is the plan's, as the tools need it, too; what is to be said of it has been said.
        said = set(self.surroundings.notes)
        invocations = without_browser_tests(
            order.work.invocations,
            await asyncio.to_thread(bench.browser_tests),
            folder=str(self.session.folder),
            test_files={test.file for test in ground.snapshot.tests.values() if test.runner == "pytest"},
        )
        return PlannedSuites(
            replace(order.work, server=None, invocations=invocations),
            order.enrich,
            tuple(note for note in order.notes if note not in said),
        )

    def _server(self) -> ServerUnderTest | None:
        scripts = self.ground.toolbox.pythons.scripts_of(self.session.folder, self.session.settings)
        return self.surroundings.server(f"{self.handle.run_dir}/artifacts/server/output.log", scripts)
