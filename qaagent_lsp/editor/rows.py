"""Rows and objects that leave the product as JSON, exactly as ``docs/protocol.md`` states them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from qaagent_lsp.editor.artifact_rows import ArtifactRow, artifact_row
from qaagent_lsp.editor.inline_rows import AuthoredRow, RiskRow, ToolRow, authored_row, risk_row, tool_row
from qaagent_lsp.editor.verdicts import route_links
from qaagent_lsp.model.errors import QaAgentError
from qaagent_lsp.model.link import How, Link, Role
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import CaseResult, Counts, RunResult, RunSummary, SuiteResult
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.scope_json import ScopeJson, scope_to_json
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.test import TestFunction, file_of, inside_of
from qaagent_lsp.results.diagnosing import diagnose_case


class LinkRow(TypedDict):
    """A route of a test, how it is known and why.

    ``role`` is ``subject``, ``helper`` or ``setup``; ``file`` is told where several apps serve the route.
    """

    method: str
    path: str
    how: How
    why: str
    role: Role
    file: str | None


class FunctionRow(TypedDict):
    """One row of ``tests --format json``."""

    id: str
    name: str
    file: str
    line: int
    runner: str
    routes: list[LinkRow]


class RouteTestRow(TypedDict):
    """A test of a route, as in ``qaagent.testsForRoute`` before files become URIs. Positions are 1-based.

    ``name`` is the test's own, e.g. a scenario's title; of a test that only a run has shown, what its id says.
    """

    id: str
    name: str
    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    how: How
    why: str


class CaseRoute(TypedDict):
    """A route that a case belongs to."""

    method: str
    path: str
    how: How


class AttemptRow(TypedDict):
    """One try at a case. ``duration`` in seconds."""

    outcome: str
    duration: float


class DiagnosisRow(TypedDict):
    """Why a case did not pass; ``confidence`` is that of the category, ``fault_confidence`` that of the place."""

    category: str
    confidence: float
    fault: str
    fault_confidence: float
    root_cause: str
    suggestion: str
    evidence: list[str]


class CaseRow(TypedDict):
    """One case of a run. ``diagnosis`` is null for a case that passed at once or was skipped."""

    id: str
    suite: str
    runner: str
    name: str
    outcome: str
    duration: float
    file: str
    line: int
    message: str
    category: str | None
    routes: list[CaseRoute]
    attempts: list[AttemptRow]
    flaky: bool
    diagnosis: DiagnosisRow | None
    artifacts: list[ArtifactRow]


class SuiteRow(TypedDict):
    """One invocation of a tool."""

    name: str
    runner: str
    returncode: int | None
    argv: list[str]
    cwd: str
    outcome: str
    error: str
    attempts: int


class ProblemRow(TypedDict):
    """Something in a file that could not be understood or collected."""

    file: str
    line: int
    message: str


class CountsRow(TypedDict):
    """How many cases ended how."""

    passed: int
    failed: int
    error: int
    skipped: int


class ChosenRow(TypedDict):
    """A test, or a whole file, that a run chose, and why; ``how`` is null where no link led to it."""

    id: str
    why: str
    how: str | None


class RunObject(TypedDict):
    """The object of ``run --format json`` and of ``qaagent.showRun``. ``duration`` in seconds."""

    run_id: str
    run_dir: str
    outcome: str
    scope: ScopeJson
    created_at: str
    duration: float
    counts: CountsRow
    cases: list[CaseRow]
    suites: list[SuiteRow]
    problems: list[ProblemRow]
    notes: list[str]
    selection: list[ChosenRow]
    tools: list[ToolRow]
    authored: list[AuthoredRow]
    risks: list[RiskRow]


class SummaryRow(TypedDict):
    """One row of ``runs list --format json`` and ``qaagent.listRuns``."""

    run_id: str
    run_dir: str
    created_at: str
    outcome: str
    scope: ScopeJson | None
    counts: CountsRow
    duration: float


class ErrorRow(TypedDict):
    """Why a request was refused."""

    kind: str
    message: str
    hint: str


class RefusedObject(TypedDict):
    """What ``run --format json`` prints for a refused request."""

    outcome: str
    error: ErrorRow


def function_row(test: TestFunction, links: Iterable[Link]) -> FunctionRow:
    """Make the row of a test function with its routes."""
    return {
        "id": test.id,
        "name": test.name,
        "file": test.file,
        "line": test.name_span.line,
        "runner": test.runner,
        "routes": [
            {
                "method": link.route.method,
                "path": link.route.path,
                "how": link.how,
                "why": link.why,
                "role": link.role,
                "file": link.file,
            }
            for link in links
        ],
    }


def route_test_rows(snapshot: Snapshot, route: Route) -> list[RouteTestRow]:
    """Make a row for every test of a route, best evidence first.

    A test that only a run has shown (inherited, generated) stands at the start of the file that its id names.
    """
    return [_route_test_row(snapshot.tests.get(link.test), link) for link in route_links(snapshot, route)]


def case_row(case: CaseResult) -> CaseRow:
    """Make the row of a finished case."""
    return {
        "id": case.id,
        "suite": case.suite,
        "runner": case.runner,
        "name": case.name,
        "outcome": case.outcome,
        "duration": round(case.duration, 6),
        "file": case.file,
        "line": case.line,
        "message": case.message,
        "category": case.category,
        "routes": [
            {"method": link.route.method, "path": link.route.path, "how": link.how} for link in case.routes
        ],
        "attempts": [
            {"outcome": attempt.outcome, "duration": round(attempt.duration, 6)} for attempt in case.attempts
        ],
        "flaky": case.flaky,
        "diagnosis": _diagnosis_row(case),
        "artifacts": [artifact_row(artifact) for artifact in case.artifacts],
    }


def _diagnosis_row(case: CaseResult) -> DiagnosisRow | None:
    if case.outcome not in {"failed", "error"} and not case.flaky:
        return None
    found = diagnose_case(case)
    return {
        "category": found.category,
        "confidence": found.confidence,
        "fault": found.fault,
        "fault_confidence": found.fault_confidence,
        "root_cause": found.root_cause,
        "suggestion": found.suggestion,
        "evidence": list(found.evidence),
    }


def run_object(result: RunResult) -> RunObject:
    """Make the object of a finished run."""
    return {
        "run_id": result.run_id,
        "run_dir": result.run_dir,
        "outcome": result.status,
        "scope": scope_to_json(result.scope),
        "created_at": result.created_at,
        "duration": round(result.duration, 6),
        "counts": counts_row(result.counts),
        "cases": [case_row(case) for case in result.cases],
        "suites": [suite_row(suite) for suite in result.suites],
        "problems": [problem_row(problem) for problem in result.problems],
        "notes": list(result.notes),
        "selection": [{"id": one.id, "why": one.why, "how": one.how} for one in result.selection],
        "tools": [tool_row(tool) for tool in result.tools],
        "authored": [authored_row(written) for written in result.authored],
        "risks": [risk_row(risk) for risk in result.risks],
    }


def summary_row(summary: RunSummary) -> SummaryRow:
    """Make the row of a listed run."""
    return {
        "run_id": summary.run_id,
        "run_dir": summary.run_dir,
        "created_at": summary.created_at,
        "outcome": summary.status,
        "scope": scope_to_json(summary.scope) if summary.scope is not None else None,
        "counts": counts_row(summary.counts),
        "duration": round(summary.duration, 6),
    }


def refused_object(error: QaAgentError) -> RefusedObject:
    """Make the object of a refused request."""
    return {
        "outcome": "refused",
        "error": {"kind": error.kind, "message": error.message, "hint": error.hint},
    }


def suite_row(suite: SuiteResult) -> SuiteRow:
    """Make the row of one invocation."""
    return {
        "name": suite.name,
        "runner": suite.runner,
        "returncode": suite.returncode,
        "argv": list(suite.argv),
        "cwd": suite.cwd,
        "outcome": suite.outcome,
        "error": suite.error,
        "attempts": suite.attempts,
    }


def problem_row(problem: Problem) -> ProblemRow:
    """Make the row of a problem."""
    return {"file": problem.file, "line": problem.line, "message": problem.message}


def counts_row(counts: Counts) -> CountsRow:
    """Make the object of counts."""
    return {
        "passed": counts.passed,
        "failed": counts.failed,
        "error": counts.error,
        "skipped": counts.skipped,
    }


def _route_test_row(test: TestFunction | None, link: Link) -> RouteTestRow:
    where = test.name_span if test else None
    return {
        "id": link.test,
        "name": test.name if test else inside_of(link.test),
        "file": test.file if test else file_of(link.test),
        "line": where.line if where else 1,
        "column": where.column if where else 1,
        "end_line": where.end_line if where else 1,
        "end_column": where.end_column if where else 1,
        "how": link.how,
        "why": link.why,
    }
