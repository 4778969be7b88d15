"""What is remembered of apps that were seen: each once, with how the static table of that moment differed from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from qaagent_lsp.linking.left_out import named
from qaagent_lsp.model.route import ANY_METHOD, Route, RouteKey
from qaagent_lsp.model.served import RowName, ServedApp, ServedRoute, Sighting
from qaagent_lsp.model.source import WorkspacePath

MOST_VARIANTS = 8
"""Tables that are kept of one factory: what it makes depends on how it is called."""

_DISPATCHERS = ("dispatch_request", "dispatch", "__call__")

DigestOf = Callable[[WorkspacePath], str | None]
"""Gives the digest of a file's text; None when there is no such file."""


def files_of(app: ServedApp) -> Iterator[WorkspacePath]:
    """Name the files of the workspace that an app and its handlers came from."""
    found = dict.fromkeys(route.file for route in app.routes if route.is_own)
    yield from map(WorkspacePath, found)
    if is_own(app) and app.file not in found:
        yield WorkspacePath(app.file)


def is_own(app: ServedApp) -> bool:
    """Tell whether the place where an app was made lies in the workspace."""
    return ServedRoute(RouteKey("GET", "/"), "", app.file, 0, "fastapi").is_own


def remember(
    known: Sequence[Sighting],
    seen: Sequence[Sighting],
    static: Sequence[Route],
    is_current: Callable[[WorkspacePath], bool],
    left_out: Sequence[Route] = (),
) -> tuple[Sighting, ...]:
    """Add what was seen just now; ``static`` are the rows of this moment, ``left_out`` what they lack.

    ``is_current`` tells whether those of a file come from the text that was run: an unsaved buffer says nothing of it.
    An app replaces what was known of it. Of what a factory made, other tables stay while their files do not change.
    """
    together: dict[tuple[str, str, int], list[Sighting]] = {}
    for sighting in seen:
        together.setdefault(_identity(sighting.app), []).append(sighting)
    for sighting in known:
        same = together.setdefault(_identity(sighting.app), [])
        if len(same) < MOST_VARIANTS and not _is_replaced(sighting, same):
            same.append(sighting)
    rows = _Static(static)
    fresh = {id(sighting) for sighting in seen}
    return tuple(
        replace(
            _compared(sighting, [one.app for one in same], rows, is_current),
            answered=frozenset(_answered(sighting.app, left_out, is_current)),
        )
        if id(sighting) in fresh
        else sighting
        for same in together.values()
        for sighting in same
    )


def same_handler(served: ServedRoute, route: Route) -> bool:
    """Tell whether a row of a live app and a static one mean the same function.

    Modules are named differently where ``sys.path`` starts elsewhere than static analysis thinks.
    """
    if served.file != route.handler_file:
        return False
    one, other = served.handler, route.handler
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def stands_for(served: ServedRoute, route: Route, app: ServedApp) -> bool:
    """Tell whether two rows with the same method and path are one.

    A decorator that does not say what it wraps hides the handler behind a function of its own; a class-based view may
    be known by its class alone.
    """
    if same_handler(served, route):
        return True
    owner = served.handler.rpartition(".")[0]
    if served.file == route.handler_file and route.handler in {
        owner,
        *(f"{owner}.{name}" for name in _DISPATCHERS),
    }:
        return True
    hides = "<locals>" in served.handler and "<locals>" not in route.handler
    return (hides or not served.is_own) and (route.app is None or not app.app or serves(app, route))


def serves(app: ServedApp, route: Route) -> bool:
    """Tell whether static analysis ties a row to this very app."""
    if route.app is None or not app.app:
        return False
    module, _, variable = route.app.partition(":")
    if variable != app.app.partition(":")[2] or is_of_namesake(app, route):
        return False
    return route.app == app.app or _holds(WorkspacePath(app.file), module)


def is_of_namesake(app: ServedApp, route: Route) -> bool:
    """Tell whether a row is of another app that is called the same: folders may each have an ``app.py``."""
    module = (route.app or "").partition(":")[0]
    home = route.handler_file
    return (
        bool(module and app.file)
        and home != app.file
        and route.handler.startswith(f"{module}.")
        and _holds(home, module)
    )


def _holds(file: WorkspacePath, module: str) -> bool:
    path = module.replace(".", "/")
    return any(f"/{file}".endswith(f"/{path}{end}") for end in (".py", "/__init__.py"))


def name_of(served: ServedRoute) -> RowName:
    """Name a row of a live app."""
    return served.key.method, served.key.path, served.handler


def row_name(route: Route) -> RowName:
    """Name a static row."""
    return route.key.method, route.key.path, route.handler


class _Static:
    """The static rows of a moment, indexed once for all apps."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.by_key: dict[RouteKey, list[Route]] = {}
        self.by_handler: dict[tuple[str, str], list[Route]] = {}
        self.by_app: dict[str, list[Route]] = {}
        self.of_any_method: dict[str, list[Route]] = {}
        for route in routes:
            self.by_key.setdefault(route.key, []).append(route)
            self.by_handler.setdefault((route.handler_file, _last(route.handler)), []).append(route)
            if route.any_method:
                self.of_any_method.setdefault(route.key.path, []).append(route)
            if route.app is not None:
                self.by_app.setdefault(route.app.partition(":")[2], []).append(route)

    def served_as(self, served: ServedRoute) -> Iterator[Route]:
        """Give the rows that a row of a live app may mean: of one that answers every method, those of its handler."""
        yield from self.by_key.get(served.key, ())
        if served.key.method == ANY_METHOD:
            yield from (route for route in self.handled_by(served) if route.key.path == served.key.path)
            yield from self.of_any_method.get(served.key.path, ())

    def handled_by(self, served: ServedRoute) -> Iterator[Route]:
        """Give the rows of the same function."""
        for route in self.by_handler.get((served.file, _last(served.handler)), ()):
            if same_handler(served, route):
                yield route


def _compared(
    sighting: Sighting,
    variants: Sequence[ServedApp],
    static: _Static,
    is_current: Callable[[WorkspacePath], bool],
) -> Sighting:
    app = sighting.app
    added = {
        name_of(served)
        for served in app.routes
        if not any(stands_for(served, route, app) for route in static.served_as(served))
        and not _is_edited(served, static, is_current)
    }
    own = [
        route for route in static.by_app.get(app.app.partition(":")[2], ()) if app.app and serves(app, route)
    ]
    loose = [
        route
        for served in app.routes
        for route in static.handled_by(served)
        if route.app is None or (route.confidence < 1 and not app.app)
    ]
    there: dict[RouteKey, list[ServedRoute]] = {}
    for variant in variants:
        for served in variant.routes:
            there.setdefault(served.key, []).append(served)
    removed = {
        row_name(route)
        for route in (*own, *loose)
        if is_current(route.file)
        and is_current(route.handler_file)
        and not any(
            stands_for(served, route, app)
            for key in (route.key, RouteKey(ANY_METHOD, route.key.path))
            for served in there.get(key, ())
        )
    }
    return replace(sighting, added=frozenset(added), removed=frozenset(removed))


def _answered(
    app: ServedApp, left_out: Sequence[Route], is_current: Callable[[WorkspacePath], bool]
) -> Iterator[RowName]:
    """Name what an app has in its table that static analysis left out: what is put into it, and what it serves."""
    handlers = {(served.file, _last(served.handler)) for served in app.routes}
    for name, row in named(left_out):
        is_its = serves(app, row) or (row.handler_file, _last(row.handler)) in handlers
        if is_its and is_current(row.file):
            yield name


def _is_edited(served: ServedRoute, static: _Static, is_current: Callable[[WorkspacePath], bool]) -> bool:
    """Tell whether an unsaved buffer has another word on a handler, which is newer than what was run."""
    if not served.is_own or is_current(WorkspacePath(served.file)):
        return False
    return any(route.key.method == served.key.method for route in static.handled_by(served))


def _is_replaced(before: Sighting, fresh: Sequence[Sighting]) -> bool:
    for now in fresh:
        if now.app == before.app:
            return True
        if _identity(now.app) == _identity(before.app):
            if not before.app.app:
                return bool(before.app.file)
            if not (before.app.app.endswith("()") and _still_holds(before, now)):
                return True
    return False


def _still_holds(before: Sighting, now: Sighting) -> bool:
    return all(now.digests.get(file, digest) == digest for file, digest in before.digests.items())


def _identity(app: ServedApp) -> tuple[str, str, int]:
    return app.file, app.app, 0 if app.app else app.line


def _last(handler: str) -> str:
    return handler.rpartition(".")[2]
