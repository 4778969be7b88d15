"""Rows of the route table as JSON, with how each is known and when it was last seen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TypedDict

from qaagent_lsp.linking.sighted import Sighted
from qaagent_lsp.model.route import Route

ASKED = "observe"
"""Stands for the run where the interpreter was asked directly."""


class ParamRow(TypedDict):
    """A path parameter and the framework's converter of it, ``""`` where it has none."""

    name: str
    converter: str


class RouteRow(TypedDict):
    """One row of ``routes --format json`` and ``qaagent.listRoutes``. Lines are 1-based.

    ``seen_at`` is ISO 8601 in UTC, ``seen_by`` the id of a run or ``observe``; both are null for what was never seen.
    """

    method: str
    path: str
    handler: str
    file: str
    line: int
    handler_file: str
    handler_line: int
    framework: str
    source: str
    confidence: float
    reason: str
    app: str | None
    params: list[ParamRow]
    seen_at: str | None
    seen_by: str | None


def route_row(route: Route, sighted: Sighted) -> RouteRow:
    """Make the row of a route. A handler outside the workspace is said to stand where the route is marked."""
    seen = sighted.of(route)
    place = (
        (route.handler_file, route.handler_span.line) if route.handler_file else (route.file, route.span.line)
    )
    return {
        "method": route.key.method,
        "path": route.key.path,
        "handler": route.handler,
        "file": route.file,
        "line": route.span.line,
        "handler_file": place[0],
        "handler_line": place[1],
        "framework": route.framework,
        "source": route.source,
        "confidence": route.confidence,
        "reason": route.reason,
        "app": route.app,
        "params": [{"name": param.name, "converter": param.converter} for param in route.params],
        "seen_at": datetime.fromtimestamp(seen.seen_at, UTC).isoformat(timespec="seconds") if seen else None,
        "seen_by": (seen.run_id or ASKED) if seen else None,
    }
