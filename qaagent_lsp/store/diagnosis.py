"""Why cases failed, as ``evidence/diagnostics.json`` and the summary in the manifest tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from qaagent_lsp.model.diagnosis import Diagnosis, Refinement
from qaagent_lsp.model.result import CaseResult, SuiteResult
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.classify import TOOLS_OWN_WORDS
from qaagent_lsp.results.diagnosing import diagnose_case, summarize
from qaagent_lsp.store.atomic import replace_json
from qaagent_lsp.store.layout import DIAGNOSTICS
from qaagent_lsp.store.records import DiagnosticRecord, Json

_LOOK_AT_OUTPUT = "Look at the output of the suite among the artifacts."


def failed_cases(cases: Sequence[CaseResult]) -> Sequence[CaseResult]:
    """Keep those that a diagnosis is written for."""
    return [case for case in cases if case.outcome in {"failed", "error"}]


def diagnose(
    cases: Sequence[CaseResult],
    suites: Sequence[SuiteResult],
    refinements: Mapping[tuple[str, TestId], Refinement] | None = None,
) -> tuple[DiagnosticRecord, ...]:
    """Return one record for every failed case, then one for every suite that broke.

    ``refinements`` are a model's words by suite and test; they stand beside the rules' own.
    """
    known = refinements or {}
    failed = [
        _of_case(case, diagnose_case(case), known.get((case.suite, case.id))) for case in failed_cases(cases)
    ]
    return (*failed, *(_of_suite(suite) for suite in suites if suite.error))


def summary(cases: Sequence[CaseResult], suites: Sequence[SuiteResult]) -> str | None:
    """Return one sentence or more for a person, None when nothing went wrong."""
    return summarize([diagnose_case(case) for case in failed_cases(cases)], suites) or None


def rewrite_diagnostics(
    run_dir: Path,
    cases: Sequence[CaseResult],
    suites: Sequence[SuiteResult],
    refinements: Mapping[tuple[str, TestId], Refinement],
) -> None:
    """Replace the diagnostics of a run that is sealed by the same ones with a model's words beside them.

    Nothing else of the run changes. Raises ``OSError``.
    """
    records = diagnose(cases, suites, refinements)
    if records:
        replace_json(run_dir / DIAGNOSTICS, [record.model_dump() for record in records])


def _of_case(case: CaseResult, diagnosis: Diagnosis, refinement: Refinement | None) -> DiagnosticRecord:
    return DiagnosticRecord.model_construct(
        test_name=case.name,
        suite=case.suite,
        category=diagnosis.category,
        root_cause=diagnosis.root_cause,
        confidence=diagnosis.confidence,
        suggestion=diagnosis.suggestion,
        error_message=case.message,
        route=str(case.routes[0].route) if case.routes else None,
        test_id=case.id,
        fault=diagnosis.fault,
        fault_confidence=diagnosis.fault_confidence,
        evidence=list(diagnosis.evidence),
        source=diagnosis.source,
        refined=None if refinement is None else _refined(refinement),
    )


def _refined(refinement: Refinement) -> Json:
    said = refinement.diagnosis
    return {
        "model": refinement.model,
        "category": said.category,
        "confidence": said.confidence,
        "fault": said.fault,
        "root_cause": said.root_cause,
        "suggestion": said.suggestion,
        "sent": refinement.sent,
    }


def _of_suite(suite: SuiteResult) -> DiagnosticRecord:
    return DiagnosticRecord.model_construct(
        test_name=suite.name,
        suite=suite.name,
        category="unknown",
        root_cause=suite.error.partition("\n")[0],
        confidence=TOOLS_OWN_WORDS,
        suggestion=_LOOK_AT_OUTPUT,
        error_message=suite.error,
        route=None,
        fault="infrastructure",
        fault_confidence=0.5,
        evidence=["the suite broke beyond what its tests tell"],
    )
