"""What a marker says, in editor words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.config.settings import DiagnosticLevel
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.model.test import TestId

Severity = Literal["error", "warning", "information", "hint"]


@dataclass(frozen=True, slots=True)
class Levels:
    """Severities by setting; ``off`` leaves that kind out."""

    tests: DiagnosticLevel = "error"
    routes: DiagnosticLevel = "warning"
    untested: DiagnosticLevel = "information"
    openapi: DiagnosticLevel = "warning"
    drift: DiagnosticLevel = "information"
    unexercised: DiagnosticLevel = "off"
    hidden: DiagnosticLevel = "warning"
    unknown: DiagnosticLevel = "information"
    tools: DiagnosticLevel = "warning"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to the story."""

    at: Location
    message: str


@dataclass(frozen=True, slots=True)
class FindingData:
    """What actions need: the run that found it, the test (a case id), the route; None where there is none."""

    run_id: str | None = None
    test_id: TestId | None = None
    route: RouteKey | None = None
    route_file: WorkspacePath | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One marker. ``code`` is the category of the failure, or the code of a problem or of what is said of a route."""

    kind: Literal[
        "line", "route", "collection", "problem", "untested", "hidden", "unknown", "contract", "tool"
    ]
    span: Span
    severity: Severity
    code: str
    message: str
    related: tuple[Related, ...] = ()
    data: FindingData = FindingData()
    outdated: bool = False

    @property
    def is_of_definition(self) -> bool:
        """Whether a route is meant: its definition may go over many lines, of which the first says enough."""
        return self.kind in {"route", "untested", "hidden", "unknown", "contract"}
