"""Starlette, and FastAPI on top of it: routes, mounts and WebSockets serve by ``handle(scope, receive, send)``."""

from __future__ import annotations

import contextvars
from typing import TYPE_CHECKING

from qaagent_probe_handlers import described
from qaagent_probe_media import of_pairs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    from qaagent_probe_routes import Hit, Recorder
    from starlette.routing import Mount, Route, WebSocketRoute
    from starlette.types import Message, Receive, Scope, Send

PREFIX = "qaagent.prefix"
APP = "qaagent.app"
"""The outermost app of a request, where mounts have led into others."""
current: contextvars.ContextVar[Hit | None] = contextvars.ContextVar("qaagent_hit", default=None)
"""The hit of the request in hand, for ``qaagent_probe_fastapi``."""


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make ``starlette.routing`` tell."""
    module.Route.handle = http(module.Route.handle, recorder)
    module.WebSocketRoute.handle = _websocket(module.WebSocketRoute.handle, recorder)
    module.Mount.handle = _mount(module.Mount.handle)


def template_of(route: Route | WebSocketRoute, scope: Scope) -> str:
    """Full path template: those of the mounts passed so far, then the route's own, included routers' prefixes too."""
    effective = scope.get("fastapi")
    context = effective.get("effective_route_context") if type(effective) is dict else None
    path = None
    if context is not None and getattr(context, "original_route", None) in (route, None):
        path = getattr(context, "path_format", None)
    elif context is not None and getattr(context, "starlette_route", None) is route:
        path = getattr(route, "path_format", None)
    prefix: str = scope.get(PREFIX, "")
    return prefix + (path or route.path_format)


def http_hit(route: Route, scope: Scope, recorder: Recorder) -> Hit | None:
    """Begin the hit of an HTTP request that matched; None when the route does not serve its method (405)."""
    asked = method = scope["method"]
    methods = getattr(route, "methods", None)
    if methods and method not in methods:
        return None
    if method == "HEAD" and methods and "GET" in methods:
        method = "GET"
    _saw(scope, recorder)
    handler, file, line = described(route.endpoint, method)
    return recorder.begin(
        method, template_of(route, scope), handler, file, line, asked=(asked, scope.get("path", ""))
    )


def http(
    original: Callable[[Route, Scope, Receive, Send], Awaitable[None]], recorder: Recorder
) -> Callable[[Route, Scope, Receive, Send], Awaitable[None]]:
    """Wrap a ``handle`` of Starlette's routes, or of FastAPI's own."""

    def handle(self: Route, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # FastAPI's own ``handle`` calls this one for some routes: one request is one hit.
        if scope.get("qaagent.route") is self:
            return original(self, scope, receive, send)
        return handled(self, scope, receive, send)

    async def handled(self: Route, scope: Scope, receive: Receive, send: Send) -> None:
        hit = http_hit(self, scope, recorder)
        if hit is None:
            return await original(self, scope, receive, send)
        scope["qaagent.route"] = self
        hit.entered = not hasattr(self, "dependant")
        token = current.set(hit)

        def told(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                hit.status = message["status"]
                hit.media = of_pairs(message.get("headers", ()))
            return send(message)  # awaited by who called this: a coroutine more for each message costs more

        try:
            await original(self, scope, receive, told)
            # Streaming handlers of FastAPI are called elsewhere; nothing but a handler can answer without an error.
            if hit.status is not None and hit.status < 400:
                hit.entered = True
        except BaseException as error:
            if hit.status is None:
                hit.status = _status_of(error)
            raise
        finally:
            _reset(token)

    vars(handle)["__wrapped__"] = original
    return handle


def _websocket(
    original: Callable[[WebSocketRoute, Scope, Receive, Send], Awaitable[None]], recorder: Recorder
) -> Callable[[WebSocketRoute, Scope, Receive, Send], Awaitable[None]]:
    async def handle(self: WebSocketRoute, scope: Scope, receive: Receive, send: Send) -> None:
        _saw(scope, recorder)
        handler, file, line = described(self.endpoint)
        hit = recorder.begin("WEBSOCKET", template_of(self, scope), handler, file, line)
        hit.entered = not hasattr(self, "dependant")
        token = current.set(hit)

        async def told(message: Message) -> None:
            kind = message["type"]
            if kind == "websocket.accept":
                hit.status = 101
                hit.entered = True
            elif kind == "websocket.close" and hit.status is None:
                hit.status = 403
            elif kind == "websocket.http.response.start":
                hit.status = message["status"]
            await send(message)

        try:
            return await original(self, scope, receive, told)
        finally:
            _reset(token)

    vars(handle)["__wrapped__"] = original
    return handle


def _mount(
    original: Callable[[Mount, Scope, Receive, Send], Awaitable[None]],
) -> Callable[[Mount, Scope, Receive, Send], Awaitable[None]]:
    async def handle(self: Mount, scope: Scope, receive: Receive, send: Send) -> None:
        path = self.path_format
        if path.endswith("/{path}"):
            path = path[: -len("/{path}")]
        scope.setdefault(APP, scope.get("app") or scope.get("router"))
        scope[PREFIX] = scope.get(PREFIX, "") + path
        return await original(self, scope, receive, send)

    vars(handle)["__wrapped__"] = original
    return handle


def _saw(scope: Scope, recorder: Recorder) -> None:
    app = scope.get(APP) or scope.get("app") or scope.get("router")
    if app is not None:
        recorder.tables.saw(app, "asgi")


def _status_of(error: BaseException) -> int:
    """Status that an exception stands for: ``HTTPException`` says it, anything else becomes a 500."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return status
    return 422 if type(error).__name__ == "RequestValidationError" else 500


def _reset(token: contextvars.Token[Hit | None]) -> None:
    try:
        current.reset(token)
    except ValueError:  # an async generator's finally may run in another context
        return
