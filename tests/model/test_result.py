"""What a case says of itself, and how cases are counted."""

from __future__ import annotations

from qaagent_lsp.model.result import CaseOutcome, CaseResult, Counts, Failure, count
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId


def case(outcome: CaseOutcome, *failures: Failure, reason: str = "") -> CaseResult:
    test, file = TestId("t.py::a"), WorkspacePath("t.py")
    return CaseResult(test, "unit", "pytest", "a", outcome, 0.1, file, 1, (), failures, reason)


def test_the_first_failure_speaks_for_the_case() -> None:
    failed = case("failed", Failure("first", category="assertion"), Failure("second", category="data"))
    assert (failed.message, failed.category) == ("first", "assertion")


def test_a_skipped_case_says_why_and_has_no_category() -> None:
    skipped = case("skipped", reason="needs a database")
    assert (skipped.message, skipped.category) == ("needs a database", None)


def test_every_case_is_counted_once() -> None:
    counts = count((case("passed"), case("failed"), case("failed"), case("error"), case("skipped")))
    assert counts == Counts(passed=1, failed=2, error=1, skipped=1)
    assert counts.total == 5
