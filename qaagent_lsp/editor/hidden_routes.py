"""Routes that are never served, marked at their definition, with the one that takes their requests.

A handler that stands apart from that (a view of Django) is marked too where nothing else leads to it, as information:
what is to be mended is the definition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qaagent_lsp.config.settings import DiagnosticLevel
from qaagent_lsp.editor.finding import Finding, FindingData, Related, Severity
from qaagent_lsp.editor.untested import is_of_tests
from qaagent_lsp.model.hidden import Hidden
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, Span, WorkspacePath

DUPLICATE = "duplicate-route"
SHADOWED = "shadowed-route"


def hidden_routes(snapshot: Snapshot, level: DiagnosticLevel) -> Iterator[tuple[WorkspacePath, Finding]]:
    """Yield one finding for each place, and each place that hides it; apps of tests are their own business."""
    if level == "off":
        return
    yield from _definitions(snapshot, level)
    yield from _handlers(snapshot, "hint" if level == "hint" else "information")


def _definitions(snapshot: Snapshot, level: Severity) -> Iterator[tuple[WorkspacePath, Finding]]:
    places: dict[tuple[WorkspacePath, Span, Location, bool], list[Hidden]] = {}
    for one in snapshot.hidden:
        if is_of_tests(snapshot, one.later.file):
            continue
        by = Location(one.earlier.file, one.earlier.span)
        places.setdefault((one.later.file, one.later.span, by, one.same), []).append(one)
    for (file, span, by, same), those in places.items():
        first = those[0]
        yield (
            file,
            Finding(
                "hidden",
                span,
                level,
                DUPLICATE if same else SHADOWED,
                _said(those, by),
                (Related(by, _related(first)),),
                FindingData(route=first.later.key, route_file=file),
            ),
        )


def _handlers(snapshot: Snapshot, level: Severity) -> Iterator[tuple[WorkspacePath, Finding]]:
    never = {one.later: one for one in snapshot.hidden if not is_of_tests(snapshot, one.later.file)}
    places: dict[tuple[WorkspacePath, Span], list[Route]] = {}
    for route in never:
        if route.handler_file and _stands_apart(route):
            places[route.handler_file, route.handler_span] = []
    for route in snapshot.routes if places else ():
        leading = places.get((route.handler_file, route.handler_span))
        if leading is not None:
            leading.append(route)
    for (file, span), leading in places.items():
        if not all(route in never for route in leading):
            continue
        definitions = dict.fromkeys(Location(route.file, route.span) for route in leading)
        names = ", ".join(dict.fromkeys(str(route.key) for route in leading))
        where = ", ".join(f"{at.file}:{at.span.line}" for at in definitions)
        first = leading[0]
        yield (
            file,
            Finding(
                "hidden",
                span,
                level,
                SHADOWED,
                f"no request comes here: {names} ({where}) is never served",
                (
                    *(Related(at, f"definition of {names}") for at in definitions),
                    Related(
                        Location(never[first].earlier.file, never[first].earlier.span), _related(never[first])
                    ),
                ),
                FindingData(route=first.key, route_file=first.file),
            ),
        )


def _stands_apart(route: Route) -> bool:
    """Tell whether a handler is named by what defines the route, as ``path("x/", view)`` does, and not decorated."""
    return route.file != route.handler_file or route.span.line > route.handler_span.line


def _related(first: Hidden) -> str:
    order = "" if first.later.framework == "litestar" else ", registered first"
    return f"route {first.earlier.key}{order}"


def _said(those: Sequence[Hidden], by: Location) -> str:
    first = those[0]
    names = ", ".join(dict.fromkeys(str(one.later.key) for one in those))
    where = f"{by.file}:{by.span.line}"
    if first.later.framework == "litestar":  # whichever is registered first
        return f"{names} is never served: {first.earlier.key} ({where}) takes its requests"
    if not first.same:
        return f"{names} is never served: {first.earlier.key} ({where}) is registered before and takes its requests"
    as_ = "" if first.earlier.key == first.later.key else f" as {first.earlier.key}"
    return (
        f"{names} is defined twice in {first.later.app}: the first{as_} ({where}) is served, this one never"
    )
