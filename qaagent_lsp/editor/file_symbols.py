"""The symbols of one file: its routes, what a description of an API or a feature file holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.editor.verdicts import count_text, route_links
from qaagent_lsp.model.operation import Described
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath

Kind = Literal["route", "group", "test"]


@dataclass(frozen=True, slots=True)
class FileSymbol:
    """A named range. ``span`` covers all of it, ``name_span`` what is shown as its name, and lies within."""

    name: str
    detail: str
    kind: Kind
    span: Span
    name_span: Span
    children: tuple[FileSymbol, ...] = ()


def file_symbols(snapshot: Snapshot, file: WorkspacePath) -> Sequence[FileSymbol]:
    """Give the routes that a file defines, in the order of its lines; of a feature file its rules and scenarios.

    Tests of languages that have a server of their own are left to that.
    """
    routes = [_of_route(snapshot, route) for route in snapshot.routes_by_file.get(file, ())]
    described = [_of_operation(snapshot, one) for one in snapshot.described_by_file.get(file, ())]
    return [*(described or routes), *(_of_feature(snapshot, file) if file.endswith(".feature") else ())]


def _of_route(snapshot: Snapshot, route: Route) -> FileSymbol:
    tests = {link.test for link in route_links(snapshot, route)}
    handler = route.handler.rpartition(".")[2]
    detail = f"{handler} · {count_text(len(tests)) if tests else 'no tests'}"
    return FileSymbol(str(route.key), detail, "route", _whole(route), route.span)


def _of_operation(snapshot: Snapshot, one: Described) -> FileSymbol:
    at = one.operation.at.span
    tests = {link.test for route in one.routes for link in route_links(snapshot, route)}
    served = f"{one.routes[0].handler.rpartition('.')[2]} · " if one.has_handler and one.routes else ""
    detail = f"{served}{count_text(len(tests)) if tests else 'no tests'}"
    last = max(one.operation.last_line, at.end_line)
    whole = Span(at.line, at.column, last + 1, 1) if last > at.end_line else at
    return FileSymbol(str(one.operation.key), detail, "route", whole, at)


def _whole(route: Route) -> Span:
    """A decorator is one with the function below it; what is registered elsewhere stands for itself."""
    mark, handler = route.span, route.handler_span
    if route.handler_file != route.file or handler.line <= mark.line or handler.column + 1 != mark.column:
        return mark
    return Span(mark.line, mark.column, handler.end_line, handler.end_column)


def _of_feature(snapshot: Snapshot, file: WorkspacePath) -> Sequence[FileSymbol]:
    groups = snapshot.groups_by_file.get(file, ())
    tests = snapshot.tests_by_file.get(file, ())
    flat = [
        *(
            FileSymbol(one.name or one.kind, one.kind, "group", one.span, _first_line(one.span))
            for one in groups
        ),
        *(FileSymbol(test.name or "scenario", "", "test", test.span, test.name_span) for test in tests),
    ]
    # What holds others comes before them: it begins earlier, or ends later.
    flat.sort(key=lambda one: (one.span.line, one.span.column, -one.span.end_line, one.kind != "group"))
    return _nested(flat)


def _first_line(span: Span) -> Span:
    return Span(span.line, span.column, span.line, span.column)


def _nested(flat: Iterable[FileSymbol]) -> Sequence[FileSymbol]:
    """Put symbols into those that cover them."""
    rest = list(flat)
    found: list[FileSymbol] = []
    while rest:
        head = rest.pop(0)
        inside = 0
        while inside < len(rest) and _covers(head, rest[inside]):
            inside += 1
        children = tuple(_nested(rest[:inside]))
        del rest[:inside]
        found.append(FileSymbol(head.name, head.detail, head.kind, head.span, head.name_span, children))
    return found


def _covers(outer: FileSymbol, inner: FileSymbol) -> bool:
    return (
        outer.kind == "group"
        and (outer.span.line, outer.span.column) <= (inner.span.line, inner.span.column)
        and (inner.span.end_line, inner.span.end_column) <= (outer.span.end_line, outer.span.end_column)
    )
