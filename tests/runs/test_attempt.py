"""One start of a tool: what it is told, what is kept of it, and that earlier tries are not lost."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.host.files import LocalFiles
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher
from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.event import CaseFinished, CasesCollected, RunEvent
from qaagent_lsp.model.plan import Invocation, Limits
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.scope import AllScope
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.reconcile import Ending
from qaagent_lsp.runs.attempt import Attempted, Tools, attempt, selection_of
from qaagent_lsp.store.run_store import RunStoreOnDisk
from qaagent_lsp.store.writing import WrittenRun

SPEC = "e2e/a.spec.ts:3:1"
TOOL = "import json, sys, time; open(sys.argv[1], 'w').write(sys.argv[2]); time.sleep(float(sys.argv[3]))"


class Bench:
    def __init__(self, folder: Path, launcher: ToolLauncher) -> None:
        self.folder = folder
        store = RunStoreOnDisk(folder / "runs")
        self.handle: WrittenRun = store.create_run(
            target_name="w", target_path=str(folder), scope=AllScope(), settings={}
        )
        self.told: list[RunEvent] = []
        self.tools = Tools(launcher, LocalFiles(), self.handle, self.told.append, self.no_links)

    def no_links(self, case: CaseResult) -> tuple[()]:
        return ()

    def invocation(self, *events: Mapping[str, object], seconds: float = 0.0) -> Invocation:
        artifacts = self.handle.artifacts_dir("e2e")
        lines = "".join(json.dumps(event) + "\n" for event in events)
        return Invocation(
            suite="e2e",
            runner="playwright",
            argv=(sys.executable, "-S", "-c", TOOL, f"{artifacts}/events.jsonl", lines, str(seconds)),
            cwd=str(self.folder),
            env=(),
            events=f"{artifacts}/events.jsonl",
            junit=f"{artifacts}/junit.xml",
            output=f"{artifacts}/output.log",
        )

    async def start(
        self, invocation: Invocation, earlier: dict[TestId, CaseResult] | None = None
    ) -> Attempted:
        async with asyncio.timeout(60):
            return await attempt(
                invocation, earlier or {}, workspace=str(self.folder), tools=self.tools, stop=asyncio.Event()
            )


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    guardian = Guardian()
    yield Bench(tmp_path, ToolLauncher(guardian))
    guardian.close()


STARTED = {"kind": "session", "tool": "playwright", "version": "1.65.0", "python": "20", "rootdir": "/w"}
ENDED = {"kind": "session_end", "exitstatus": 0}


def finished(outcome: str, **more: object) -> dict[str, object]:
    detail = {"message": "no"} if outcome == "failed" else {}
    phases = [["setup", "passed", 0], ["call", outcome, 0.5, detail]]
    return {
        "kind": "finished",
        "id": f"{SPEC} [api]",
        "name": "it",
        "file": "e2e/a.spec.ts",
        "line": 3,
        "phases": phases,
        **more,
    }


def test_a_selection_is_one_json_string_a_line(bench: Bench) -> None:
    invocation = replace(bench.invocation(), chosen=(TestId("t.py::a[\n]"), TestId("t.py::é")))
    assert selection_of(invocation) == b'"t.py::a[\\n]"\n"t.py::\\u00e9"\n'


async def test_events_of_an_earlier_start_are_not_told_again(bench: Bench) -> None:
    first = bench.invocation(STARTED, finished("passed"), ENDED)
    await bench.start(first)
    silent = await bench.start(replace(first, argv=(sys.executable, "-S", "-c", "")))
    assert silent.cases == {}
    assert silent.verdict.result.outcome == "error"


async def test_files_that_a_test_left_are_named_as_the_runs_folder_does(bench: Bench) -> None:
    inside = f"{bench.handle.run_dir}/artifacts/e2e/test-results/shot.png"
    left = [["screenshot", inside, "image/png"], ["log", "/elsewhere/log.txt", "text/plain"]]
    tried = await bench.start(bench.invocation(STARTED, finished("passed", artifacts=left), ENDED))
    (case,) = tried.cases.values()
    assert (case.runner, case.name, case.outcome) == ("playwright", "it", "passed")
    assert case.artifacts == (
        Artifact("screenshot", "artifacts/e2e/test-results/shot.png", "image/png"),
        Artifact("log", "/elsewhere/log.txt", "text/plain"),
    )


async def test_a_case_whose_task_outlived_it_is_told_again_with_its_verdict(bench: Bench) -> None:
    hit = {"method": "GET", "path": "/late", "status": 200}
    late = {"kind": "late_hits", "id": f"{SPEC} [api]", "hits": [hit]}
    tried = await bench.start(bench.invocation(STARTED, finished("passed"), late, ENDED))
    (case,) = tried.cases.values()
    assert ([one.path for one in case.hits], case.outcome) == (["/late"], "passed")
    assert [event.replaces for event in bench.told if isinstance(event, CaseFinished)] == [None, "passed"]


async def test_a_further_start_goes_on_from_the_earlier_tries(bench: Bench) -> None:
    collected = {"kind": "collected", "cases": [[f"{SPEC} [api]", 3]]}
    first = await bench.start(bench.invocation(STARTED, collected, finished("failed"), ENDED))
    again = await bench.start(
        bench.invocation(STARTED, collected, finished("passed"), ENDED), dict(first.cases)
    )
    (case,) = again.cases.values()
    assert [one.outcome for one in case.attempts] == ["failed", "passed"]
    assert case.flaky
    counted = [event.ids for event in bench.told if isinstance(event, CasesCollected)]
    assert counted == [(f"{SPEC} [api]",), ()]
    assert [event.replaces for event in bench.told if isinstance(event, CaseFinished)] == [None, "failed"]


async def test_only_the_tests_that_exceed_their_limit_are_blamed(bench: Bench) -> None:
    started = {"kind": "started", "id": f"{SPEC} [api]"}
    slow = replace(bench.invocation(STARTED, started, seconds=600), limits=Limits(test=0.5))
    tried = await bench.start(slow)
    assert (tried.ending, tried.overdue) == (Ending.OVERDUE, (f"{SPEC} [api]",))
    (case,) = tried.cases.values()
    assert (case.outcome, case.category) == ("error", "timeout")
