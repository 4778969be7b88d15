"""The steps of a plan: their order, what breaks one of them, and that nothing begins after a cancel."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.host.files import LocalFiles
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.errors import NothingToRun, ToolMissing
from qaagent_lsp.model.event import Output, RunEvent, StepFinished, StepStarted
from qaagent_lsp.model.plan import Invocation, ServerUnderTest
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.risk import RiskFactor, RouteRisk
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import PlanScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.tool import EndedCall, PlannedTool, SkippedTool, ToolCall, ToolName, ToolResult
from qaagent_lsp.runs.attempt import Tools
from qaagent_lsp.runs.plan import AuthoredTests, Plan, PlannedSuites, PreparedTool, carry_out
from qaagent_lsp.runs.suites import Outcomes, Work
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.runs.fakes import NOTHING_OUTSIDE, never

PETS = RouteKey("GET", "/pets")
RISKS = (RouteRisk(PETS, WorkspacePath("app.py"), 70.0, "P1", (RiskFactor("untested", 30.0, "no tests"),)),)
SUITE = """
import json, sys
phases = [["setup", "passed", 0], ["call", sys.argv[2], 0, {"message": "boom"}], ["teardown", "passed", 0]]
lines = [{"kind": "session", "pytest": "9", "python": "3", "rootdir": "/"},
         {"kind": "finished", "id": "t.py::test_pets", "phases": phases},
         {"kind": "session_end", "exitstatus": int(sys.argv[2] == "failed")}]
open(sys.argv[1], "w").write("".join(json.dumps(line) + "\\n" for line in lines))
sys.exit(sys.argv[2] == "failed")
"""
SLEEP = "import time; print('up', flush=True); time.sleep(600)"


class Bench:
    def __init__(self, folder: Path, launcher: ToolLauncher) -> None:
        self.folder = folder
        self.store = RunStoreOnDisk(folder / "runs")
        self.handle = self.store.create_run(
            target_name="w", target_path=str(folder), scope=PlanScope(), settings={}
        )
        self.told: list[RunEvent] = []
        self.tools = Tools(launcher, LocalFiles(), self.handle, self.told.append, self.no_links)
        self.outcomes = Outcomes()
        self.stop = asyncio.Event()
        self.verdict = "passed"
        self.plan = Plan(
            rank=self.rank,
            author=self.author,
            suites=self.suites,
            left_out=self.left_out,
            tool=self.tool,
            tools=("schemathesis", "perf"),
            server=None,
            base_url="",
        )
        self.program = "pass"
        self.unwanted: dict[ToolName, str] = {}

    def no_links(self, case: CaseResult) -> tuple[()]:
        return ()

    async def rank(self) -> tuple[RouteRisk, ...]:
        return RISKS

    async def author(self, risks: Sequence[RouteRisk]) -> AuthoredTests:
        assert risks == RISKS
        return AuthoredTests((Authored(WorkspacePath("t.py"), "pytest", (PETS,)),), ("look at it",))

    async def suites(self) -> PlannedSuites:
        folder = self.handle.artifacts_dir("unit")
        events = f"{folder}/events.jsonl"
        call = Invocation(
            "unit",
            "pytest",
            (sys.executable, "-S", "-c", SUITE, events, self.verdict),
            str(self.folder),
            (),
            events=events,
            junit=f"{folder}/junit.xml",
            output=f"{folder}/output.log",
        )
        return PlannedSuites(Work((call,), never, str(self.folder)), self.no_links)

    def left_out(self, name: ToolName) -> str:
        return self.unwanted.get(name, "")

    async def tool(self, name: ToolName) -> PreparedTool | SkippedTool:
        if name == "perf":
            return SkippedTool("perf", "locust is not installed")
        folder = self.handle.artifacts_dir(name)
        argv = (sys.executable, "-S", "-c", self.program)
        call = ToolCall(name, argv, str(self.folder), f"{folder}/output.log")
        return PreparedTool(PlannedTool(name, "4", (call,)), self.read, folder)

    def read(self, planned: PlannedTool, ended: Sequence[EndedCall]) -> ToolResult:
        return ToolResult(planned.name, "passed" if ended[0].exit_code == 0 else "failed", summary="3 cases")

    async def run(self, **changes: object) -> None:
        plan = replace(self.plan, **changes)  # type: ignore[arg-type] # as the caller says
        async with asyncio.timeout(120):
            await carry_out(plan, self.outcomes, tools=self.tools, outside=NOTHING_OUTSIDE, stop=self.stop)

    @property
    def steps(self) -> list[tuple[str, str]]:
        return [(one.step, one.outcome) for one in self.told if isinstance(one, StepFinished)]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    guardian = Guardian()
    yield Bench(tmp_path, ToolLauncher(guardian))
    guardian.close()


async def test_every_step_is_told_in_its_order_and_is_on_record(bench: Bench) -> None:
    await bench.run()
    begun = [(one.step, one.number, one.total) for one in bench.told if isinstance(one, StepStarted)]
    assert begun == [
        ("rank", 1, 5),
        ("author", 2, 5),
        ("suites", 3, 5),
        ("schemathesis", 4, 5),
        ("perf", 5, 5),
    ]
    assert bench.steps == [
        ("rank", "passed"),
        ("author", "passed"),
        ("suites", "passed"),
        ("schemathesis", "passed"),
        ("perf", "skipped"),
    ]
    read = bench.store.load_run(bench.handle.run_id)
    assert read.risks == RISKS
    assert [(file.file, file.outcome, file.message) for file in read.authored] == [
        ("t.py", "passed", "1 passed")
    ]
    assert [(tool.name, tool.outcome, tool.executed) for tool in read.tools] == [
        ("schemathesis", "passed", True),
        ("perf", "skipped", False),
    ]
    assert "look at it" in bench.outcomes.notes


async def test_a_written_test_that_was_skipped_has_not_passed(bench: Bench) -> None:
    more = '{"kind": "finished", "id": "t.py::test_later", "phases": [["setup", "skipped", 0]]},'
    suites = await bench.suites()
    (call,) = suites.work.invocations
    both = SUITE.replace('{"kind": "session_end"', more + '\n         {"kind": "session_end"')
    changed = replace(call, argv=tuple(both if word == SUITE else word for word in call.argv))
    planned = replace(suites, work=replace(suites.work, invocations=(changed,)))

    async def with_both() -> PlannedSuites:
        return planned

    await bench.run(suites=with_both)
    (file,) = bench.outcomes.authored
    assert (file.outcome, file.message) == ("passed", "1 passed, 1 skipped")


async def test_a_written_test_that_fails_says_what_it_found(bench: Bench) -> None:
    bench.verdict = "failed"
    await bench.run()
    (file,) = bench.outcomes.authored
    assert (file.outcome, file.message) == ("failed", "1 of 1 did not pass: test_pets: boom")
    assert ("suites", "failed") in bench.steps


async def test_without_tests_the_tools_run_all_the_same(bench: Bench) -> None:
    async def nothing() -> PlannedSuites:
        raise NothingToRun("there are no tests", "write some")

    await bench.run(suites=nothing, author=None)
    assert bench.steps[1:] == [("suites", "skipped"), ("schemathesis", "passed"), ("perf", "skipped")]
    assert bench.outcomes.broken == []


async def test_a_step_that_breaks_is_told_and_the_others_go_on(bench: Bench) -> None:
    async def broken(risks: Sequence[RouteRisk]) -> AuthoredTests:
        raise ToolMissing("pytest is not installed", "install it")

    await bench.run(author=broken)
    assert ("author", "error") in bench.steps
    assert ("schemathesis", "passed") in bench.steps
    assert bench.outcomes.broken == ["author: pytest is not installed install it"]


async def test_tools_that_have_nothing_to_test_are_not_green_unless_they_are_not_wanted(bench: Bench) -> None:
    bench.unwanted = {"perf": "it was not asked for"}
    await bench.run(base_url="http://127.0.0.1:9")
    assert bench.outcomes.tools["perf"].error == "skipped: it was not asked for"
    (tool,) = [one for one in bench.outcomes.tools.values() if one.name == "schemathesis"]
    assert (tool.outcome, tool.executed) == ("error", False)
    assert "nobody there" in tool.error


async def test_a_server_that_does_not_start_breaks_suites_and_tools(bench: Bench) -> None:
    command = f"{sys.executable} -S -c pass"
    url = "http://127.0.0.1:9"
    server = ServerUnderTest(command, str(bench.folder), url, url, 20.0, (), str(bench.folder / "log"))
    await bench.run(server=server)
    assert ("suites", "error") in bench.steps
    assert ("schemathesis", "error") in bench.steps
    assert "before it answered" in bench.outcomes.tools["schemathesis"].error


async def test_a_cancel_ends_the_tool_and_nothing_begins_after_it(bench: Bench) -> None:
    bench.program = SLEEP
    running = asyncio.create_task(bench.run())
    while not any(isinstance(one, Output) and one.suite == "schemathesis" for one in bench.told):
        await asyncio.wait({running}, timeout=0.05)
    bench.stop.set()
    await running
    assert bench.outcomes.tools["schemathesis"].outcome == "cancelled"
    assert bench.outcomes.tools["perf"].error == "skipped: the run was cancelled before its turn"
    begun = [one.step for one in bench.told if isinstance(one, StepStarted)]
    assert begun == ["rank", "author", "suites", "schemathesis"]


async def test_a_tool_that_a_fault_of_ours_ends_is_on_record(bench: Bench) -> None:
    async def faulty(name: ToolName) -> PreparedTool | SkippedTool:
        raise LookupError(name)

    with pytest.raises(LookupError):
        await bench.run(tool=faulty)
    tool = bench.outcomes.tools["schemathesis"]
    assert (tool.outcome, tool.error) == ("error", "the run ended before this tool did")


async def test_a_step_that_heeds_nothing_is_given_up(bench: Bench) -> None:
    begun = asyncio.Event()

    async def forever() -> tuple[RouteRisk, ...]:
        begun.set()
        await asyncio.Event().wait()
        return ()

    running = asyncio.create_task(bench.run(rank=forever))
    await begun.wait()
    bench.stop.set()
    await running
    assert bench.steps == [("rank", "cancelled")]
