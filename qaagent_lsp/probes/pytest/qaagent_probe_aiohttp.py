"""aiohttp: the route that an application's router resolved a request to, on a server of the test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qaagent_probe_handlers import described
from qaagent_probe_media import of_mapping
from qaagent_probe_tables import constructed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    from qaagent_probe_routes import Recorder

    # aiohttp is not among our own dependencies.
    App = Any
    Request = Any
    Response = Any


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make ``aiohttp.web_app`` tell."""
    app = module.Application
    app.__init__ = constructed(app.__init__, recorder.tables)
    app._handle = _handle(app._handle, recorder)


def _handle(
    original: Callable[[App, Request], Awaitable[Response]], recorder: Recorder
) -> Callable[[App, Request], Awaitable[Response]]:
    async def _handle(self: App, request: Request) -> Response:
        status = 500
        answer: object = None
        try:
            response = answer = await original(self, request)
        except BaseException as error:
            status, answer = getattr(error, "status", status), error
            raise
        else:
            status = getattr(response, "status", 200)
            return response
        finally:
            try:
                _note(self, request, status, recorder, of_mapping(getattr(answer, "headers", None)))
            except Exception:
                recorder.tables.fault()

    vars(_handle)["__wrapped__"] = original
    return _handle


def _note(app: App, request: Request, status: int, recorder: Recorder, media: str) -> None:
    """Tell a request that has been answered; one that matched nothing is nobody's."""
    match = getattr(request, "_match_info", None)
    route = getattr(match, "route", None)
    resource = getattr(route, "resource", None)
    if route is None or resource is None or type(resource).__name__ == "StaticResource":
        return
    recorder.tables.saw(app, "aiohttp")
    method = request.method
    if method == "HEAD" and route.method == "GET":
        method = "GET"
    handler, file, line = described(route.handler, method)
    hit = recorder.begin(
        method, resource.canonical, handler, file, line, asked=(request.method, request.path)
    )
    hit.status, hit.media = status, media
    hit.entered = status not in (401, 403)
