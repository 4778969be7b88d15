"""Contract drift: routes that answered tests otherwise than their description says, and what no test ever got.

A document is needed for it: what FastAPI generates while the app runs is by its nature what the app does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qaagent_lsp.config.settings import DiagnosticLevel
from qaagent_lsp.editor.finding import Finding, FindingData, Related
from qaagent_lsp.linking.contract import Drift, drifts, unexercised
from qaagent_lsp.model.operation import Operation
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, WorkspacePath
from qaagent_lsp.model.test import TestId

DRIFT, UNEXERCISED = "contract-drift", "contract-unexercised"

_MOST_RELATED = 10


def drift_findings(snapshot: Snapshot, level: DiagnosticLevel) -> Iterator[tuple[WorkspacePath, Finding]]:
    """Yield one finding for each route that tests got undocumented answers of."""
    if level == "off" or not snapshot.answers:
        return
    told: dict[Route, list[tuple[Operation, Sequence[Drift]]]] = {}
    for one in snapshot.described:
        for route in one.routes:
            found = drifts(one.operation, snapshot.answers.get((route.key, route.file), ()))
            if found:
                told.setdefault(route, []).append((one.operation, found))
    for route, of_operations in told.items():
        data = FindingData(route=route.key, route_file=route.file)
        related = tuple(_places(snapshot, route, of_operations))[:_MOST_RELATED]
        message = _said(route, of_operations)
        yield route.file, Finding("contract", route.span, level, DRIFT, message, related, data)


def unexercised_findings(
    snapshot: Snapshot, level: DiagnosticLevel
) -> Iterator[tuple[WorkspacePath, Finding]]:
    """Yield one finding for each operation some of whose responses no test got, of those that tests got any of."""
    if level == "off" or not snapshot.answers:
        return
    for one in snapshot.described:
        at = one.operation.at
        for route in one.routes[:1]:
            missing = unexercised(one.operation, snapshot.answers.get((route.key, route.file), ()))
            if missing:
                message = f"{one.operation.key}: no test ever got {', '.join(missing)}"
                data = FindingData(route=route.key, route_file=route.file)
                yield at.file, Finding("contract", at.span, level, UNEXERCISED, message, data=data)


def _said(route: Route, of_operations: Sequence[tuple[Operation, Sequence[Drift]]]) -> str:
    """A line for each drift; the first has all that a list of problems has room for."""
    lines = [
        f"{drift} in {operation.at.file} ({_by(drift.answer.tests)})"
        for operation, found in of_operations
        for drift in found
    ]
    return f"{route.key}: " + "\n".join(lines)


def _by(tests: Sequence[TestId]) -> str:
    return f"got by {tests[0]}" if len(tests) == 1 else f"got by {tests[0]} and others"


def _places(
    snapshot: Snapshot, route: Route, of_operations: Sequence[tuple[Operation, Sequence[Drift]]]
) -> Iterator[Related]:
    for operation, _ in of_operations:
        if operation.at.file != route.file:
            yield Related(operation.at, f"documented as {operation.operation_id or operation.key}")
    tests = dict.fromkeys(
        test for _, found in of_operations for drift in found for test in drift.answer.tests
    )
    for test in tests:
        known = snapshot.tests.get(test)
        if known is not None:
            yield Related(Location(known.file, known.name_span), f"test {test}")
