"""What every ``RunStore`` of ``runs.ports`` promises to the engine and to the readers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.errors import StoreUnavailable, UnknownRun
from qaagent_lsp.model.result import CaseResult, RunResult, RunSummary, SuiteResult, count
from qaagent_lsp.model.risk import RiskFactor, RouteRisk
from qaagent_lsp.model.scope import AllScope, Chosen, RouteScope, Scope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import ToolFinding, ToolResult
from qaagent_lsp.runs.ports import RunHandle, RunStore
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import PETS, SUITE, failed, passed


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    on_disk: RunStore = RunStoreOnDisk(tmp_path / "runs")
    return on_disk


def begin(store: RunStore, scope: Scope | None = None) -> RunHandle:
    return store.create_run(
        target_name="project", target_path="/project", scope=scope or AllScope(), settings={"timeout": 3}
    )


def end(run: RunHandle, *cases: CaseResult, suites: tuple[SuiteResult, ...] = (SUITE,)) -> RunResult:
    return RunResult(run.run_id, run.run_dir, "failed", AllScope(), "", 2.0, count(cases), cases, suites)


def test_a_sealed_run_reads_back_as_it_was_sealed(store: RunStore) -> None:
    run = begin(store, RouteScope(PETS))
    cases = (passed("test_a"), failed("test_b"))
    run.append(cases)
    run.add_suite(SUITE)
    chosen = (Chosen(TestId("t.py::test_a"), "ran app.price", "observed"), Chosen(TestId("t.py"), "new"))
    run.seal(replace(end(run, *cases), selection=chosen))
    read = store.load_run(run.run_id)
    assert (read.status, read.scope, read.duration, read.counts) == (
        "failed",
        RouteScope(PETS),
        2.0,
        count(cases),
    )
    assert read.selection == chosen
    assert (read.cases, read.suites) == (cases, (SUITE,))


def test_a_run_in_progress_reads_as_running_with_what_has_finished(store: RunStore) -> None:
    run = begin(store)
    run.append([passed("test_a")])
    read = store.load_run(run.run_id)
    assert (read.status, read.counts.passed, read.cases) == ("running", 1, (passed("test_a"),))
    run.seal(end(run, passed("test_a")))


def test_a_case_that_was_only_in_the_result_is_stored_too(store: RunStore) -> None:
    run = begin(store)
    run.seal(end(run, failed("test_crashed")))
    assert store.load_run(run.run_id).cases == (failed("test_crashed"),)


def test_sealing_twice_is_a_mistake(store: RunStore) -> None:
    run = begin(store)
    run.seal(end(run))
    with pytest.raises(RuntimeError):
        run.seal(end(run))


def test_artifacts_have_a_folder_a_suite(store: RunStore) -> None:
    run = begin(store)
    folder = Path(run.artifacts_dir("unit"))
    assert folder.is_dir()
    assert folder == Path(run.run_dir) / "artifacts" / "unit"
    assert run.artifacts_dir("unit") == str(folder)
    run.seal(end(run))


def test_an_unknown_run_is_refused(store: RunStore) -> None:
    for run_id in ("20000101_000000Z", "", "..", "../x", "/etc"):
        with pytest.raises(UnknownRun):
            store.load_run(run_id)


def test_runs_are_listed_newest_first_and_by_test_and_route(store: RunStore) -> None:
    runs = [begin(store) for _ in range(3)]
    for run, case in zip(runs, (passed("test_a[1]"), failed("test_b"), passed("test_a[2]")), strict=True):
        run.append([case])
        run.seal(end(run, case))
    first, second, third = (run.run_id for run in runs)

    def ids(listed: object) -> list[str]:
        assert isinstance(listed, list)
        return [summary.run_id for summary in listed]

    assert ids(store.list_runs()) == [third, second, first]
    assert ids(store.list_runs(limit=2)) == [third, second]
    assert ids(store.list_runs(test=TestId("tests/test_pets.py::test_a"))) == [third, first]
    assert ids(store.list_runs(route=PETS)) == [second]
    summary: RunSummary = store.list_runs(route=PETS)[0]
    assert (summary.status, summary.counts.failed, summary.duration) == ("failed", 1, 2.0)


def test_the_newest_verdict_of_every_case_is_known(store: RunStore) -> None:
    for cases in ([passed("test_a"), failed("test_b")], [passed("test_b")]):
        run = begin(store, RouteScope(PETS))
        run.append(cases)
        run.seal(end(run, *cases))
    found = {case.name: case.outcome for case, _, _ in store.last_results("/project")}
    assert found == {"test_a": "passed", "test_b": "passed"}
    assert store.last_results("/elsewhere") == []


def test_nothing_is_recovered_while_owners_live(store: RunStore) -> None:
    run = begin(store)
    assert list(store.recover()) == []
    run.seal(end(run))
    assert list(store.recover()) == []


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file, not a folder")
    store: RunStore = RunStoreOnDisk(tmp_path / "runs")
    assert list(store.list_runs()) == []
    with pytest.raises(StoreUnavailable):
        begin(store)


def test_a_callers_run_takes_in_results_and_is_sealed_by_its_owner(store: RunStore) -> None:
    run = begin(store)
    first, second = (passed("test_a"), failed("test_b")), (passed("test_c"),)
    run.add_result(end(run, *first))
    e2e = SuiteResult("e2e", "playwright", ("node",), "/project", "passed", 0)
    run.add_result(replace(end(run, *second, suites=(e2e,)), notes=("one more",)))
    read = store.load_run(run.run_id)
    assert (read.status, read.counts, read.suites) == ("running", count((*first, *second)), (SUITE, e2e))
    run.seal(replace(end(run, *first, *second, suites=(SUITE, e2e)), notes=("one more",)))
    read = store.load_run(run.run_id)
    assert (read.status, read.cases, read.notes) == ("failed", (*first, *second), ("one more",))
    with pytest.raises(RuntimeError):
        run.add_result(end(run))


FOUND = ToolFinding("schemathesis", "high", "not_a_server_error", "500", PETS)
SCHEMATHESIS = ToolResult(
    "schemathesis", "failed", executed=True, version="4.32", exit_code=1, findings=(FOUND,)
)
SKIPPED = ToolResult("ui", "skipped", error="skipped: there is no tests/ui")
WRITTEN = Authored(WorkspacePath("tests/test_pets.py"), "pytest", (PETS,), "passed")
RISKS = (RouteRisk(PETS, WorkspacePath("app.py"), 72.0, "P1", (RiskFactor("untested", 30.0, "no tests"),)),)


def test_what_a_plan_did_reads_back_before_and_after_it_is_sealed(store: RunStore) -> None:
    run = begin(store)
    run.add_risks(RISKS)
    run.add_authored([WRITTEN])
    run.add_tool(replace(SCHEMATHESIS, outcome="error", exit_code=None, findings=(), error="underway"))
    run.add_tool(SCHEMATHESIS)
    run.add_tool(SKIPPED)
    before = store.load_run(run.run_id)
    run.seal(end(run, passed("test_a")))
    for read in (before, store.load_run(run.run_id)):
        assert read.tools == (SCHEMATHESIS, SKIPPED)
        assert read.authored == (WRITTEN,)
        assert read.risks == RISKS


def test_every_tool_of_a_plan_stands_in_the_manifest_with_its_true_status(store: RunStore) -> None:
    run = begin(store)
    run.add_risks(RISKS)
    run.add_tool(SCHEMATHESIS)
    run.add_tool(SKIPPED)
    run.seal(end(run, passed("test_a")))
    manifest = json.loads((Path(run.run_dir) / "manifest.json").read_text())
    assert manifest["tools"]["schemathesis"] == {
        "version": "4.32",
        "executed": True,
        "exit_code": 1,
        "error": None,
    }
    assert manifest["tools"]["ui"]["executed"] is False
    assert manifest["tools"]["ui"]["error"] == "skipped: there is no tests/ui"
    assert (manifest["counts"]["findings"], manifest["counts"]["risks"]) == (1, 1)
    assert manifest["evidence_files"]["quality"] == "evidence/quality.jsonl"
    assert manifest["evidence_files"]["risks"] == "evidence/risks.jsonl"


def test_a_sealed_run_takes_no_tool_any_more(store: RunStore) -> None:
    run = begin(store)
    run.seal(end(run, passed("test_a")))
    with pytest.raises(RuntimeError):
        run.add_tool(SKIPPED)
