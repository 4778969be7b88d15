from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import Counts, RunStatus
from qaagent_lsp.model.scope import AllScope, RouteScope
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.store.manifest import first_manifest
from qaagent_lsp.store.reading import elapsed
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import PETS, begin, failed, passed, result_of, written

Record = dict[str, object]
PASSED: Record = {
    "test_id": "TST-20260101-0001",
    "kind": "unit",
    "name": "test_a",
    "status": "passed",
    "duration": 0.5,
}
FAILED: Record = {
    **PASSED,
    "name": "test_b",
    "status": "failed",
    "error_message": "boom",
    "route": "GET /pets",
}
ERROR: Record = {**PASSED, "name": "test_c", "status": "error"}
DONE = {"test_suites": 1}


def original(
    root: Path, counts: Mapping[str, int], *records: Record, diagnostics: tuple[str, ...] = ()
) -> str:
    """Write a run as the original does."""
    run_id = "20260101_000000Z"
    (root / run_id / "evidence").mkdir(parents=True)
    manifest = first_manifest(
        run_id, "2026-01-01T00:00:00Z", {"name": "theirs", "path": "/theirs", "git": {}}
    )
    manifest["counts"] |= dict(counts)
    manifest["diagnostics"] = list(diagnostics)
    (root / run_id / "manifest.json").write_text(json.dumps(manifest, indent=2))
    (root / run_id / "evidence" / "tests.jsonl").write_text(
        "".join(f"{json.dumps(record)}\n" for record in records)
    )
    return run_id


@pytest.mark.parametrize(
    ("counts", "records", "diagnostics", "status"),
    [
        ({"tests": 1, "tests_passed": 1} | DONE, (PASSED,), (), "passed"),
        (
            {"tests": 2, "tests_passed": 1, "tests_failed": 1} | DONE,
            (PASSED, FAILED),
            ("1 failed",),
            "failed",
        ),
        ({"tests": 2, "tests_passed": 1} | DONE, (PASSED, ERROR), ("1 failed",), "error"),
        # A suite that broke before any case: the original calls this "All tests passed" in a failed run.
        ({"tests": 0} | DONE, (), ("All tests passed. No failures to diagnose.",), "error"),
        ({"tests": 2}, (PASSED, FAILED), (), "interrupted"),
        # Collectors only: a run without tests.
        ({"findings": 3}, (), (), "passed"),
    ],
)
def test_runs_of_the_original_tell_how_they_ended(
    store: RunStoreOnDisk,
    root: Path,
    counts: Mapping[str, int],
    records: tuple[Record, ...],
    diagnostics: tuple[str, ...],
    status: RunStatus,
) -> None:
    run_id = original(root, counts, *records, diagnostics=diagnostics)
    run = store.load_run(run_id)
    assert (run.status, run.scope, run.notes) == (status, AllScope(), diagnostics)
    assert [case.name for case in run.cases] == [record["name"] for record in records]
    (line,) = store.list_runs()
    assert (line.status, line.scope, line.created_at) == (status, None, "2026-01-01T00:00:00Z")
    assert store.last_results("/theirs") == []
    assert store.recover() == []


def test_cases_of_the_original_that_share_name_and_id_all_count(store: RunStoreOnDisk, root: Path) -> None:
    run_id = original(root, {"tests": 3} | DONE, PASSED, PASSED, FAILED)
    assert store.load_run(run_id).counts == Counts(passed=2, failed=1)


def test_a_run_of_ours_that_the_original_rewrote_is_still_ours(store: RunStoreOnDisk, root: Path) -> None:
    run_id = written(store, failed("test_a"), scope=RouteScope(PETS))
    path = root / run_id / "manifest.json"
    known = {"run_id", "created_at", "target", "tools", "counts", "evidence_files", "diagnostics"}
    path.write_text(json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k in known}))
    run = store.load_run(run_id)
    assert (run.status, run.scope, run.cases) == ("failed", RouteScope(PETS), (failed("test_a"),))


def test_all_that_was_sealed_reads_back_equal(store: RunStoreOnDisk) -> None:
    run = begin(store)
    problem = Problem(
        WorkspacePath("tests/test_x.py"), Span(3, 1, 3, 9), "invalid syntax \udcff", "syntax-error"
    )
    result = result_of(run, failed("test_a"), status="cancelled", problems=(problem,))
    run.seal(result)
    assert store.load_run(run.run_id) == result


def test_a_scope_of_a_later_version_reads_as_everything(store: RunStoreOnDisk, root: Path) -> None:
    run_id = written(store, passed("test_a"))
    path = root / run_id / "evidence" / "lsp.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"scope": {"kind": "moon"}, "new": 1}))
    assert store.load_run(run_id).scope == AllScope()


@pytest.mark.parametrize(
    ("created_at", "until", "seconds"),
    [
        ("2026-11-22T12:00:00Z", 1_795_348_830.5, 30.5),
        ("2026-11-22T12:00:00Z", 0.0, 0.0),
        ("yesterday", 9.0, 0.0),
    ],
)
def test_elapsed_seconds_are_never_negative(created_at: str, until: float, seconds: float) -> None:
    assert elapsed(Path("20261122_120000Z"), created_at, until) == seconds
