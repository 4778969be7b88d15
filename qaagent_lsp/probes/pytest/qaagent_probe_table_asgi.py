"""What a FastAPI or Starlette app serves: its routes, those of included routers, mounts and hosts below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qaagent_probe_modules import loaded
from qaagent_probe_tables import Entry, identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    # Frameworks of the user, in whatever version.
    App = Any
    Route = Any

_VERBS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH")
_DEEPEST = 20


def entries(app: App) -> Iterator[Entry]:
    """List the routes in the order in which the app tries them."""
    return _walk(getattr(app, "routes", ()), "", _framework(app), 0)


def outline(app: App) -> tuple[object, ...]:
    """Give what equal tables have in common: of every route its kind, path, methods and the code of its handler."""
    seen: list[object] = [type(app)]
    _sketch(getattr(app, "routes", ()), "", seen, 0)
    return tuple(seen)


def _sketch(routes: Iterable[Route], prefix: str, seen: list[object], depth: int) -> None:
    """Go the way of ``_walk``, at a fraction of its cost."""
    if depth > _DEEPEST:
        return
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            seen.append(type(included))
            _sketch(included.routes, prefix + route.include_context.prefix, seen, depth + 1)
        elif hasattr(route, "endpoint"):
            methods = getattr(route, "methods", ())
            seen += (type(route), prefix + route.path, identity(route.endpoint))
            seen += (None,) if methods is None else methods
        elif hasattr(route, "app"):
            # Whatever framework is mounted there, it is seldom large.
            for entry in _mounted(route.app, prefix + getattr(route, "path", ""), depth + 1):
                seen += (*entry.methods, entry.path, identity(entry.endpoint), entry.framework)


def _walk(routes: Iterable[Route], prefix: str, framework: str, depth: int) -> Iterator[Entry]:
    if depth > _DEEPEST:
        return
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            # FastAPI includes lazily since 0.137; what it would make of every route is not needed.
            below = prefix + route.include_context.prefix
            yield from _walk(included.routes, below, _framework(included), depth + 1)
        elif hasattr(route, "endpoint"):
            yield Entry(_methods(route), prefix + route.path, route.endpoint, framework)
        elif hasattr(route, "app"):
            yield from _mounted(route.app, prefix + getattr(route, "path", ""), depth + 1)


def _mounted(app: App, prefix: str, depth: int) -> Iterator[Entry]:
    """Look through middleware around a mounted app, Flask's among them."""
    for _ in range(_DEEPEST):
        if hasattr(app, "url_map"):
            for entry in loaded("qaagent_probe_table_flask").entries(app):
                entry.path = prefix + entry.path
                yield entry
            return
        routes = getattr(app, "routes", None)
        if routes is not None:
            yield from _walk(routes, prefix, _framework(app), depth)
            return
        app = getattr(app, "app", None)
        if app is None:
            return


def _methods(route: Route) -> list[str]:
    if not hasattr(route, "methods"):
        return ["WEBSOCKET"]
    methods = route.methods
    if methods is None:
        endpoint = route.endpoint
        served = (
            [verb for verb in _VERBS if hasattr(endpoint, verb.lower())] if isinstance(endpoint, type) else []
        )
        return served or ["GET"]
    if "GET" in methods and not hasattr(route, "dependant"):
        methods = set(methods) - {"HEAD"}  # added by Starlette, though not to FastAPI's own routes
    return sorted(methods)


def _framework(app: App) -> str:
    return (
        "fastapi"
        if any(kind.__module__.startswith("fastapi.") for kind in type(app).__mro__)
        else "starlette"
    )
