"""What suites and cases come to as a run."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.result import CaseOutcome, CaseResult, RunOutcome, RunStatus, SuiteResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.results.outcome import outcome_of, worst_of


def case(name: str, outcome: CaseOutcome) -> CaseResult:
    return CaseResult(
        TestId(name), "unit", "pytest", name, outcome, 0.1, WorkspacePath("t.py"), 1, attempts=()
    )


def suite(outcome: RunOutcome) -> SuiteResult:
    return SuiteResult("unit", "pytest", ("python",), "/w", outcome)


@pytest.mark.parametrize(
    ("suites", "cases", "expected"),
    [
        ((), (), "error"),
        (("passed",), ("passed", "skipped"), "passed"),
        (("passed",), ("passed", "failed"), "failed"),
        (("passed",), ("error",), "failed"),
        (("failed", "passed"), (), "failed"),
        (("failed", "error"), ("failed",), "error"),
        (("error", "timeout"), (), "timeout"),
        (("timeout", "cancelled", "failed"), (), "cancelled"),
    ],
)
def test_a_run_is_as_bad_as_its_worst_part(
    suites: tuple[RunOutcome, ...], cases: tuple[CaseOutcome, ...], expected: RunOutcome
) -> None:
    assert outcome_of(map(suite, suites), [case(str(n), o) for n, o in enumerate(cases)]) == expected


def test_a_green_tool_makes_no_case_green() -> None:
    """A suite that broke off has no result of its own."""
    assert outcome_of((), [case("a", "failed")], [ToolResult("perf", "passed")]) == "failed"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), "error"),
        (("passed", "failed"), "failed"),
        (("interrupted", "cancelled"), "interrupted"),
        (("passed", "passed"), "passed"),
    ],
)
def test_the_worst_of_several(given: tuple[RunStatus, ...], expected: RunStatus) -> None:
    assert worst_of(given) == expected
