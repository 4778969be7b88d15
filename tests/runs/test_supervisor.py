"""Who owns runs: ids at once, one after the other, cancelled or broken ones sealed all the same."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.host.files import LocalFiles
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.process import ToolLauncher
from qaagent_lsp.model.event import RunEvent
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import CaseResult, RunResult
from qaagent_lsp.model.scope import AllScope, Selection, SuiteScope, WholeSuite
from qaagent_lsp.runs.suites import Work
from qaagent_lsp.runs.supervisor import RunOrder, RunTicket, Supervisor, created_at
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.runs.fakes import NOTHING_OUTSIDE, never

SLEEP = "import time; time.sleep(600)"


class Ledger:
    """Writes down who was told what, and how runs ended."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.ends: dict[str, RunResult] = {}
        self.started = asyncio.Event()

    def run_queued(self, run: RunTicket) -> None:
        self.told.append(("queued", run.run_id))

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        self.told.append(("started", run.run_id))
        self.started.set()

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        pass

    def run_finished(self, run: RunTicket, result: RunResult) -> None:
        self.told.append(("finished", run.run_id))
        self.ends[run.run_id] = result


@pytest.fixture
def store(tmp_path: Path) -> RunStoreOnDisk:
    return RunStoreOnDisk(tmp_path / "runs")


@pytest.fixture
def launcher() -> Iterator[ToolLauncher]:
    guardian = Guardian()
    yield ToolLauncher(guardian)
    guardian.close()


def order(store: RunStoreOnDisk, tmp_path: Path, *programs: str) -> RunOrder:
    handle = store.create_run(target_name="w", target_path=str(tmp_path), scope=AllScope(), settings={})
    selection = Selection(AllScope(), (WholeSuite("pytest"),))

    def invocation(suite: str, program: str) -> Invocation:
        folder = handle.artifacts_dir(suite)
        return Invocation(
            suite=suite,
            runner="pytest",
            argv=(sys.executable, "-S", "-c", program),
            cwd=str(tmp_path),
            env=(),
            events=f"{folder}/events.jsonl",
            junit=f"{folder}/junit.xml",
            output=f"{folder}/output.log",
        )

    def no_links(case: CaseResult) -> tuple[()]:
        return ()

    return RunOrder(
        ticket=RunTicket(handle.run_id, handle.run_dir, AllScope(), selection, None),
        handle=handle,
        work=Work(
            tuple(invocation(f"unit-{n}", program) for n, program in enumerate(programs)),
            never,
            str(tmp_path),
        ),
        enrich=no_links,
    )


def unreadable_events(order: RunOrder) -> RunOrder:
    Path(order.work.invocations[0].events).mkdir(parents=True)
    return order


def lose(order: RunOrder) -> None:
    shutil.rmtree(order.ticket.run_dir)
    Path(order.ticket.run_dir).write_text("a file where the run's folder was")


async def ended(supervisor: Supervisor, run_id: str) -> RunResult:
    async with asyncio.timeout(60):
        result = await supervisor.wait(run_id)
    assert result is not None
    return result


async def test_runs_take_turns_and_each_is_sealed(
    store: RunStoreOnDisk, tmp_path: Path, launcher: ToolLauncher
) -> None:
    ledger = Ledger()
    supervisor = Supervisor(launcher, LocalFiles(), NOTHING_OUTSIDE, ledger)
    first = supervisor.submit(order(store, tmp_path, "pass")).run_id
    second = supervisor.submit(order(store, tmp_path, "pass")).run_id
    assert supervisor.running() == (first, second)
    await ended(supervisor, second)
    steps = [(step, run) for step, run in ledger.told if step != "queued"]
    assert steps == [("started", first), ("finished", first), ("started", second), ("finished", second)]
    assert supervisor.running() == ()
    assert [store.load_run(run).status for run in (first, second)] == ["error", "error"]


async def test_a_run_that_waits_can_be_cancelled_and_never_starts(
    store: RunStoreOnDisk, tmp_path: Path, launcher: ToolLauncher
) -> None:
    ledger = Ledger()
    supervisor = Supervisor(launcher, LocalFiles(), NOTHING_OUTSIDE, ledger)
    first = supervisor.submit(order(store, tmp_path, SLEEP)).run_id
    second = supervisor.submit(order(store, tmp_path, "pass")).run_id
    await ledger.started.wait()
    assert supervisor.cancel(second)
    assert (await ended(supervisor, second)).status == "cancelled"
    assert supervisor.running() == (first,)
    assert supervisor.cancel(first)
    assert not supervisor.cancel(first)
    assert not supervisor.cancel("no such run")
    assert (await ended(supervisor, first)).status == "cancelled"
    assert ("started", second) not in ledger.told
    assert store.load_run(second).status == "cancelled"


async def test_a_cancelled_run_does_not_start_its_next_suite(
    store: RunStoreOnDisk, tmp_path: Path, launcher: ToolLauncher
) -> None:
    ledger = Ledger()
    supervisor = Supervisor(launcher, LocalFiles(), NOTHING_OUTSIDE, ledger)
    run = supervisor.submit(order(store, tmp_path, SLEEP, "pass")).run_id
    await ledger.started.wait()
    supervisor.cancel(run)
    result = await ended(supervisor, run)
    assert [suite.name for suite in result.suites] == ["unit-0"]
    assert any("unit-1 was not started" in note for note in result.notes)


async def test_closing_cancels_and_seals_everything(
    store: RunStoreOnDisk, tmp_path: Path, launcher: ToolLauncher
) -> None:
    ledger = Ledger()
    supervisor = Supervisor(launcher, LocalFiles(), NOTHING_OUTSIDE, ledger)
    runs = [supervisor.submit(order(store, tmp_path, SLEEP)).run_id for _ in range(3)]
    async with asyncio.timeout(60):
        await supervisor.aclose()
    assert [store.load_run(run).status for run in runs] == ["cancelled"] * 3
    assert await supervisor.wait(runs[0]) is None


async def test_a_fault_of_ours_is_an_error_of_the_run_and_not_silence(
    store: RunStoreOnDisk, tmp_path: Path, launcher: ToolLauncher, caplog: pytest.LogCaptureFixture
) -> None:
    supervisor = Supervisor(launcher, LocalFiles(), NOTHING_OUTSIDE, Ledger())
    # A folder where the events file should be: reading it fails in the middle of the run.
    broken = unreadable_events(order(store, tmp_path, "pass"))
    result = await ended(supervisor, supervisor.submit(broken).run_id)
    assert result.status == "error"
    assert any("the run broke" in note for note in result.notes)
    assert "Traceback" in caplog.text
    assert store.load_run(result.run_id).status == "error"


async def test_a_run_whose_evidence_is_gone_still_ends(
    store: RunStoreOnDisk, tmp_path: Path, launcher: ToolLauncher, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = Ledger()
    supervisor = Supervisor(launcher, LocalFiles(), NOTHING_OUTSIDE, ledger)
    lost = order(store, tmp_path, "pass")
    lose(lost)
    result = await ended(supervisor, supervisor.submit(lost).run_id)
    assert result.status == "error"
    assert any("could not be sealed" in note for note in result.notes)
    assert ledger.ends == {result.run_id: result}
    assert "Traceback" in caplog.text
    after = supervisor.submit(order(store, tmp_path, "pass")).run_id
    assert (await ended(supervisor, after)).run_id == after


async def test_a_fault_of_ours_loses_no_case_that_had_finished(
    store: RunStoreOnDisk, tmp_path: Path, launcher: ToolLauncher, caplog: pytest.LogCaptureFixture
) -> None:
    """The suite's JUnit file cannot be written: a folder is in its place."""
    event = {"kind": "finished", "id": "test_a.py::test_x", "phases": [["setup", "passed", 0.1]]}
    program = "import os, sys; os.mkdir(sys.argv[2]); open(sys.argv[1], 'w').write(sys.argv[3] + '\\n')"
    wished = order(store, tmp_path, program)
    (one,) = wished.work.invocations
    told = replace(one, argv=(*one.argv, one.events, one.junit, json.dumps(event)))
    supervisor = Supervisor(launcher, LocalFiles(), NOTHING_OUTSIDE, Ledger())
    result = await ended(
        supervisor, supervisor.submit(replace(wished, work=replace(wished.work, invocations=(told,)))).run_id
    )
    assert [case.id for case in result.cases] == ["test_a.py::test_x"]
    assert store.load_run(result.run_id).counts == result.counts
    assert "Traceback" in caplog.text


def test_the_moment_of_a_run_is_read_out_of_its_id() -> None:
    assert created_at("20261122_235127Z") == "2026-11-22T23:51:27Z"
    assert created_at("20261122_235127Z_01") == "2026-11-22T23:51:27Z"


async def test_a_waiting_run_gives_way_to_a_newer_one_of_the_same_scope(
    store: RunStoreOnDisk, tmp_path: Path, launcher: ToolLauncher
) -> None:
    ledger = Ledger()
    supervisor = Supervisor(launcher, LocalFiles(), NOTHING_OUTSIDE, ledger)
    running = supervisor.submit(order(store, tmp_path, SLEEP)).run_id
    await ledger.started.wait()
    older = supervisor.submit(order(store, tmp_path, "pass")).run_id
    other = order(store, tmp_path, "pass")
    elsewhere = replace(other, ticket=replace(other.ticket, scope=SuiteScope("unit")))
    kept = supervisor.submit(elsewhere).run_id
    newer = supervisor.submit(order(store, tmp_path, "pass")).run_id
    superseded = await ended(supervisor, older)
    assert superseded.status == "cancelled"
    assert superseded.notes == (f"superseded by run {newer} of the same scope",)
    assert supervisor.running() == (running, kept, newer)
    supervisor.cancel(running)
    for run_id in (kept, newer):
        assert (await ended(supervisor, run_id)).status == "error"
    assert ("started", older) not in ledger.told


async def test_a_callers_run_is_added_to_and_not_sealed(
    store: RunStoreOnDisk, tmp_path: Path, launcher: ToolLauncher
) -> None:
    supervisor = Supervisor(launcher, LocalFiles(), NOTHING_OUTSIDE, Ledger())
    wished = replace(order(store, tmp_path, "pass"), owner="caller")
    result = await ended(supervisor, supervisor.submit(wished).run_id)
    assert result.status == "error"
    read = store.load_run(result.run_id)
    assert (read.status, read.suites) == ("running", result.suites)
