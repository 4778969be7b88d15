"""Litestar: the handler that a route hands a request to, and whether it was entered or a guard answered instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qaagent_probe_handlers import described
from qaagent_probe_media import of_pairs
from qaagent_probe_table_litestar import function_of
from qaagent_probe_tables import constructed, template_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    from qaagent_probe_routes import Hit, Recorder

    # Litestar is not among our own dependencies.
    Handle = Callable[..., Awaitable[None]]
    Route = Any
    Scope = Any


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make ``litestar.app`` or a module of ``litestar.routes`` tell."""
    app = vars(module).get("Litestar")
    if app is not None:
        app.__init__ = constructed(app.__init__, recorder.tables)
    for name in ("HTTPRoute", "WebSocketRoute", "ASGIRoute"):
        route = vars(module).get(name)
        if route is not None and route.__module__ == module.__name__:
            route.handle = _handle(route.handle, recorder)


def _handle(original: Handle, recorder: Recorder) -> Handle:
    async def handle(self: Route, scope: Scope, receive: object, send: Callable[..., Any]) -> None:
        hit = None
        try:
            hit = _begin(self, scope, recorder)
        except Exception:
            recorder.tables.fault()
        if hit is None:
            return await original(self, scope, receive, send)

        async def told(message: Any) -> None:
            kind = message["type"]
            if kind == "http.response.start":
                hit.status = message["status"]
                hit.media = of_pairs(message.get("headers", ()))
            elif kind == "websocket.accept":
                hit.status, hit.entered = 101, True
            elif kind == "websocket.close" and hit.status is None:
                hit.status = 403
            await send(message)

        try:
            await original(self, scope, receive, told)
            if hit.status is not None and hit.status < 400:
                hit.entered = True
        except BaseException as error:
            status = getattr(error, "status_code", None)
            if hit.status is None:
                hit.status = status if isinstance(status, int) else 500
            # A handler that raises is as good as entered, a guard or a validation that does has a status of its own.
            hit.entered = hit.entered or hit.status not in (400, 401, 403)
            raise

    vars(handle)["__wrapped__"] = original
    return handle


def _begin(route: Route, scope: Scope, recorder: Recorder) -> Hit | None:
    recorder.tables.saw(scope.get("litestar_app") or scope["app"], "litestar")
    method = scope.get("method", "WEBSOCKET")
    found = getattr(route, "route_handler", None)
    if found is None:
        listed = route.route_handler_map.get(method)
        if listed is None:
            return None
        found = listed[0] if isinstance(listed, tuple) else listed
    elif "WebSocket" not in type(route).__name__:
        method = "ANY"
    function = function_of(found)
    handler, file, line = described(function)
    if handler.partition(".")[0] == "litestar":
        return None
    asked = (scope.get("method", ""), scope.get("path", ""))
    return recorder.begin(method, template_of(route.path_format)[0], handler, file, line, asked=asked)
