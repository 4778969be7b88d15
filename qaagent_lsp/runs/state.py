"""How far a run has come: a small value that each event moves on. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import assert_never

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
from qaagent_lsp.model.result import CaseOutcome, CaseResult, Counts, RunOutcome, SuiteResult
from qaagent_lsp.model.test import TestId


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands. ``total`` counts the cases that the tools have collected so far."""

    total: int = 0
    counts: Counts = field(default_factory=Counts)
    running: frozenset[TestId] = frozenset()
    problems: tuple[Problem, ...] = ()
    suites: tuple[SuiteResult, ...] = ()


def advance(progress: Progress, event: RunEvent) -> Progress:
    """Move a run's progress on by one event."""
    match event:
        case CasesCollected(ids=ids):
            return replace(progress, total=progress.total + len(ids))
        case CaseStarted(id=case_id):
            return replace(progress, running=progress.running | {case_id})
        case CaseFinished(case=case):
            return replace(
                progress,
                running=progress.running - {case.id},
                counts=add(progress.counts, case.outcome),
            )
        case CollectionBroke(problem=problem):
            return progress if problem is None else replace(progress, problems=(*progress.problems, problem))
        case SuiteFinished(result=result):
            return replace(progress, running=frozenset(), suites=(*progress.suites, result))
        case ToolStarted() | ToolFinished() | Output():
            return progress
        case _:
            assert_never(event)


def add(counts: Counts, outcome: CaseOutcome) -> Counts:
    """Count one more case."""
    match outcome:
        case "passed":
            return replace(counts, passed=counts.passed + 1)
        case "failed":
            return replace(counts, failed=counts.failed + 1)
        case "error":
            return replace(counts, error=counts.error + 1)
        case "skipped":
            return replace(counts, skipped=counts.skipped + 1)
        case _:
            assert_never(outcome)


_WORST_FIRST: tuple[RunOutcome, ...] = ("cancelled", "timeout", "error", "failed")


def outcome_of(suites: Iterable[SuiteResult], cases: Iterable[CaseResult]) -> RunOutcome:
    """Give the run's outcome: the worst of its suites, and never better than its cases.

    No suite at all is an error: a run that ran nothing is not green.
    """
    outcomes = {suite.outcome for suite in suites}
    if not outcomes:
        return "error"
    for outcome in _WORST_FIRST:
        if outcome in outcomes:
            return outcome
    return "failed" if any(case.outcome in {"failed", "error"} for case in cases) else "passed"
