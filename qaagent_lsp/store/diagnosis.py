"""Why cases failed, as ``evidence/diagnostics.json`` and the summary in the manifest tell it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from qaagent_lsp.model.result import CaseResult, Category, SuiteResult
from qaagent_lsp.store.records import DiagnosticRecord

_SUGGESTIONS: Mapping[Category, str] = MappingProxyType(
    {
        "assertion": "Compare the expected with the actual value at the failing line; one of them is wrong.",
        "timeout": "Find what the test waited for; make it answer sooner, or raise its limit.",
        "connection": "Check that the service the test talks to runs and can be reached at its address.",
        "auth": "Check the credentials, the token and the permissions that the test's request carries.",
        "data": "Check that the data which the test looks up exists and is created by its fixtures.",
        "flaky": "Look for shared state, ordering or timing that makes the outcome change between attempts.",
        "collection": "Repair the file, or what it imports; none of its tests could be loaded.",
        "fixture": "Repair the fixture that failed; the test itself was not reached.",
        "crash": "The process died in this test; look at its output and at native code it calls.",
        "unknown": "Look at the traceback of the failing line.",
    }
)


def diagnose(cases: Sequence[CaseResult], suites: Sequence[SuiteResult]) -> tuple[DiagnosticRecord, ...]:
    """Return one record for every failed case, then one for every suite that broke."""
    failed = [_of_case(case) for case in cases if case.outcome in {"failed", "error"}]
    return (*failed, *(_of_suite(suite) for suite in suites if suite.error))


def summary(records: Sequence[DiagnosticRecord]) -> str | None:
    """Return one sentence or more for a person, None when nothing went wrong."""
    if not records:
        return None
    found = Counter(record.category for record in records).most_common()
    breakdown = ", ".join(f"{category} {number}" for category, number in found)
    suggestions = list(dict.fromkeys(record.suggestion for record in records))[:3]
    told = " ".join(suggestions)
    return f"{len(records)} test failure(s) detected. Breakdown: {breakdown}. Suggestions: {told}"


def _of_case(case: CaseResult) -> DiagnosticRecord:
    category: Category = case.category or "unknown"
    at = next((failure.location for failure in case.failures if failure.location), None)
    first_line = case.message.partition("\n")[0] or f"the test ended as {case.outcome} without a message"
    return DiagnosticRecord.model_construct(
        test_name=case.name,
        suite=case.suite,
        category=category,
        root_cause=f"{first_line} ({at.file}:{at.span.line})" if at else first_line,
        confidence=0.3 if category == "unknown" else 0.9,
        suggestion=_SUGGESTIONS[category],
        error_message=case.message,
        route=str(case.routes[0].route) if case.routes else None,
    )


def _of_suite(suite: SuiteResult) -> DiagnosticRecord:
    return DiagnosticRecord.model_construct(
        test_name=suite.name,
        suite=suite.name,
        category="unknown",
        root_cause=suite.error.partition("\n")[0],
        confidence=0.9,
        suggestion="Look at the output of the suite among the artifacts.",
        error_message=suite.error,
        route=None,
    )
