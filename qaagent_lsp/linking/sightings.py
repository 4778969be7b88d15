"""What is remembered of apps that were seen: each once, with how the static table of that moment differed from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.served import RowName, ServedApp, ServedRoute, Sighting
from qaagent_lsp.model.source import WorkspacePath

MOST_VARIANTS = 8
"""Tables that are kept of one factory: what it makes depends on how it is called."""

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
) -> tuple[Sighting, ...]:
    """Add what was seen just now; ``static`` are the rows of this moment.

    ``is_current`` tells whether those of a file come from the text that was run: an unsaved buffer says nothing of it.
    An app replaces what was known of it. Of what a factory made, other tables stay while their files do not change.
    """
    fresh = [_compared(sighting, seen, static, is_current) for sighting in seen]
    kept = [before for before in known if not _is_replaced(before, fresh)]
    variants: dict[tuple[str, str], int] = {}
    result: list[Sighting] = []
    for sighting in (*fresh, *kept):
        name = (sighting.app.file, sighting.app.app)
        variants[name] = variants.get(name, 0) + 1
        if variants[name] <= MOST_VARIANTS:
            result.append(sighting)
    return tuple(result)


def same_handler(served: ServedRoute, route: Route) -> bool:
    """Tell whether a row of a live app and a static one mean the same function.

    Modules are named differently where ``sys.path`` starts elsewhere than static analysis thinks.
    """
    if served.file != route.handler_file:
        return False
    one, other = served.handler, route.handler
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def stands_for(served: ServedRoute, route: Route) -> bool:
    """Tell whether two rows with the same method and path are one.

    A decorator that does not say what it wraps hides the handler behind a function of its own; a class-based view may
    be known by its class alone.
    """
    if same_handler(served, route):
        return True
    if served.file == route.handler_file and _class_of(served.handler) in {route.handler, _class_of(route.handler)}:
        return True
    hides = "<locals>" in served.handler and "<locals>" not in route.handler
    return hides or not served.is_own


def serves(app: ServedApp, route: Route) -> bool:
    """Tell whether static analysis ties a row to this very app."""
    if route.app is None or not app.app:
        return False
    module, _, variable = route.app.partition(":")
    if variable != app.app.partition(":")[2]:
        return False
    if route.app == app.app:
        return True
    path = module.replace(".", "/")
    return any(f"/{app.file}".endswith(f"/{path}{end}") for end in (".py", "/__init__.py"))


def _compared(
    sighting: Sighting,
    seen: Sequence[Sighting],
    static: Sequence[Route],
    is_current: Callable[[WorkspacePath], bool],
) -> Sighting:
    by_key: dict[RouteKey, list[Route]] = {}
    for route in static:
        by_key.setdefault(route.key, []).append(route)
    of_handlers = _handled(static)
    added: set[RowName] = set()
    for served in sighting.app.routes:
        if any(stands_for(served, route) for route in by_key.get(served.key, ())):
            continue
        file = WorkspacePath(served.file)
        # What an unsaved buffer says of its own handlers is newer than what was run.
        if not served.is_own or is_current(file) or not _same(served, of_handlers):
            added.add(name_of(served))
    variants = [other.app for other in seen if (other.app.app, other.app.file) == (sighting.app.app, sighting.app.file)]
    everything: dict[RouteKey, list[ServedRoute]] = {}
    handled: dict[tuple[str, str], list[ServedRoute]] = {}
    for app in variants:
        for served in app.routes:
            everything.setdefault(served.key, []).append(served)
            handled.setdefault((served.file, _last(served.handler)), []).append(served)
    removed = {
        (route.key.method, route.key.path, route.handler)
        for route in static
        if is_current(route.file)
        and is_current(route.handler_file)
        and not any(stands_for(served, route) for served in everything.get(route.key, ()))
        and _concerns(sighting.app, route, handled)
    }
    return replace(sighting, added=frozenset(added), removed=frozenset(removed))


def _concerns(
    app: ServedApp, route: Route, handled: Mapping[tuple[str, str], Sequence[ServedRoute]]
) -> bool:
    """Tell whether an app decides about a static row: it is the row's app, or serves its handler and nobody knows better."""
    if serves(app, route):
        return True
    if route.app is not None and route.confidence == 1:
        return False
    if route.app is not None and app.app and not serves(app, route):
        return False
    candidates = handled.get((route.handler_file, _last(route.handler)), ())
    return any(same_handler(served, route) for served in candidates)


def name_of(served: ServedRoute) -> RowName:
    """Name a row of a live app."""
    return served.key.method, served.key.path, served.handler


def _handled(static: Iterable[Route]) -> Mapping[tuple[str, str], Sequence[Route]]:
    found: dict[tuple[str, str], list[Route]] = {}
    for route in static:
        found.setdefault((route.handler_file, _last(route.handler)), []).append(route)
    return found


def _same(served: ServedRoute, of_handlers: Mapping[tuple[str, str], Sequence[Route]]) -> Sequence[Route]:
    found = of_handlers.get((served.file, _last(served.handler)), ())
    return [route for route in found if same_handler(served, route) and route.key.method == served.key.method]


def _is_replaced(before: Sighting, fresh: Sequence[Sighting]) -> bool:
    for now in fresh:
        if now.app == before.app:
            return True
        if (now.app.app, now.app.file) == (before.app.app, before.app.file) and not (
            before.app.app.endswith("()") and _still_holds(before, now)
        ):
            return True
    return False


def _still_holds(before: Sighting, now: Sighting) -> bool:
    return all(now.digests.get(file, digest) == digest for file, digest in before.digests.items())


def _last(handler: str) -> str:
    return handler.rpartition(".")[2]


def _class_of(handler: str) -> str:
    return handler.rpartition(".")[0]
