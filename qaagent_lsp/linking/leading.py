"""Which route a request ends at that its client follows on: the handler it asks redirects to another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qaagent_lsp.discovery.facts import Redirects
from qaagent_lsp.discovery.syntax.redirecting import Redirect, When
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.client_call import Follows
from qaagent_lsp.model.route import ANY_METHOD, Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath

_FETCHING = frozenset({"GET", "HEAD"})
_ALWAYS: Sequence[Sequence[When]] = (("always",),)
_WHERE_SENT: Sequence[Sequence[When]] = (("sent",), ("always", "otherwise"), ("sometimes",))
"""What counts before what of the redirects of a handler, by what is asked."""
_MOST_STEPS = 4
_BY_THEMSELVES: Mapping[Follows, frozenset[str]] = {
    "": frozenset({"fastapi", "starlette", "litestar"}),
    "await": frozenset({"aiohttp", "litestar"}),
}
"""Frameworks whose test clients follow redirects unless they are told not to; awaited, Starlette's is httpx's, which
does not."""


class Led(NamedTuple):
    """A route that a request is led on to; ``certain`` where nothing but a condition of its data stands before it."""

    route: Route
    certain: bool


class Leads:
    """Tells where requests are led on to in one route table."""

    def __init__(self, table: RouteTable, redirects: Mapping[WorkspacePath, Redirects]) -> None:
        """Take the redirects of functions by file and qualified name."""
        self._table = table
        self._redirects = redirects
        self._known: dict[tuple[RouteKey, WorkspacePath, str], tuple[Led, ...]] = {}
        self._tables: dict[str | None, RouteTable] = {}
        self.paths = frozenset(
            row.key.path for row in table.routes if row.handler_file in redirects and self._of(row)
        )

    def follow(self, route: Route, method: str, follows: Follows) -> tuple[Led, ...]:
        """Give the routes that a request to this one ends at after it, in their order; mostly none."""
        if follows != "yes" and route.framework not in _BY_THEMSELVES.get(follows, ()):
            return ()
        at = (route.key, route.file, method)
        if at not in self._known:
            self._known[at] = tuple(self._steps(route, method))
        return self._known[at]

    def _steps(self, route: Route, method: str) -> Sequence[Led]:
        found: list[Led] = []
        for _ in range(_MOST_STEPS):
            way = _likely(self._of(route), method, first=not found)
            target = None if way is None else self._target(route, way, method)
            if way is None or target is None or any(target is led.route for led in found):
                break
            found.append(Led(target, way.when != "sometimes"))
            route, method = target, method if way.keeps else "GET"
        return found

    def _of(self, route: Route) -> Sequence[Redirect]:
        for name, ways in self._redirects.get(route.handler_file, ()):
            if route.handler.endswith(f".{name}"):
                return ways
        return ()

    def _target(self, route: Route, way: Redirect, method: str) -> Route | None:
        method = method if way.keeps else "GET"
        table = self._of_app(route)
        if way.to.startswith("/"):
            return table.matcher.exact(method, way.to)
        rows: Sequence[Route] = [row for row in table.called(way.to) if _answers(row, method)]
        if not rows:
            *groups, view = way.to.split(".")
            rows = [row for row in table.viewed_as(view) if _answers(row, method)]
            rows = _beside(route, rows, groups) or rows
        return rows[0] if len({row.key for row in rows}) == 1 else None

    def _of_app(self, route: Route) -> RouteTable:
        if route.app not in self._tables:
            rows = [row for row in self._table.routes if row.app == route.app]
            self._tables[route.app] = (
                self._table if len(rows) == len(self._table.routes) else RouteTable(rows)
            )
        return self._tables[route.app]


def _likely(ways: Sequence[Redirect], method: str, *, first: bool) -> Redirect | None:
    """Choose where a handler redirects to as a rule; None where it need not, or may redirect to several places."""
    for kind in _ALWAYS if method in _FETCHING or not first else _WHERE_SENT:
        those = [way for way in ways if way.when in kind]
        if those:
            return those[0] if len({way.to for way in those}) == 1 and those[0].to else None
    return None


def _answers(row: Route, method: str) -> bool:
    return row.key.method in {method, ANY_METHOD}


def _beside(route: Route, rows: Sequence[Route], groups: Sequence[str]) -> Sequence[Route]:
    """Keep the views of the blueprint that is named; ``.view`` is one of the handler's own."""
    named = [group for group in groups if group]
    if named:
        return [row for row in rows if set(named) <= set(row.handler.split(".")[:-1])]
    module = route.handler.rpartition(".")[0]
    return [row for row in rows if row.handler.rpartition(".")[0] == module]
