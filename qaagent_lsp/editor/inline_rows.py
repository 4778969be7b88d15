"""What ``plan-run`` adds to a run's object: inline tools, written tests, routes by risk, and its steps as lines."""

from __future__ import annotations

from typing import TypedDict

from qaagent_lsp.editor.artifact_rows import ArtifactRow, artifact_row
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.event import InlineToolFinished, StepFinished, StepStarted, TestsAuthored
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.tool import Metric, ToolFinding, ToolResult


class KeyRow(TypedDict):
    """A route."""

    method: str
    path: str


class FindingRow(TypedDict):
    """One thing that an inline tool found; ``file``, ``line`` and ``route`` are null where they are not known."""

    tool: str
    severity: str
    code: str
    message: str
    file: str | None
    line: int | None
    column: int | None
    route: KeyRow | None
    url: str
    details: str
    blocks: bool


class MetricRow(TypedDict):
    """One number that an inline tool measured; ``limit`` and ``holds`` are null where there is no threshold."""

    name: str
    value: float
    unit: str
    subject: str
    route: KeyRow | None
    limit: float | None
    holds: bool | None


class ToolRow(TypedDict):
    """One inline tool of a run. ``executed`` only if a process started; ``duration`` in seconds."""

    name: str
    outcome: str
    executed: bool
    version: str | None
    exit_code: int | None
    error: str
    duration: float
    argv: list[str]
    cwd: str
    summary: str
    findings: list[FindingRow]
    metrics: list[MetricRow]
    artifacts: list[ArtifactRow]


class AuthoredRow(TypedDict):
    """A file of tests that a run wrote, and what came of it."""

    file: str
    framework: str
    routes: list[KeyRow]
    outcome: str
    message: str
    notes: list[str]


class FactorRow(TypedDict):
    """One reason for a route's score."""

    name: str
    weight: float
    reason: str


class RiskRow(TypedDict):
    """A route's risk: ``score`` from 0 to 100, ``band`` from P0 to P3."""

    method: str
    path: str
    file: str
    score: float
    band: str
    factors: list[FactorRow]


def tool_row(tool: ToolResult) -> ToolRow:
    """Make the row of an inline tool."""
    return {
        "name": tool.name,
        "outcome": tool.outcome,
        "executed": tool.executed,
        "version": tool.version,
        "exit_code": tool.exit_code,
        "error": tool.error,
        "duration": round(tool.duration, 6),
        "argv": list(tool.argv),
        "cwd": tool.cwd,
        "summary": tool.summary,
        "findings": [finding_row(finding) for finding in tool.findings],
        "metrics": [metric_row(metric) for metric in tool.metrics],
        "artifacts": [artifact_row(artifact) for artifact in tool.artifacts],
    }


def finding_row(finding: ToolFinding) -> FindingRow:
    """Make the row of a finding."""
    at = finding.at
    return {
        "tool": finding.tool,
        "severity": finding.severity,
        "code": finding.code,
        "message": finding.message,
        "file": at.file if at else None,
        "line": at.span.line if at else None,
        "column": at.span.column if at else None,
        "route": _key_row(finding.route),
        "url": finding.url,
        "details": finding.details,
        "blocks": finding.blocks,
    }


def metric_row(metric: Metric) -> MetricRow:
    """Make the row of a number."""
    return {
        "name": metric.name,
        "value": metric.value,
        "unit": metric.unit,
        "subject": metric.subject,
        "route": _key_row(metric.route),
        "limit": metric.limit,
        "holds": metric.holds,
    }


def authored_row(written: Authored) -> AuthoredRow:
    """Make the row of a written file."""
    return {
        "file": written.file,
        "framework": written.framework,
        "routes": [{"method": key.method, "path": key.path} for key in written.routes],
        "outcome": written.outcome,
        "message": written.message,
        "notes": list(written.notes),
    }


def risk_row(risk: RouteRisk) -> RiskRow:
    """Make the row of a route's risk."""
    return {
        "method": risk.key.method,
        "path": risk.key.path,
        "file": risk.file,
        "score": round(risk.score, 1),
        "band": risk.band,
        "factors": [
            {"name": one.name, "weight": round(one.weight, 1), "reason": one.reason} for one in risk.factors
        ],
    }


PlanEvent = StepStarted | StepFinished | InlineToolFinished | TestsAuthored


def plan_line(event: PlanEvent) -> dict[str, object]:
    """Make the line of an event that only ``plan-run`` has: ``step``, ``tool`` or ``authored``."""
    match event:
        case StepStarted():
            return {
                "kind": "step",
                "step": event.step,
                "state": "started",
                "number": event.number,
                "total": event.total,
                "text": event.text,
            }
        case StepFinished():
            return {
                "kind": "step",
                "step": event.step,
                "state": "finished",
                "outcome": event.outcome,
                "text": event.text,
            }
        case InlineToolFinished(result=result):
            return {"kind": "tool", "tool": tool_row(result)}
        case TestsAuthored(files=files):
            return {"kind": "authored", "files": [authored_row(written) for written in files]}


def _key_row(key: RouteKey | None) -> KeyRow | None:
    return {"method": key.method, "path": key.path} if key else None
