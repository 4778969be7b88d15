"""The call hierarchy between tests and handlers (LSP ``textDocument/prepareCallHierarchy``), across tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qaagent_lsp.editor.pointing import AtTest, Pointed
from qaagent_lsp.editor.reach import Reach, reaching
from qaagent_lsp.editor.verdicts import count_text
from qaagent_lsp.editor.ways import Target, handler_at, place_of_test
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId, inside_of, is_placed

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class RoutesItem:
    """Routes that share one handler, each as its key and the file that defines it."""

    routes: tuple[tuple[RouteKey, WorkspacePath], ...]


@dataclass(frozen=True, slots=True)
class TestItem:
    """A test."""

    __test__ = False

    id: TestId


Subject = RoutesItem | TestItem


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the tree. ``subject`` says all there is to know, so that it can be opened when the table changed."""

    subject: Subject
    name: str
    detail: str
    target: Target


@dataclass(frozen=True, slots=True)
class Edge:
    """Who calls or is called. ``spans`` are the calls, in the file of the test; its name where none is known."""

    item: Item
    spans: tuple[Span, ...]


def items_at(snapshot: Snapshot, pointed: Pointed) -> Sequence[Item]:
    """Begin at what is pointed at: a test, or the handlers of routes."""
    if isinstance(pointed, AtTest):
        return [_of_test(snapshot, pointed.test.id)]
    return _of_routes(snapshot, pointed.routes)


def callers(snapshot: Snapshot, reach: Reach, subject: Subject) -> Sequence[Edge]:
    """Tell who calls: the tests of a handler. Nothing calls a test."""
    if isinstance(subject, TestItem):
        return ()
    routes = _rows(reach, subject)
    return [
        Edge(_of_test(snapshot, test), _calls(snapshot, reach, test, routes))
        for test in reaching(snapshot, routes)
    ]


def called(snapshot: Snapshot, reach: Reach, subject: Subject) -> Sequence[Edge]:
    """Tell what is called: the handlers that a test reaches. What handlers call is not ours to say."""
    if isinstance(subject, RoutesItem):
        return ()
    items = _of_routes(snapshot, reach.of_test(snapshot, subject.id))
    return [
        Edge(item, _calls(snapshot, reach, subject.id, _rows(reach, item.subject)))
        for item in items
        if isinstance(item.subject, RoutesItem)
    ]


def _calls(snapshot: Snapshot, reach: Reach, test: TestId, routes: Sequence[Route]) -> tuple[Span, ...]:
    spans = dict.fromkeys(call.span for call in reach.calls_between(snapshot, test, routes))
    return tuple(spans) or (place_of_test(snapshot, test).at.span,)


def _rows(reach: Reach, subject: RoutesItem) -> Sequence[Route]:
    return [row for key, file in subject.routes for row in reach.rows(key, file)]


def _of_routes(snapshot: Snapshot, routes: Sequence[Route]) -> Sequence[Item]:
    by_handler: dict[Target, list[Route]] = {}
    for route in routes:
        by_handler.setdefault(handler_at(route), []).append(route)
    return [_of_handler(snapshot, target, rows) for target, rows in by_handler.items()]


def _of_handler(snapshot: Snapshot, target: Target, routes: Sequence[Route]) -> Item:
    keys = list(dict.fromkeys(str(route.key) for route in routes))
    more = f", … {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else ""
    detail = f"{routes[0].handler} · {count_text(len(reaching(snapshot, routes)))}"
    subject = RoutesItem(tuple(dict.fromkeys((route.key, route.file) for route in routes)))
    return Item(subject, f"{', '.join(keys[:_MOST_NAMED])}{more}", detail, target)


def _of_test(snapshot: Snapshot, test_id: TestId) -> Item:
    test = snapshot.tests.get(test_id)
    if test is not None and is_placed(test_id):
        group, name = "", test.name
    else:
        # A narrow list shows beginnings: those of all tests of a class would be the same.
        function, bracket, case = inside_of(test_id).partition("[")
        group, _, name = function.rpartition("::")
        name = f"{name}{bracket}{case}"
    target = place_of_test(snapshot, test_id)
    whole = Target(target.at, test.span) if test is not None else target
    detail = f"{group} · {target.at.file}" if group else target.at.file
    return Item(TestItem(test_id), name or str(test_id), detail, whole)
