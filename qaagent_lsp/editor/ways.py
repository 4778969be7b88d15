"""The ways between routes and tests that an editor walks: references, definitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import assert_never

from qaagent_lsp.editor.pointing import AtCall, AtOperation, AtRoute, AtTest, Pointed
from qaagent_lsp.editor.reach import Reach, reaching
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, Span
from qaagent_lsp.model.test import TestId, file_of

_START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a way leads. ``whole`` covers all of it where ``at`` is only its beginning: a handler."""

    at: Location
    whole: Span | None = None


def references(snapshot: Snapshot, reach: Reach, pointed: Pointed, *, declaration: bool) -> Sequence[Target]:
    """Tell where something is used (LSP ``textDocument/references``).

    A route is used by its tests, and by what describes it; a test stands for the routes that it reaches. With
    ``declaration`` the route's own definitions are among the answers.
    """
    match pointed:
        case AtRoute(routes=routes) | AtCall(routes=routes) | AtOperation(routes=routes):
            own = _definitions(routes) if declaration else []
            tests = [place_of_test(snapshot, test) for test in reaching(snapshot, routes)]
            return _once([*own, *_descriptions(snapshot, routes), *tests])
        case AtTest(test=test):
            return _once(_definitions(reach.of_test(snapshot, test.id)))
        case _:
            assert_never(pointed)


def definitions(snapshot: Snapshot, reach: Reach, pointed: Pointed) -> Sequence[Target]:
    """Tell where what is pointed at is defined (LSP ``textDocument/definition``): handlers, of a call, test, operation.

    A route stands at its definition already.
    """
    match pointed:
        case AtRoute():
            return ()
        case AtCall(routes=routes) | AtOperation(routes=routes):
            return _once(handler_at(route) for route in routes)
        case AtTest(test=test):
            return _once(handler_at(route) for route in reach.of_test(snapshot, test.id))
        case _:
            assert_never(pointed)


def handler_at(route: Route) -> Target:
    """Lead to what serves a route: its handler, or the definition where that is not in the workspace."""
    if route.is_of_library or (route.handler_file, route.handler_span) == (route.file, route.span):
        return Target(Location(route.file, route.span))
    span = route.handler_span
    return Target(Location(route.handler_file, Span(span.line, span.column, span.line, span.column)), span)


def place_of_test(snapshot: Snapshot, test_id: TestId) -> Target:
    """Lead to a test; one that only a run has shown (inherited, generated) is looked for in the file that it names."""
    test = snapshot.tests.get(test_id)
    if test is None:
        return Target(Location(file_of(test_id), _START))
    return Target(Location(test.file, test.name_span))


def _descriptions(snapshot: Snapshot, routes: Sequence[Route]) -> list[Target]:
    return [
        Target(one.operation.at)
        for one in snapshot.described
        if one.has_handler and any(row in routes for row in one.routes)
    ]


def _definitions(routes: Iterable[Route]) -> list[Target]:
    return [Target(Location(route.file, route.span)) for route in routes]


def _once(targets: Iterable[Target]) -> Sequence[Target]:
    return list(dict.fromkeys(targets))
