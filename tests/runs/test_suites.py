"""All suites of a run: in order, at once, and never sharing what they must not share."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.host.files import LocalFiles
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher
from qaagent_lsp.model.event import Output, RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.resource import Busy
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.scope import AllScope
from qaagent_lsp.runs.attempt import Tools
from qaagent_lsp.runs.suites import Outcomes, Outside, Work, run_suites
from qaagent_lsp.store.resource_locks import FileLocks
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.runs.fakes import NoLocks, never, nobody

DEADLINE = 60.0
MEET = """
import json, os, pathlib, sys, time
events, here, other = sys.argv[1:4]
pathlib.Path(here).touch()
deadline = time.monotonic() + float(sys.argv[4])
while not os.path.exists(other) and time.monotonic() < deadline:
    time.sleep(0.01)
outcome = "passed" if os.path.exists(other) else "failed"
os.unlink(here) if len(sys.argv) > 5 else None
phases = [["setup", "passed", 0], ["call", outcome, 0, {"message": "alone"}], ["teardown", "passed", 0]]
lines = [{"kind": "session", "pytest": "9", "python": "3", "rootdir": "/"},
         {"kind": "finished", "id": "t.py::" + os.path.basename(here), "phases": phases},
         {"kind": "session_end", "exitstatus": int(outcome == "failed")}]
open(events, "w").write("".join(json.dumps(line) + "\\n" for line in lines))
sys.exit(outcome == "failed")
"""
"""Passes when the other suite is seen running within some seconds."""


class Bench:
    def __init__(self, folder: Path, launcher: ToolLauncher) -> None:
        self.folder = folder
        store = RunStoreOnDisk(folder / "runs")
        self.handle = store.create_run(
            target_name="w", target_path=str(folder), scope=AllScope(), settings={}
        )
        self.told: list[RunEvent] = []
        self.tools = Tools(launcher, LocalFiles(), self.handle, self.told.append, self.no_links)
        self.outcomes = Outcomes()
        self.stop = asyncio.Event()

    def no_links(self, case: CaseResult) -> tuple[()]:
        return ()

    def suite(self, name: str, other: str, seconds: float, *more: str) -> Invocation:
        artifacts = self.handle.artifacts_dir(name)
        events = f"{artifacts}/events.jsonl"
        arguments = (events, str(self.folder / name), str(self.folder / other), str(seconds), *more)
        return Invocation(
            suite=name,
            runner="pytest",
            argv=(sys.executable, "-S", "-c", MEET, *arguments),
            cwd=str(self.folder),
            env=(),
            events=events,
            junit=f"{artifacts}/junit.xml",
            output=f"{artifacts}/output.log",
        )

    async def run(self, *suites: Invocation, workers: int = 1, locks: FileLocks | None = None) -> None:
        work = Work(suites, never, str(self.folder), workers)
        async with asyncio.timeout(DEADLINE):
            outside = Outside(locks or NoLocks(), nobody)
            await run_suites(work, self.outcomes, tools=self.tools, outside=outside, stop=self.stop)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    guardian = Guardian()
    yield Bench(tmp_path, ToolLauncher(guardian))
    guardian.close()


async def test_several_suites_run_at_once_and_are_told_in_their_order(bench: Bench) -> None:
    await bench.run(bench.suite("unit", "e2e", 30), bench.suite("e2e", "unit", 30), workers=2)
    assert [(suite.name, suite.outcome) for suite in bench.outcomes.in_order] == [
        ("unit", "passed"),
        ("e2e", "passed"),
    ]
    assert {(suite, case.outcome) for (suite, _), case in bench.outcomes.cases.items()} == {
        ("unit", "passed"),
        ("e2e", "passed"),
    }


async def test_one_worker_runs_one_suite_at_a_time(bench: Bench) -> None:
    await bench.run(bench.suite("unit", "e2e", 0.2, "gone"), bench.suite("e2e", "unit", 0.2, "gone"))
    assert [suite.outcome for suite in bench.outcomes.in_order] == ["failed", "failed"]


async def test_suites_that_share_a_database_never_meet_whatever_the_workers(bench: Bench) -> None:
    first, second = bench.suite("unit", "e2e", 1.0, "gone"), bench.suite("e2e", "unit", 1.0, "gone")
    both = (replace(first, resources=("db",)), replace(second, resources=("db", "mail")))
    await bench.run(*both, workers=2, locks=FileLocks(bench.folder / "locks"))
    assert [suite.outcome for suite in bench.outcomes.in_order] == ["failed", "failed"]
    waited = [event.text for event in bench.told if isinstance(event, Output)]
    assert any(text.startswith("waiting for db, held by run ") for text in waited)


async def test_a_suite_that_waits_for_a_database_can_be_cancelled(bench: Bench) -> None:
    locks = FileLocks(bench.folder / "locks")
    held = locks.try_acquire("db", "somebody else")
    running = asyncio.create_task(
        bench.run(replace(bench.suite("unit", "e2e", 0.1), resources=("db",)), locks=locks)
    )
    async with asyncio.timeout(DEADLINE):
        while not bench.told:  # noqa: ASYNC110 - what is waited for is told by another task of this loop
            await asyncio.sleep(0.01)
    bench.stop.set()
    await running
    assert bench.outcomes.in_order == ()
    assert bench.outcomes.notes == ["suite unit was not started: the run was cancelled"]
    assert not isinstance(held, Busy)
    held.release()
