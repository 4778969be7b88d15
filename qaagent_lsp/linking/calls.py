"""Client calls in the syntax trees of tests, matched against the route table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from qaagent_lsp.discovery.client_calls import ClientCall
from qaagent_lsp.linking.table import RouteTable, file_within
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath

_ENDPOINT = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_LONGEST_TEXT = 80


def call_links(calls: Iterable[ClientCall], table: RouteTable) -> Iterator[Link]:
    """Yield a link for every call that means exactly one route, of the test's own surroundings where they have it."""
    for call in calls:
        for route, file in _routes_of(call, table):
            why = f"calls {_shortened(call.text)} in line {call.span.line}"
            yield Link(call.test, route.key, "call", why, file)


def is_explained(call: ClientCall, seen: RouteTable) -> bool:
    """Tell whether a call is one of the requests that were seen: one of those routes serves it."""
    return bool(_exactly(call, seen) or _loosely(call, seen))


def _routes_of(call: ClientCall, table: RouteTable) -> Iterator[tuple[Route, WorkspacePath | None]]:
    surroundings = tuple(table.nearest(WorkspacePath(call.test.partition("::")[0])))
    for read in (_exactly, _loosely):
        for near in surroundings:
            for route in read(call, near):
                yield route, file_within(near, table, route)
                return


def _exactly(call: ClientCall, table: RouteTable) -> Sequence[Route]:
    if _ENDPOINT.fullmatch(call.url):
        return _of_endpoint(call.method, call.url, table)
    methods = (call.method,) if call.method else table.methods
    return _only([table.matcher.exact(method, call.url) for method in methods])


def _loosely(call: ClientCall, table: RouteTable) -> Sequence[Route]:
    methods = (call.method,) if call.method else table.methods
    return _only([table.matcher.find(method, call.url) for method in methods])


def _only(found: Sequence[Route | None]) -> Sequence[Route]:
    """Keep the one route that was found; a call of unknown method is known by a path that serves a single one."""
    routes = [route for route in found if route is not None]
    return routes if len(routes) == 1 else ()


def _of_endpoint(method: str, endpoint: str, table: RouteTable) -> Sequence[Route]:
    """Resolve ``url_for("auth.login")``: the view ends the handler's name, its blueprint is before it."""
    *blueprints, view = endpoint.split(".")
    named = [row for row in table.viewed_as(view) if method in {row.key.method, ""}]
    within = [row for row in named if set(blueprints) <= set(row.handler.split(".")[:-1])]
    found = {row.key: row for row in within or named}
    return tuple(found.values()) if len(found) == 1 else ()


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"
