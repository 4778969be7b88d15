"""How far a run has come: a small value that each event moves on. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import assert_never

from qaagent_lsp.model.event import (
    AppSeen,
    CaseFinished,
    CasesCollected,
    CaseStarted,
    CollectionBroke,
    FunctionsTraced,
    InlineToolFinished,
    Output,
    RunEvent,
    StepFinished,
    StepStarted,
    SuiteFinished,
    TestsAuthored,
    ToolFinished,
    ToolStarted,
)
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import CaseOutcome, Counts, SuiteResult
from qaagent_lsp.model.test import TestId


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands.

    ``total`` counts the cases that the tools have collected so far; ``running`` are those underway, with their suites.
    """

    total: int = 0
    counts: Counts = field(default_factory=Counts)
    running: frozenset[tuple[str, TestId]] = frozenset()
    problems: tuple[Problem, ...] = ()
    suites: tuple[SuiteResult, ...] = ()


def advance(progress: Progress, event: RunEvent) -> Progress:
    """Move a run's progress on by one event."""
    match event:
        case CasesCollected(ids=ids):
            return replace(progress, total=progress.total + len(ids))
        case CaseStarted(suite=suite, id=case_id):
            return replace(progress, running=progress.running | {(suite, case_id)})
        case CaseFinished(suite=suite, case=case, replaces=replaces):
            counts = add(progress.counts, case.outcome)
            return replace(
                progress,
                running=progress.running - {(suite, case.id)},
                counts=counts if replaces is None else add(counts, replaces, -1),
            )
        case CollectionBroke(problem=problem):
            return progress if problem is None else replace(progress, problems=(*progress.problems, problem))
        case SuiteFinished(result=result):
            # Whatever was cut short has no verdict and does not run any more either.
            left = frozenset((suite, test) for suite, test in progress.running if suite != result.name)
            return replace(progress, running=left, suites=(*progress.suites, result))
        case ToolStarted() | ToolFinished() | Output() | AppSeen() | FunctionsTraced():
            return progress
        case StepStarted() | StepFinished() | InlineToolFinished() | TestsAuthored():
            return progress
        case _:
            assert_never(event)


def add(counts: Counts, outcome: CaseOutcome, number: int = 1) -> Counts:
    """Count so many more cases, one as a rule."""
    match outcome:
        case "passed":
            return replace(counts, passed=counts.passed + number)
        case "failed":
            return replace(counts, failed=counts.failed + number)
        case "error":
            return replace(counts, error=counts.error + number)
        case "skipped":
            return replace(counts, skipped=counts.skipped + number)
        case _:
            assert_never(outcome)
