"""What an aiohttp application serves: the routes of its resources, and of the applications below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qaagent_probe_handlers import described
from qaagent_probe_tables import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    # aiohttp is not among our own dependencies.
    App = Any
    Route = Any

_VERBS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")


def entries(app: App) -> Iterator[Entry]:
    """List the routes; ``HEAD`` beside a ``GET`` of the same handler was added by aiohttp."""
    routes = [route for route in app.router.routes() if type(route.resource).__name__ != "StaticResource"]
    asked = {
        (described(route.handler), route.resource.canonical) for route in routes if route.method == "GET"
    }
    for route in routes:
        path = route.resource.canonical
        if isinstance(route.handler, type):
            served = [verb for verb in _VERBS if hasattr(route.handler, verb.lower())]
            methods = [verb for verb in served if route.method in ("*", verb)]
        elif route.method == "HEAD" and (described(route.handler), path) in asked:
            continue
        else:
            methods = ["ANY" if route.method == "*" else route.method]
        yield Entry(methods, path, route.handler, "aiohttp", _params(route))


def _params(route: Route) -> list[tuple[str, str]]:
    pattern = getattr(route.resource, "_pattern", None)
    return [(name, "") for name in getattr(pattern, "groupindex", ())]
