"""One invocation from start to reconciled end, with real processes that speak the probe's language or fail to."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import junitparser
import pytest

from qaagent_lsp.host.files import LocalFiles
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher
from qaagent_lsp.model.event import (
    CaseFinished,
    CaseStarted,
    CollectionBroke,
    Output,
    RunEvent,
    SuiteFinished,
)
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.plan import Invocation, Limits
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import AllScope
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runs.attempt import Tools
from qaagent_lsp.runs.engine import Again, Executed, execute
from qaagent_lsp.runs.ports import RunHandle
from qaagent_lsp.session.planning import PROBE_DIR
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.runs.fakes import never

DEADLINE = 60.0


@dataclass(slots=True)
class Bench:
    """A real launcher and store around one invocation, and what was told."""

    folder: Path
    store: RunStoreOnDisk
    handle: RunHandle
    launcher: ToolLauncher
    told: list[RunEvent] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    stop_when: type[RunEvent] | None = None

    def observe(self, event: RunEvent) -> None:
        self.told.append(event)
        if self.stop_when is not None and isinstance(event, self.stop_when):
            self.stop.set()

    def enrich(self, case: CaseResult) -> tuple[Link, ...]:
        return (Link(case.id, RouteKey("GET", "/"), "call", "because"),)

    def invocation(self, *argv: str, chosen: Sequence[str] = ()) -> Invocation:
        artifacts = self.handle.artifacts_dir("unit")
        return Invocation(
            suite="unit",
            runner="pytest",
            argv=argv,
            cwd=str(self.folder),
            env=(
                ("PYTHONPATH", str(PROBE_DIR)),
                ("QAAGENT_EVENTS", f"{artifacts}/events.jsonl"),
                ("QAAGENT_WORKSPACE", str(self.folder)),
                ("QAAGENT_SELECTION", f"{artifacts}/selection.jsonl" if chosen else ""),
            ),
            events=f"{artifacts}/events.jsonl",
            junit=f"{artifacts}/junit.xml",
            output=f"{artifacts}/output.log",
            selection=f"{artifacts}/selection.jsonl" if chosen else None,
            chosen=tuple(map(TestId, chosen)),
        )

    async def execute(self, invocation: Invocation, limit: float | None = None) -> Executed:
        tools = Tools(self.launcher, LocalFiles(), self.handle, self.observe, self.enrich)
        async with asyncio.timeout(DEADLINE):
            limited = replace(invocation, limits=Limits(suite=limit))
            return await execute(limited, never, workspace=str(self.folder), tools=tools, stop=self.stop)

    async def pytest(self, text: str, *chosen: str, limit: float | None = None) -> Executed:
        (self.folder / "test_it.py").write_text(text)
        call = (sys.executable, "-m", "pytest", "-p", "qaagent_probe", "-p", "no:cacheprovider", "test_it.py")
        return await self.execute(self.invocation(*call, chosen=chosen), limit)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    guardian = Guardian()
    store = RunStoreOnDisk(tmp_path / "runs")
    folder = tmp_path / "work"
    folder.mkdir()
    handle = store.create_run(target_name="work", target_path=str(folder), scope=AllScope(), settings={})
    yield Bench(folder, store, handle, ToolLauncher(guardian))
    guardian.close()


TWO = "def test_good(): print('hi')\ndef test_bad(): assert 1 == 2\n"


def outcomes(executed: Executed) -> dict[str, str]:
    return {case.id.partition("::")[2]: case.outcome for case in executed.cases}


async def test_results_are_told_linked_and_stored(bench: Bench) -> None:
    executed = await bench.pytest(TWO)
    assert executed.result.outcome == "failed"
    assert outcomes(executed) == {"test_good": "passed", "test_bad": "failed"}
    assert all(case.routes for case in executed.cases)
    finished = [event.case for event in bench.told if isinstance(event, CaseFinished)]
    assert tuple(finished) == executed.cases
    assert isinstance(bench.told[-1], SuiteFinished)
    assert any(isinstance(event, Output) and "1 failed, 1 passed" in event.text for event in bench.told)
    assert bench.store.load_run(bench.handle.run_id).cases == executed.cases


async def test_junit_is_written_beside_the_events(bench: Bench) -> None:
    await bench.pytest(TWO)
    xml = junitparser.JUnitXml.fromfile(str(Path(bench.handle.run_dir) / "artifacts" / "unit" / "junit.xml"))
    results = [case.is_failure for suite in xml for case in suite]
    assert sorted(results) == [False, True]


async def test_a_case_is_stored_before_anybody_is_told(bench: Bench) -> None:
    stored: list[int] = []

    def observe(event: RunEvent) -> None:
        if isinstance(event, CaseFinished):
            stored.append(len(bench.store.load_run(bench.handle.run_id).cases))

    tools = Tools(bench.launcher, LocalFiles(), bench.handle, observe, bench.enrich)
    (bench.folder / "test_it.py").write_text(TWO)
    call = (sys.executable, "-m", "pytest", "-p", "qaagent_probe", "test_it.py")
    await execute(bench.invocation(*call), never, workspace=str(bench.folder), tools=tools, stop=bench.stop)
    assert len(stored) == 2
    assert stored[0] >= 1
    assert stored[1] == 2


async def test_only_the_chosen_tests_run(bench: Bench) -> None:
    executed = await bench.pytest(TWO, "test_it.py::test_good")
    assert executed.result.outcome == "passed"
    assert outcomes(executed) == {"test_good": "passed"}


async def test_a_cancelled_invocation_keeps_what_had_finished(bench: Bench) -> None:
    bench.stop_when = CaseFinished
    executed = await bench.pytest("import time\ndef test_a(): pass\ndef test_b(): time.sleep(600)\n")
    assert executed.result.outcome == "cancelled"
    assert outcomes(executed)["test_a"] == "passed"


async def test_an_invocation_that_takes_too_long_is_red_and_says_which_test_was_running(bench: Bench) -> None:
    executed = await bench.pytest("import time\ndef test_b(): time.sleep(600)\n", limit=5.0)
    assert executed.result.outcome == "timeout"
    assert executed.result.error != ""


async def test_a_crash_is_an_error_of_the_test_that_was_running(bench: Bench) -> None:
    executed = await bench.pytest("import os\ndef test_a(): pass\ndef test_b(): os._exit(3)\n")
    assert executed.result.outcome == "error"
    assert outcomes(executed) == {"test_a": "passed", "test_b": "error"}
    assert any(isinstance(event, CaseStarted) for event in bench.told)


async def test_a_file_that_cannot_be_collected_is_a_case_in_error(bench: Bench) -> None:
    executed = await bench.pytest("def test_a(:\n")
    assert executed.result.outcome == "error"
    assert [case.outcome for case in executed.cases] == ["error"]


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        ((sys.executable, "-c", "print('green')"), "exit code 0"),
        ((sys.executable, "-c", "raise SystemExit(3)"), "exit code 3"),
        (("no-such-tool",), "no-such-tool"),
    ],
)
async def test_a_tool_that_tells_of_no_test_is_never_green(
    bench: Bench, argv: tuple[str, ...], told: str
) -> None:
    executed = await bench.execute(bench.invocation(*argv))
    assert executed.result.outcome == "error"
    assert told in executed.result.error


@pytest.mark.parametrize(
    ("ending", "error"),
    [
        ("import sys; sys.exit(3)", "pytest broke: SystemExit: 3 (test_it.py:2); its own words are in the output"),
        ("raise KeyboardInterrupt", "interrupted: KeyboardInterrupt (test_it.py:2)"),
    ],
)  # fmt: skip
async def test_a_file_that_ends_the_process_when_imported_is_broken_on_that_line(
    bench: Bench, ending: str, error: str
) -> None:
    executed = await bench.pytest(f"def test_a(): pass\n{ending}\n", "test_it.py")
    assert (executed.result.outcome, executed.result.error) == ("error", error)
    assert [(case.id, case.outcome, case.line) for case in executed.cases] == [("test_it.py", "error", 2)]
    (problem,) = [event.problem for event in bench.told if isinstance(event, CollectionBroke)]
    assert problem is not None
    assert (problem.file, problem.span.line) == ("test_it.py", 2)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--nope",), "error: unrecognized arguments: --nope"),
        (("nowhere.py",), "called wrongly (exit code 4): ERROR: file or directory not found: nowhere.py"),
        (("-p", "nope"), 'Error importing plugin "nope": No module named'),
    ],
)  # fmt: skip
async def test_a_wrong_call_quotes_the_tool(bench: Bench, arguments: tuple[str, ...], error: str) -> None:
    call = (sys.executable, "-m", "pytest", "-p", "qaagent_probe", *arguments)
    executed = await bench.execute(bench.invocation(*call))
    assert executed.result.outcome == "error"
    assert error in executed.result.error


@pytest.mark.parametrize("ending", ["import sys; sys.exit('no db')", "raise KeyboardInterrupt", "1 / 0"])
async def test_a_conftest_file_that_ends_the_process_is_broken_on_that_line(
    bench: Bench, ending: str
) -> None:
    (bench.folder / "conftest.py").write_text(f"import os\n{ending}\n")
    executed = await bench.pytest(TWO)
    assert executed.result.outcome == "error"
    assert executed.result.error
    assert [(case.id, case.outcome, case.line) for case in executed.cases] == [("conftest.py", "error", 2)]
    (problem,) = [event.problem for event in bench.told if isinstance(event, CollectionBroke)]
    assert problem is not None
    assert (problem.file, problem.span.line) == ("conftest.py", 2)


def again(bench: Bench) -> Again:
    """Starts the same call for other tests, in a folder of its own."""

    def further(first: Invocation, ids: Sequence[TestId], attempt: int) -> Invocation:
        folder = f"{Path(first.events).parent}/attempt-{attempt}"
        places = {
            "QAAGENT_EVENTS": f"{folder}/events.jsonl",
            "QAAGENT_SELECTION": f"{folder}/selection.jsonl",
        }
        return replace(
            first,
            env=tuple({**dict(first.env), **places}.items()),
            events=places["QAAGENT_EVENTS"],
            selection=places["QAAGENT_SELECTION"],
            output=f"{folder}/output.log",
            chosen=tuple(ids),
            attempt=attempt,
        )

    return further


async def limited(bench: Bench, text: str, limits: Limits) -> Executed:
    (bench.folder / "test_it.py").write_text(text)
    call = (sys.executable, "-m", "pytest", "-p", "qaagent_probe", "-p", "no:cacheprovider", "test_it.py")
    invocation = replace(bench.invocation(*call), limits=limits)
    tools = Tools(bench.launcher, LocalFiles(), bench.handle, bench.observe, bench.enrich)
    async with asyncio.timeout(DEADLINE):
        return await execute(
            invocation, again(bench), workspace=str(bench.folder), tools=tools, stop=bench.stop
        )


COUNTING = """\
import pathlib
HERE = pathlib.Path(__file__).parent
def tried(name):
    file = HERE / (name + ".count")
    count = int(file.read_text()) + 1 if file.exists() else 1
    file.write_text(str(count))
    return count
"""


async def test_only_what_failed_is_tried_again_and_every_try_is_kept(bench: Bench) -> None:
    text = COUNTING + (
        "def test_good(): tried('good')\n"
        "def test_flaky(): assert tried('flaky') == 3\n"
        "def test_bad(): assert tried('bad') < 0\n"
    )
    executed = await limited(bench, text, Limits(retries=2))
    assert executed.result.outcome == "failed"
    assert outcomes(executed) == {"test_good": "passed", "test_flaky": "passed", "test_bad": "failed"}
    cases = {case.name: case for case in executed.cases}
    assert [len(cases[name].attempts) for name in ("test_good", "test_flaky", "test_bad")] == [1, 3, 3]
    assert [attempt.outcome for attempt in cases["test_flaky"].attempts] == ["failed", "failed", "passed"]
    assert [cases[name].flaky for name in ("test_good", "test_flaky", "test_bad")] == [False, True, False]
    assert (bench.folder / "good.count").read_text() == "1"
    stored = bench.store.load_run(bench.handle.run_id).cases
    assert {case.name: len(case.attempts) for case in stored} == {
        "test_good": 1,
        "test_flaky": 3,
        "test_bad": 3,
    }
    xml = Path(bench.handle.run_dir) / "artifacts" / "unit"
    assert [file.name for file in xml.rglob("*.xml")] == ["junit.xml"]


async def test_a_test_that_errs_once_is_green_in_the_end(bench: Bench) -> None:
    text = COUNTING + (
        "import pytest\n@pytest.fixture\ndef db():\n    assert tried('db') > 1\ndef test_it(db): pass\n"
    )
    executed = await limited(bench, text, Limits(retries=1))
    assert (executed.result.outcome, executed.result.attempts) == ("passed", 2)
    (case,) = executed.cases
    assert (case.outcome, case.flaky, [one.outcome for one in case.attempts]) == (
        "passed",
        True,
        ["error", "passed"],
    )


async def test_a_file_that_can_be_collected_the_second_time_is_flaky(bench: Bench) -> None:
    text = COUNTING + "assert tried('import') > 1\ndef test_it(): pass\n"
    executed = await limited(bench, text, Limits(retries=1))
    assert executed.result.outcome == "passed"
    assert {case.id: (case.outcome, case.flaky) for case in executed.cases} == {
        "test_it.py": ("passed", True),
        "test_it.py::test_it": ("passed", False),
    }


async def test_a_crash_is_made_up_for_and_what_came_after_it_runs(bench: Bench) -> None:
    text = COUNTING + (
        "import os\n"
        "def test_a(): pass\n"
        "def test_b():\n    if tried('b') == 1: os._exit(3)\n"
        "def test_c(): pass\n"
    )
    executed = await limited(bench, text, Limits(retries=1))
    assert executed.result.outcome == "passed"
    assert outcomes(executed) == {"test_a": "passed", "test_b": "passed", "test_c": "passed"}
    assert [case.flaky for case in executed.cases] == [False, True, False]


async def test_a_test_that_takes_too_long_is_red_and_the_others_still_run(bench: Bench) -> None:
    text = (
        "import subprocess, sys, time\n"
        "def test_a(): pass\n"
        "def test_b():\n"
        "    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "    print('hanging')\n"
        "    time.sleep(600)\n"
        "def test_c(): pass\n"
    )
    executed = await limited(bench, text, Limits(test=2.0))
    assert executed.result.outcome == "timeout"
    assert "test_b" in executed.result.error
    assert outcomes(executed) == {"test_a": "passed", "test_b": "error", "test_c": "passed"}
    (late,) = [case for case in executed.cases if case.name == "test_b"]
    assert late.category == "timeout"


async def test_a_test_that_is_in_time_at_the_second_try_is_green(bench: Bench) -> None:
    text = COUNTING + "import time\ndef test_b():\n    if tried('b') == 1: time.sleep(600)\n"
    executed = await limited(bench, text, Limits(test=2.0, retries=1))
    assert executed.result.outcome == "passed"
    assert [(case.outcome, case.flaky) for case in executed.cases] == [("passed", True)]
