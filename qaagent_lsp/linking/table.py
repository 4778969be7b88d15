"""The route table made ready for look-ups: by key, by request, by what a probe saw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qaagent_lsp.linking.match import RouteMatcher
from qaagent_lsp.linking.templates import PLACEHOLDER
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.route import Route, RouteKey
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
        for route in self.routes:
            self._by_key.setdefault(route.key, []).append(route)
            self._by_handler.setdefault((route.key.method, route.handler), []).append(route)
            self._by_view.setdefault(route.handler.rpartition(".")[2], []).append(route)

    def rows(self, key: RouteKey) -> Sequence[Route]:
        """Return the rows with this method and path: several when several apps serve it."""
        return tuple(self._by_key.get(key, ()))

    def viewed_as(self, view: str) -> Sequence[Route]:
        """Return the rows whose handler is a function of this name."""
        return tuple(self._by_view.get(view, ()))

    def file_of(self, route: Route) -> WorkspacePath | None:
        """Return the file that tells this row from others with its key; None where the key alone does."""
        return route.file if len({row.file for row in self._by_key[route.key]}) > 1 else None

    def of_hit(self, hit: Hit) -> Sequence[Route]:
        """Return the rows that a probe's hit means; () when the table does not know the route.

        A template that differs only in the spelling of its parameters, or whose prefix static analysis could
        not read (then the handler tells), is still the same route.
        """
        if hit.how == "request":
            route = self.matcher.exact(hit.method, hit.path)
            return self.rows(route.key) if route else ()
        named = self.rows(RouteKey(hit.method, hit.path))
        if not named and hit.method == "HEAD":
            return self.of_hit(replace(hit, method="GET"))
        if not named:
            respelled = self.matcher.exact(hit.method, PLACEHOLDER.sub("{}", hit.path))
            named = self.rows(respelled.key) if respelled else ()
        if not named:
            handled = self._by_handler.get((hit.method, hit.handler), ())
            return tuple(handled) if len(handled) == 1 else ()
        return _handled_by(hit, named)


def _handled_by(hit: Hit, rows: Sequence[Route]) -> Sequence[Route]:
    """Of apps that serve the same route, keep the one whose handler ran."""
    if len(rows) < 2:
        return rows
    file = hit.handler_file.replace("\\", "/")
    there = [row for row in rows if file == row.handler_file or file.endswith("/" + row.handler_file)]
    spanned = [
        row for row in there if hit.handler_line in row.handler_span or _decorates(row, hit.handler_line)
    ]
    return tuple(spanned or there or rows)


def _decorates(row: Route, line: int) -> bool:
    """Tell whether the line is a decorator of the row's handler: code objects start there."""
    return row.file == row.handler_file and row.span.line <= line <= row.handler_span.end_line
