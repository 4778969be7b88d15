"""The place that an editor marks for what a tool found of a route."""

from __future__ import annotations

from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import Location, Span


def mark_of(route: Route | None) -> Location | None:
    """Return the line on which the handler begins; where the code is not known, what defines the route.

    None for no route.
    """
    if route is None:
        return None
    if route.is_of_library or route.framework == "openapi":
        return Location(route.file, route.span)
    begin = route.handler_span
    return Location(route.handler_file, Span(begin.line, begin.column, begin.line + 1, 1))
