from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.editor.verdicts import (
    Verdict,
    age,
    concerns,
    count_text,
    route_links,
    standing_of,
    verdict,
    verdict_text,
)
from qaagent_lsp.model.result import CaseOutcome
from qaagent_lsp.model.snapshot import LastResult
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import case, failure, routes, snapshot, tie

PETS = routes("GET /pets", "GET /cats")
A, B = TestId("t.py::test_a"), TestId("t.py::test_b")


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({}, "○ not run"),
        ({A: "passed", B: "passed"}, "✓ 2/2 · 2 min ago"),
        ({A: "passed"}, "✓ 1/2 · 2 min ago"),
        ({A: "passed", B: "failed"}, "✗ 1/2 · 2 min ago"),
        ({A: "error", B: "failed"}, "✗ 2/2 · 2 min ago"),
        ({A: "passed", B: "skipped"}, "✓ 1/2 · 2 min ago"),
        ({A: "skipped"}, "○ 1/2 skipped · 2 min ago"),
        ({f"{A}[1]": "passed", f"{A}[2]": "failed", B: "passed"}, "✗ 1/2 · 2 min ago"),
        ({f"{A}[1]": "passed", f"{A}[2]": "skipped"}, "✓ 1/2 · 2 min ago"),
    ],
)
def test_functions_are_counted(outcomes: dict[str, CaseOutcome], expected: str) -> None:
    results = [
        case(test_id, outcome, failures=[failure()] if outcome in {"failed", "error"} else [])
        for test_id, outcome in outcomes.items()
    ]
    now = snapshot(tests=[A, B], results=results)
    assert verdict_text(verdict((A, B), standing_of(now)), 1120.0) == expected


def test_a_test_whose_file_could_not_be_loaded_since_is_no_longer_green() -> None:
    def bad(file: str, at: float = 1000.0) -> int:
        now = snapshot(results=[case(A), case(B), case(file, "error")])
        results = {**now.results, A: replace(now.results[A], finished_at=at)}
        return verdict([A, B], standing_of(replace(now, results=results))).bad

    assert (bad("t.py"), bad("conftest.py"), bad("other/conftest.py")) == (2, 2, 0)
    assert bad("t.py", at=2000.0) == 1


def test_while_any_of_it_runs() -> None:
    now = snapshot(tests=[A, B], results=[case(A)], running=[f"{B}[1]"])
    assert verdict_text(verdict((A, B), standing_of(now)), 1000.0) == "● running…"


def test_a_failure_in_edited_code_is_outdated() -> None:
    bad = case(A, "failed", failures=[failure(file="app.py")])
    now = snapshot(tests=[A], results=[bad])
    assert verdict_text(verdict((A,), standing_of(now)), 1000.0) == "✗ 1/1 · just now"
    known = verdict((A,), replace(standing_of(now), outdated=frozenset({A})))
    assert verdict_text(known, 1000.0) == "✗ 1/1 · outdated"


def test_the_newest_result_dates_the_verdict() -> None:
    now = snapshot(tests=[A, B])
    results = {A: LastResult(case(A), "old", 10.0), B: LastResult(case(B), "new", 20.0)}
    known = verdict((A, B), standing_of(replace(now, results=results)))
    assert known == Verdict("passed", total=2, good=2, at=20.0, run_id="new")


def test_a_case_that_reaches_another_route_says_nothing_of_this_one() -> None:
    here = case(f"{A}[1]", "passed", links=[tie(A, "GET /pets")])
    there = case(f"{A}[2]", "failed", links=[tie(A, "GET /cats")], failures=[failure()])
    now = snapshot(PETS, [A], [tie(A, "GET /pets"), tie(A, "GET /cats")], [here, there])
    standing = standing_of(now)
    assert [verdict((A,), standing, route).state for route in PETS] == ["passed", "failed"]
    assert [concerns(now.results[one.id], PETS[0]) for one in (here, there)] == [True, False]
    assert [link.test for link in route_links(now, PETS[0])] == [A]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (3600, "1 h ago"),
        (86_400, "1 d ago"),
        (864_000, "10 d ago"),
    ],
)
def test_age(seconds: float, expected: str) -> None:
    assert age(1000.0, 1000.0 + seconds) == expected


def test_counts() -> None:
    assert [count_text(count) for count in (0, 1, 2)] == ["0 tests", "1 test", "2 tests"]
