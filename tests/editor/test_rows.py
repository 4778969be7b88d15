from __future__ import annotations

import json

from qaagent_lsp.editor.rows import (
    case_row,
    counts_row,
    function_row,
    problem_row,
    refused_object,
    route_test_rows,
    run_object,
    suite_row,
    summary_row,
)
from qaagent_lsp.model.errors import UnknownRoute
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import Counts, RunResult, RunSummary, SuiteResult
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import Chosen, RouteScope
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import case, failure, function, routes, snapshot, tie

A = "tests/test_pets.py::test_a"


def test_a_test_with_its_routes_and_a_route_with_its_tests() -> None:
    tie_a = tie(A, "GET /pets", "call", why="calls it")
    assert function_row(function(A), [tie_a]) == {
        "id": A,
        "name": "test_a",
        "file": "tests/test_pets.py",
        "line": 5,
        "runner": "pytest",
        "routes": [
            {
                "method": "GET",
                "path": "/pets",
                "how": "call",
                "why": "calls it",
                "role": "subject",
                "file": None,
            }
        ],
    }
    table = routes("GET /pets")
    inherited = tie("tests/b.py::TestX::test_i", "GET /pets")
    rows = route_test_rows(snapshot(table, [A], [inherited, tie_a]), table[0])
    assert [
        (row["id"], row["file"], row["line"], row["column"], row["end_column"], row["how"]) for row in rows
    ] == [
        ("tests/b.py::TestX::test_i", "tests/b.py", 1, 1, 1, "observed"),
        (A, "tests/test_pets.py", 5, 5, 11, "call"),
    ]
    assert [row["name"] for row in rows] == ["TestX::test_i", "test_a"]


def test_a_run() -> None:
    bad = case(A, "failed", failures=[failure()], links=[tie(A, "GET /pets")])
    suite = SuiteResult("unit", "pytest", ("python", "-m", "pytest"), "/w", "failed", 1)
    problem = Problem(WorkspacePath("t.py"), Span(3, 1, 3, 2), "no module", "collection-error")
    scope = RouteScope(RouteKey("GET", "/pets"))
    result = RunResult(
        run_id="20261122_235127Z",
        run_dir="/runs/20261122_235127Z",
        status="failed",
        scope=scope,
        created_at="2026-11-22T23:51:27Z",
        duration=1.5,
        counts=Counts(failed=1),
        cases=(bad,),
        suites=(suite,),
        problems=(problem,),
        notes=("a note",),
        selection=(Chosen(TestId("a.py::test_a"), "ran app.price", "observed"),),
    )
    told = run_object(result)
    assert json.loads(json.dumps(told)) == told
    assert told == {
        "run_id": "20261122_235127Z",
        "run_dir": "/runs/20261122_235127Z",
        "outcome": "failed",
        "scope": {"kind": "route", "method": "GET", "path": "/pets", "file": None},
        "created_at": "2026-11-22T23:51:27Z",
        "duration": 1.5,
        "counts": {"passed": 0, "failed": 1, "error": 0, "skipped": 0},
        "cases": [case_row(bad)],
        "suites": [suite_row(suite)],
        "problems": [problem_row(problem)],
        "notes": ["a note"],
        "selection": [{"id": "a.py::test_a", "why": "ran app.price", "how": "observed"}],
        "tools": [],
        "authored": [],
        "risks": [],
    }
    diagnosed = case_row(bad)
    diagnosis = diagnosed.pop("diagnosis")  # type: ignore[misc]  # compared on its own below
    assert diagnosis is not None
    assert diagnosis["category"] == "assertion"
    assert set(diagnosis) == {
        "category", "confidence", "fault", "fault_confidence", "root_cause", "suggestion", "evidence",
    }  # fmt: skip
    assert diagnosed == {
        "id": A,
        "suite": "unit",
        "runner": "pytest",
        "name": "test_a",
        "outcome": "failed",
        "duration": 0.25,
        "file": "tests/test_pets.py",
        "line": 5,
        "message": "assert 500 == 200",
        "category": "assertion",
        "routes": [{"method": "GET", "path": "/pets", "how": "observed"}],
        "attempts": [{"outcome": "failed", "duration": 0.25}],
        "flaky": False,
        "artifacts": [],
    }
    assert suite_row(suite) == {
        "name": "unit",
        "runner": "pytest",
        "returncode": 1,
        "argv": ["python", "-m", "pytest"],
        "cwd": "/w",
        "outcome": "failed",
        "error": "",
        "attempts": 1,
    }
    assert problem_row(problem) == {"file": "t.py", "line": 3, "message": "no module"}


def test_a_listed_run() -> None:
    row = summary_row(RunSummary("r", "/r", "t", "passed", None, Counts(passed=2), 1.0))
    assert (row["scope"], row["counts"]) == (None, counts_row(Counts(passed=2)))


def test_a_refusal() -> None:
    assert refused_object(UnknownRoute("no route is GET /x", "Nearest: GET /y.")) == {
        "outcome": "refused",
        "error": {"kind": "unknown-route", "message": "no route is GET /x", "hint": "Nearest: GET /y."},
    }
