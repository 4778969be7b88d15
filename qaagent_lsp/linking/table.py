"""The route table made ready for look-ups: by key, by request, by what a probe saw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from qaagent_lsp.discovery.modules import holds_tests
from qaagent_lsp.linking.match import RouteMatcher
from qaagent_lsp.linking.templates import PLACEHOLDER, shape_of
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.route import ANY_METHOD, Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath


class RouteTable:
    """Thousands of routes, indexed once."""

    def __init__(self, routes: Iterable[Route]) -> None:
        """Index the routes in the given order."""
        self.routes = tuple(routes)
        self.methods = tuple(sorted({route.key.method for route in self.routes}))
        self.matcher = RouteMatcher(self.routes)
        self._by_key: dict[RouteKey, list[Route]] = {}
        self._by_handler: dict[tuple[str, str], list[Route]] = {}
        self._by_view: dict[str, list[Route]] = {}
        self._by_name: dict[str, list[Route]] = {}
        self._below: dict[str, list[Route]] = {}
        self._tables: dict[str, RouteTable] = {}
        for route in self.routes:
            for folder in _outward(route.file):
                self._below.setdefault(folder, []).append(route)
            self._by_key.setdefault(route.key, []).append(route)
            if route.handler:
                self._by_handler.setdefault((route.key.method, route.handler), []).append(route)
                self._by_view.setdefault(route.handler.rpartition(".")[2], []).append(route)
            for name in route.names:
                self._by_name.setdefault(name, []).append(route)
            if route.any_method and (ANY_METHOD, route.handler) not in self._by_handler:
                self._by_handler[(ANY_METHOD, route.handler)] = [route]
                self._by_key.setdefault(RouteKey(ANY_METHOD, route.key.path), [route])

    def rows(self, key: RouteKey) -> Sequence[Route]:
        """Return the rows with this method and path, or for every method: several when several apps serve it."""
        found = self._by_key.get(key, [])
        return tuple(found or self._by_key.get(RouteKey(ANY_METHOD, key.path), []))

    def viewed_as(self, view: str) -> Sequence[Route]:
        """Return the rows whose handler is a function of this name."""
        return tuple(self._by_view.get(view, ()))

    def called(self, name: str) -> Sequence[Route]:
        """Return the rows that the project's own code calls by this name (Django's ``reverse``)."""
        return tuple(self._by_name.get(name, ()))

    def file_of(self, route: Route) -> WorkspacePath | None:
        """Return the file that tells this row from others with its key; None where the key alone does."""
        return route.file if len({row.file for row in self._by_key[route.key]}) > 1 else None

    def nearest(self, file: WorkspacePath) -> Iterator[RouteTable]:
        """Yield the routes of a file, of its folder, and so on outward to the whole table; empty steps are left out.

        A test means its own file's little app, or its own sub-project's, before another that serves the same path.
        """
        before = 0
        for folder in _outward(file):
            routes = self._below.get(folder, ())
            if len(routes) == len(self.routes):
                break
            if len(routes) > before:
                before = len(routes)
                if folder not in self._tables:
                    self._tables[folder] = RouteTable(routes)
                yield self._tables[folder]
        yield self

    def of_hit(self, hit: Hit, file: WorkspacePath | None = None) -> Sequence[Route]:
        """Return the rows that a probe's hit means; () when the table does not know the route.

        A template that differs only in the spelling of its parameters, or whose prefix static analysis could
        not read (then the handler tells), is still the same route. Of a request only the URL is known: it means
        an app around the test's ``file``, where one serves it.
        """
        if hit.how == "request":
            for near in (self,) if file is None else self.nearest(file):
                route = near.matcher.exact(hit.method, hit.path)
                if route is not None:
                    return near.rows(route.key)
            return ()
        named = self.rows(RouteKey(hit.method, hit.path))
        if not named and hit.method == "HEAD":
            return self.of_hit(replace(hit, method="GET"))
        if not named:
            respelled = self.matcher.exact(hit.method, PLACEHOLDER.sub("{}", hit.path))
            # A template is no URL: its words are those of the other one, and not what that has a parameter for.
            if respelled is not None and shape_of(respelled.key.path) == shape_of(hit.path):
                named = self.rows(respelled.key)
        return _handled_by(hit, named) if named else self._elsewhere(hit)

    def _elsewhere(self, hit: Hit) -> Sequence[Route]:
        """Return the one route whose handler ran, though under another path: mounted by a test, an unread prefix."""
        handled = self._by_handler.get((hit.method, hit.handler), ())
        handled = handled or self._by_handler.get((ANY_METHOD, hit.handler), ())
        at_its_place = [row for row in handled if _stands_there(hit, row)] or handled
        return tuple(at_its_place) if len(at_its_place) == 1 else ()


def file_within(near: RouteTable, table: RouteTable, route: Route) -> WorkspacePath | None:
    """Return the file of a route that ``near`` means; None where the key is enough, or not even ``near`` can tell."""
    return route.file if table.file_of(route) is not None and near.file_of(route) is None else None


def _outward(file: WorkspacePath) -> Iterator[str]:
    yield file
    folder = file
    while "/" in folder:
        folder = WorkspacePath(folder.rpartition("/")[0])
        yield folder
    yield ""


def _handled_by(hit: Hit, rows: Sequence[Route]) -> Sequence[Route]:
    """Of apps that serve the same route, keep the one whose handler ran; none where it is surely another's.

    A handler that stands elsewhere than static analysis thought may be a wrapper that does not say what it wraps, or
    a method that a view inherits from a library: then the rows stay. Where it is a page of the framework's own, or
    some other function of the workspace among apps that all serve the path, it is a route that the table lacks.
    """
    there = [row for row in rows if _stands_there(hit, row)]
    if there:
        spanned = [
            row for row in there if hit.handler_line in row.handler_span or _decorates(row, hit.handler_line)
        ]
        return tuple(spanned or there)
    if hit.handler.startswith(_OWN_PAGES) or _is_of_a_test(hit):
        return ()
    if len(rows) < 2 or not hit.handler_file or "-packages/" in hit.handler_file.replace("\\", "/"):
        return rows
    name = hit.handler.rpartition(".")[2]
    return tuple(row for row in rows if row.confidence < 1 or row.handler.rpartition(".")[2] == name)


def _stands_there(hit: Hit, row: Route) -> bool:
    file = hit.handler_file.replace("\\", "/")
    return file == row.handler_file or file.endswith("/" + row.handler_file)


def _is_of_a_test(hit: Hit) -> bool:
    return bool(hit.handler_file) and holds_tests(WorkspacePath(hit.handler_file.replace("\\", "/")))


_OWN_PAGES = ("fastapi.applications.", "starlette.applications.")
"""Handlers that an app adds for its documentation: ``/docs``, ``/openapi.json``."""


def _decorates(row: Route, line: int) -> bool:
    """Tell whether the line is a decorator of the row's handler: code objects start there."""
    return row.file == row.handler_file and row.span.line <= line <= row.handler_span.end_line
