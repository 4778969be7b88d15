"""Client calls in the syntax trees of tests, matched against the route table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from qaagent_lsp.discovery.client_calls import ClientCall
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.route import Route

_ENDPOINT = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_LONGEST_TEXT = 80


def call_links(calls: Iterable[ClientCall], table: RouteTable) -> Iterator[Link]:
    """Yield a link for every call that means exactly one route."""
    for call in calls:
        for route in _routes_of(call, table):
            why = f"calls {_shortened(call.text)} in line {call.span.line}"
            yield Link(call.test, route.key, "call", why)


def _routes_of(call: ClientCall, table: RouteTable) -> Sequence[Route]:
    if _ENDPOINT.fullmatch(call.url):
        named = _of_endpoint(call.method, call.url, table)
        if named:
            return named
    if not call.method:
        return _of_any_method(call.url, table)
    route = table.matcher.find(call.method, call.url)
    return (route,) if route else ()


def _of_any_method(url: str, table: RouteTable) -> Sequence[Route]:
    """Resolve a call whose method is not known: only a path that serves a single method says which."""
    found = [route for method in table.methods if (route := table.matcher.find(method, url))]
    return found if len(found) == 1 else ()


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
