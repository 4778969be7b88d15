"""One inline tool, by real processes: limits, cancelling, artifacts, and a record however it ends."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from qaagent_lsp.host.files import LocalFiles
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher
from qaagent_lsp.model.event import InlineToolFinished, Output, RunEvent
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.scope import PlanScope
from qaagent_lsp.model.tool import EndedCall, PlannedTool, SkippedTool, ToolCall, ToolFinding, ToolResult
from qaagent_lsp.runs.attempt import Tools
from qaagent_lsp.runs.tooling import UNDERWAY, refuse_tool, run_tool, skip_tool
from qaagent_lsp.store.run_store import RunStoreOnDisk

WRITES = "import sys; open(sys.argv[1], 'w').write('found'); print('said'); sys.exit(3)"
HANGS = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"], start_new_session=True)
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
print("hanging", flush=True)
time.sleep(600)
"""


class Bench:
    def __init__(self, folder: Path, launcher: ToolLauncher) -> None:
        self.store = RunStoreOnDisk(folder / "runs")
        self.handle = self.store.create_run(
            target_name="w", target_path=str(folder), scope=PlanScope(), settings={}
        )
        self.folder = Path(self.handle.artifacts_dir("perf"))
        self.told: list[RunEvent] = []
        self.tools = Tools(launcher, LocalFiles(), self.handle, self.told.append, self.no_links)
        self.stop = asyncio.Event()
        self.ended: list[EndedCall] = []

    def no_links(self, case: CaseResult) -> tuple[()]:
        return ()

    def call(self, program: str, timeout: float = 60.0) -> ToolCall:
        written = str(self.folder / "written")
        argv = (sys.executable, "-S", "-c", program, written)
        return ToolCall(
            "perf",
            argv,
            str(self.folder),
            str(self.folder / "output.log"),
            results=(written,),
            timeout=timeout,
        )

    def read(self, planned: PlannedTool, ended: Sequence[EndedCall]) -> ToolResult:
        self.ended.extend(ended)
        found = ToolFinding("perf", "high", "slow", "too slow")
        return ToolResult(planned.name, "failed", findings=(found,), summary="one finding")

    async def run(self, *calls: ToolCall) -> ToolResult:
        planned = PlannedTool("perf", "2.0", calls)
        async with asyncio.timeout(120):
            return await run_tool(planned, self.read, str(self.folder), tools=self.tools, stop=self.stop)

    def stored(self) -> ToolResult:
        (tool,) = self.store.load_run(self.handle.run_id).tools
        return tool


def lives(pid: int) -> bool:
    """Where nobody reaps it, a process that was ended stays as a zombie."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    guardian = Guardian()
    yield Bench(tmp_path, ToolLauncher(guardian))
    guardian.close()


async def test_a_tool_is_on_record_with_its_exit_code_version_findings_and_artifacts(bench: Bench) -> None:
    result = await bench.run(bench.call(WRITES))
    assert (result.outcome, result.executed, result.exit_code, result.version) == ("failed", True, 3, "2.0")
    assert {one.path for one in result.artifacts} == {"artifacts/perf/output.log", "artifacts/perf/written"}
    assert bench.stored() == result
    assert list(bench.ended[0].files.values()) == [b"found"]
    assert bench.ended[0].output == "said\n"
    assert [event for event in bench.told if isinstance(event, InlineToolFinished)] == [
        InlineToolFinished(result)
    ]
    assert "said\n" in [event.text for event in bench.told if isinstance(event, Output)]


async def test_a_tool_that_exceeds_its_limit_is_ended_with_all_that_it_started(bench: Bench) -> None:
    result = await bench.run(bench.call(HANGS, timeout=2.0), bench.call(WRITES))
    assert (result.outcome, result.executed, len(bench.ended)) == ("timeout", True, 1)
    assert "limit of 2 s" in result.error
    assert not lives(int((bench.folder / "written").read_text()))


async def test_a_cancelled_tool_is_ended_and_says_so(bench: Bench) -> None:
    running = asyncio.create_task(bench.run(bench.call(HANGS)))
    while not any(isinstance(event, Output) for event in bench.told):
        await asyncio.wait({running}, timeout=0.05)
    assert bench.stored().error == UNDERWAY
    bench.stop.set()
    result = await running
    assert result.outcome == "cancelled"
    assert not lives(int((bench.folder / "written").read_text()))


async def test_a_tool_that_cannot_be_started_was_not_executed(bench: Bench) -> None:
    result = await bench.run(replace(bench.call(WRITES), argv=(str(bench.folder / "gone"),)))
    assert (result.outcome, result.executed, result.exit_code) == ("error", False, None)
    assert "gone" in result.error


async def test_results_that_nobody_foresaw_are_an_error_and_not_the_end_of_the_run(bench: Bench) -> None:
    def unreadable(planned: PlannedTool, ended: Sequence[EndedCall]) -> ToolResult:
        raise KeyError("operations")

    planned = PlannedTool("perf", None, (bench.call(WRITES),))
    result = await run_tool(planned, unreadable, str(bench.folder), tools=bench.tools, stop=bench.stop)
    assert (result.outcome, result.executed, result.exit_code) == ("error", True, 3)
    assert "KeyError" in result.error


async def test_a_result_of_an_earlier_run_is_not_taken_for_this_ones(bench: Bench) -> None:
    (bench.folder / "written").write_text("old")
    await bench.run(bench.call("pass"))
    assert bench.ended[0].files == {}


async def test_what_is_not_started_is_on_record_with_the_reason(bench: Bench) -> None:
    skipped = await skip_tool(SkippedTool("ui", "there is no tests/ui"), bench.tools)
    refused = await refuse_tool("a11y", "the server died", bench.tools)
    assert bench.store.load_run(bench.handle.run_id).tools == (skipped, refused)
    assert (skipped.outcome, skipped.executed, skipped.error) == (
        "skipped",
        False,
        "skipped: there is no tests/ui",
    )
    assert (refused.outcome, refused.executed) == ("error", False)
