"""Client calls in the syntax trees of tests, matched against the route table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from qaagent_lsp.discovery.syntax.strings import ENDPOINT_END
from qaagent_lsp.linking.leading import Leads
from qaagent_lsp.linking.table import RouteTable, file_within
from qaagent_lsp.linking.templates import PLACEHOLDER
from qaagent_lsp.model.client_call import FIXTURE, ClientCall
from qaagent_lsp.model.folded_calls import AskedOf
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of

_ENDPOINT = re.compile(r"[A-Za-z_][\w.:-]*")
_LONGEST_TEXT = 80
_MOST_APPS = 3
"""A call that any of more apps may serve, and whose client tells nothing, is nobody's."""


Meant = tuple[RouteKey, WorkspacePath | None]
"""A route, and its file where several apps serve it."""
Asking = ClientCall | AskedOf
"""A call, or as much of it as tells which route it means."""


class CallReader:
    """Tells which routes of one table calls mean; what many calls have in common is read once."""

    def __init__(self, table: RouteTable, leads: Leads | None = None) -> None:
        """Start with nothing read; without ``leads`` no redirect is followed."""
        self._table = table
        self._leads = leads if leads is not None and leads.paths else None
        self._near: dict[str, tuple[RouteTable, ...]] = {}
        self._known: dict[tuple[tuple[RouteTable, ...], str, str], tuple[Meant, ...]] = {}
        self._apps: dict[str, list[Route]] = {}
        for route in table.routes:
            self._apps.setdefault((route.app or "").partition(":")[0], []).append(route)
        self._tables: dict[str, RouteTable | None] = {}

    def meant(self, call: Asking) -> tuple[Meant, ...]:
        """Give the one route that a call means; of each app where the client's apps are known; or none.

        Otherwise it is one of the test's own surroundings, where they have it. Where the test's file declares that very
        path for itself, no route with a parameter in its place is meant.
        """
        found = self._meant(call)
        return tuple(one for one in found if "{" not in one[0].path) if call.own else found

    def _meant(self, call: Asking) -> tuple[Meant, ...]:
        tables = [table for module in call.apps if (table := self._of_app(module)) is not None]
        if not tables:
            return self._near_it(call)
        found: dict[Meant, None] = {}
        for table in tables:
            for route, near in _routes_of(call, tuple(table.nearest(file_of(call.test)))):
                if _is_of_few(route, near):
                    found[route.key, file_within(near, self._table, route)] = None
        return tuple(found)

    def reached(self, call: Asking) -> tuple[Meant, ...]:
        """Give the routes that a call means, and those that redirects of these lead it to."""
        meant = self.meant(call)
        led = self.led(call, meant) if self._leads is not None else ()
        return (*meant, *(one for one, _ in led)) if led else meant

    def led(self, call: Asking, meant: Iterable[Meant]) -> Sequence[tuple[Meant, bool]]:
        """Give what redirects lead to from what a call means, and whether they surely do."""
        if self._leads is None or call.follows == "no":
            return ()
        found: dict[Meant, bool] = {}
        for key, file in meant:
            if key.path in self._leads.paths:
                for row in self._table.rows(key):
                    if file in {None, row.file}:
                        for led in self._leads.follow(row, key.method, call.follows):
                            found.setdefault((led.route.key, self._table.file_of(led.route)), led.certain)
        return [item for item in found.items() if item[0] not in meant]

    def _of_app(self, module: str) -> RouteTable | None:
        """Give the routes of the app that a module holds, named from the workspace or from a folder in it."""
        if module not in self._tables:
            ending = f".{module}"
            rows = [
                row
                for app, rows in self._apps.items()
                if app and (app == module or app.endswith(ending))
                for row in rows
            ]
            self._tables[module] = RouteTable(rows) if rows else None
        return self._tables[module]

    def _near_it(self, call: Asking) -> tuple[Meant, ...]:
        file = file_of(call.test)
        near = self._near.get(file)
        if near is None:
            near = self._near[file] = tuple(self._table.nearest(file))
        at = (near, call.method, call.url)
        if at not in self._known:
            self._known[at] = tuple(
                (route.key, file_within(table, self._table, route))
                for route, table in _routes_of(call, near)
                if _is_of_few(route, table)
            )
        return self._known[at]


def call_links(calls: Iterable[ClientCall], reader: CallReader, test: TestId | None = None) -> Iterator[Link]:
    """Yield a link for every call that means exactly one route, and for what that redirects to.

    All are calls of ``test``, where that is given.
    """
    for call in calls:
        does = "asks for" if call.text.startswith(FIXTURE) else "calls"
        why = f"{does} {_shortened(call.text)} in line {call.span.line}"
        meant = reader.meant(call)
        for key, file in meant:
            yield Link(test or call.test, key, "call", why, file)
        for (key, file), certain in reader.led(call, meant):
            ways = "redirects" if certain else "may redirect"
            yield Link(test or call.test, key, "call", f"{why}, which {ways} to {key}", file)


def _is_of_few(route: Route, table: RouteTable) -> bool:
    return len({row.file for row in table.rows(route.key)}) <= _MOST_APPS


def is_explained(call: ClientCall, seen: RouteTable) -> bool:
    """Tell whether a call is one of the requests that were seen: one of those routes serves it."""
    return bool(_exactly(call, seen) or _loosely(call, seen))


def _routes_of(call: Asking, surroundings: Sequence[RouteTable]) -> Iterator[tuple[Route, RouteTable]]:
    for read in (_exactly, _loosely):
        for near in surroundings:
            for route in read(call, near):
                yield route, near
                return


def _exactly(call: Asking, table: RouteTable) -> Sequence[Route]:
    if _ENDPOINT.fullmatch(call.url):
        return _of_endpoint(call.method, call.url, table)
    methods = (call.method,) if call.method else table.methods
    url = _put_behind(call.url, table) if ENDPOINT_END in call.url else call.url
    return _only([table.matcher.exact(method, url) for method in methods]) if url else ()


def _put_behind(url: str, table: RouteTable) -> str:
    """Spell out ``reverse("pets") + "5/"``; ``""`` where the name has not the one path."""
    name, _, rest = url.partition(ENDPOINT_END)
    named = (row for method in table.methods for row in _of_endpoint(method, name, table))
    paths = {PLACEHOLDER.sub("{}", row.key.path) for row in named}
    return f"{paths.pop()}{rest}" if len(paths) == 1 else ""


def _loosely(call: Asking, table: RouteTable) -> Sequence[Route]:
    if ENDPOINT_END in call.url:
        return ()
    methods = (call.method,) if call.method else table.methods
    return _only([table.matcher.find(method, call.url) for method in methods])


def _only(found: Sequence[Route | None]) -> Sequence[Route]:
    """Keep the one route that was found; a call of unknown method is known by a path that serves a single one."""
    routes = [route for route in found if route is not None]
    return routes if len(routes) == 1 else ()


def _of_endpoint(method: str, endpoint: str, table: RouteTable) -> Sequence[Route]:
    """Resolve ``url_for("auth.login")``: the view ends the handler's name, its blueprint is before it."""
    named = _of_name(method, endpoint, table)
    if named:
        return named if len(named) == 1 else ()
    *blueprints, view = endpoint.split(".")
    named = [row for row in table.viewed_as(view) if method in {row.key.method, ""}]
    within = [row for row in named if set(blueprints) <= set(row.handler.split(".")[:-1])]
    found = {row.key: row for row in within or named}
    return tuple(found.values()) if len(found) == 1 else ()


def _of_name(method: str, name: str, table: RouteTable) -> Sequence[Route]:
    """Resolve ``reverse("polls:detail")``: the project itself calls routes so. One route for each that may be meant."""
    rows = table.called(name)
    # Of several instances of an application, its own name means the one that is called so.
    rows = [row for row in rows if row.names[0] == name] or rows
    # Names of an urlconf that nobody includes in this way stand for nothing where an app has them as well.
    rows = [row for row in rows if row.app] or rows
    meant = [row for row in rows if row.key.method == method or (method == "" and len(rows) == 1)]
    meant = meant or [row for row in rows if row.any_method][:1]
    return tuple({row.key: row for row in meant}.values())


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TEXT else line[: _LONGEST_TEXT - 1] + "…"
