"""What a Litestar app serves: the handlers of its routers and controllers, under their full paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qaagent_probe_tables import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    # Litestar is not among our own dependencies.
    App = Any
    Handler = Any
    Route = Any


def entries(app: App) -> Iterator[Entry]:
    """List the handlers of all routes; those that Litestar adds are left out by their package."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [route.route_handler]:
            methods = getattr(handler, "http_methods", None)
            if methods is None:
                methods = ["WEBSOCKET" if "WebSocket" in type(route).__name__ else "ANY"]
            shown = sorted(str(getattr(method, "value", method)) for method in methods)
            yield Entry(shown, route.path_format, function_of(handler), "litestar", _params(route))


def function_of(handler: Handler) -> object:
    """Give what a route handler of Litestar decorates; of a listener, the function behind it."""
    function = handler.fn
    function = getattr(function, "value", function)  # Litestar before 2.4 wraps it
    return getattr(function, "_fn", function)


def _params(route: Route) -> list[tuple[str, str]]:
    found = []
    for part in getattr(route, "path_components", ()):
        name = getattr(part, "name", None)
        if name is not None:
            full = str(getattr(part, "full", ""))
            found.append((str(name), full.partition(":")[2]))
    return found
