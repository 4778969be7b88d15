"""Requests that leave the process through httpx's network transports; its ASGI and WSGI transports stay inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qaagent_probe_http import asked_path
from qaagent_probe_media import of_mapping

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    from httpx import AsyncHTTPTransport, HTTPTransport, Request, Response
    from qaagent_probe_routes import Hit, Recorder


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make ``httpx._transports.default`` tell."""
    sync = module.HTTPTransport
    sync.handle_request = _handle(sync.handle_request, recorder)
    asynchronous = module.AsyncHTTPTransport
    asynchronous.handle_async_request = _handle_async(asynchronous.handle_async_request, recorder)


def _begin(request: Request, recorder: Recorder) -> Hit | None:
    try:
        url = request.url
        path = asked_path(url.scheme, url.host, url.port, str(url))
        if path is not None:
            return recorder.begin(request.method.upper(), path, how="request")
    except Exception:
        return None
    return None


def _handle(
    original: Callable[[HTTPTransport, Request], Response], recorder: Recorder
) -> Callable[[HTTPTransport, Request], Response]:
    def handle_request(self: HTTPTransport, request: Request) -> Response:
        hit = _begin(request, recorder)
        response = original(self, request)
        if hit is not None:
            hit.status = response.status_code
            hit.media = of_mapping(response.headers)
        return response

    vars(handle_request)["__wrapped__"] = original
    return handle_request


def _handle_async(
    original: Callable[[AsyncHTTPTransport, Request], Awaitable[Response]], recorder: Recorder
) -> Callable[[AsyncHTTPTransport, Request], Awaitable[Response]]:
    async def handle_async_request(self: AsyncHTTPTransport, request: Request) -> Response:
        hit = _begin(request, recorder)
        response = await original(self, request)
        if hit is not None:
            hit.status = response.status_code
            hit.media = of_mapping(response.headers)
        return response

    vars(handle_async_request)["__wrapped__"] = original
    return handle_async_request
