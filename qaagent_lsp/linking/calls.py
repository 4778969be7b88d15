"""Client calls in the syntax trees of tests, matched against the route table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import Span
from qaagent_lsp.model.test import TestId

_ENDPOINT = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_LONGEST_TEXT = 80


class ClientCall(Protocol):
    """What discovery says of one call."""

    @property
    def test(self) -> TestId:
        """The function that makes the call."""
        ...

    @property
    def method(self) -> str:
        """Upper case; ``WEBSOCKET`` for sockets."""
        ...

    @property
    def url(self) -> str:
        """A URL or path with ``{}`` where its text is unknown, or the endpoint that ``url_for`` was given."""
        ...

    @property
    def span(self) -> Span:
        """Where the call stands."""
        ...

    @property
    def text(self) -> str:
        """The call as it is written."""
        ...


def call_links(calls: Iterable[ClientCall], table: RouteTable) -> Iterator[Link]:
    """Yield a link for every call that means exactly one route."""
    for call in calls:
        for route in _routes_of(call, table):
            why = f"calls {_shortened(call.text)} in line {call.span.line}"
            yield Link(call.test, route.key, "call", why)


def _routes_of(call: ClientCall, table: RouteTable) -> Sequence[Route]:
    if _ENDPOINT.fullmatch(call.url):
        return _of_endpoint(call.method, call.url, table)
    route = table.matcher.find(call.method, call.url)
    return (route,) if route else ()


def _of_endpoint(method: str, endpoint: str, table: RouteTable) -> Sequence[Route]:
    """Resolve ``url_for("auth.login")``: the view ends the handler's name, its blueprint is before it."""
    *blueprints, view = endpoint.split(".")
    named = [row for row in table.viewed_as(view) if row.key.method == method]
    within = [row for row in named if set(blueprints) <= set(row.handler.split(".")[:-1])]
    found = {row.key: row for row in within or named}
    return tuple(found.values()) if len(found) == 1 else ()


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"
