"""Requests and WebSockets that leave the process through aiohttp's client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qaagent_probe_http import asked_path
from qaagent_probe_media import of_mapping

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from types import ModuleType

    from qaagent_probe_routes import Hit, Recorder

    # aiohttp is not among our own dependencies.
    ClientSession = Any
    ClientResponse = Any


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make ``aiohttp.client`` tell."""
    session = module.ClientSession
    session._request = _request(session._request, recorder)


def _begin(session: ClientSession, method: str, url: object, recorder: Recorder) -> Hit | None:
    try:
        full = session._build_url(url)  # with the session's base URL
        path = asked_path(full.scheme, full.host, full.port, str(full))
        return None if path is None else recorder.begin(method.upper(), path, how="request")
    except Exception:
        return None


def _request(
    original: Callable[..., Awaitable[ClientResponse]], recorder: Recorder
) -> Callable[..., Awaitable[ClientResponse]]:
    async def _request(
        self: ClientSession, method: str, str_or_url: object, *args: object, **kwargs: object
    ) -> ClientResponse:
        hit = _begin(self, method, str_or_url, recorder)
        response = await original(self, method, str_or_url, *args, **kwargs)
        if hit is not None:
            hit.status = response.status
            hit.media = of_mapping(response.headers)
        return response

    vars(_request)["__wrapped__"] = original
    return _request
