"""A run's progress, event by event."""

from __future__ import annotations

from qaagent_lsp.model.event import (
    CaseFinished,
    CasesCollected,
    CaseStarted,
    CollectionBroke,
    Output,
    RunEvent,
    SuiteFinished,
    ToolFinished,
    ToolStarted,
)
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import CaseOutcome, CaseResult, Counts, Failure, RunOutcome, SuiteResult
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runs.state import Progress, add, advance


def case(name: str, outcome: CaseOutcome = "passed") -> CaseResult:
    return CaseResult(
        TestId(f"t.py::{name}"), "unit", "pytest", name, outcome, 0.1, WorkspacePath("t.py"), 1, attempts=()
    )


def suite(outcome: RunOutcome) -> SuiteResult:
    return SuiteResult("unit", "pytest", ("python",), "/w", outcome)


def after(*events: RunEvent) -> Progress:
    progress = Progress()
    for event in events:
        progress = advance(progress, event)
    return progress


A, B = TestId("t.py::a"), TestId("t.py::b")
PROBLEM = Problem(WorkspacePath("t.py"), Span(3, 1, 3, 2), "SyntaxError", "collection-error")


def test_a_run_in_the_middle() -> None:
    progress = after(
        ToolStarted("unit", "pytest", "9.2", "3.11", "/w"),
        CasesCollected("unit", (A, B)),
        CaseStarted("unit", A),
        CaseFinished("unit", case("a", "failed")),
        CaseStarted("unit", B),
        CaseStarted("e2e", A),
        CaseFinished("unit", case("a"), replaces="failed"),
        CaseFinished("e2e", case("a", "failed")),
        Output("unit", "F"),
    )
    assert progress == Progress(total=2, counts=Counts(passed=1, failed=1), running=frozenset({("unit", B)}))


def test_a_suite_that_ends_leaves_nothing_running() -> None:
    done = suite("error")
    progress = after(CaseStarted("unit", A), ToolFinished("unit", 3), SuiteFinished("unit", done))
    assert progress == Progress(suites=(done,))


def test_broken_collection_is_a_problem_where_its_place_is_known() -> None:
    failure = Failure("SyntaxError")
    events = CollectionBroke("unit", A, failure, PROBLEM), CollectionBroke("unit", B, failure, None)
    assert after(*events).problems == (PROBLEM,)


def test_every_outcome_is_counted() -> None:
    counts = Counts()
    outcomes: tuple[CaseOutcome, ...] = ("passed", "failed", "error", "skipped", "passed")
    for outcome in outcomes:
        counts = add(counts, outcome)
    assert counts == Counts(2, 1, 1, 1)
