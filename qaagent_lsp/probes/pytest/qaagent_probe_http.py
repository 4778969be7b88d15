"""Requests that leave the process through ``http.client`` (urllib, urllib3, requests) for a server on this machine."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from qaagent_probe_media import of_mapping

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.client import HTTPConnection, HTTPResponse
    from types import ModuleType

    from qaagent_probe_routes import Recorder

_HIT = "_qaagent_hit"
_LOOPBACK = frozenset(("localhost", "::1", "0.0.0.0", "ip6-localhost"))


def patch(module: ModuleType, recorder: Recorder) -> None:
    """Make ``http.client`` tell."""
    connection = module.HTTPConnection
    connection.putrequest = _putrequest(connection.putrequest, recorder)
    connection.getresponse = _getresponse(connection.getresponse)


def is_local(host: str | None) -> bool:
    """Loopback hosts, and the one that ``BASE_URL`` names."""
    host = (host or "").strip("[]").lower()
    if host in _LOOPBACK or host.startswith("127.") or host.endswith(".localhost"):
        return True
    return bool(_BASE_HOST) and host == _BASE_HOST


def path_of(url: str) -> str:
    """Path of a URL or request target, without query, percent-decoded."""
    return unquote(urlsplit(url).path) or "/"


def _host_of(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


_BASE_HOST = _host_of(os.environ.get("BASE_URL", ""))


def _putrequest(original: Callable[..., None], recorder: Recorder) -> Callable[..., None]:
    def putrequest(self: HTTPConnection, method: str, url: str, *args: object, **kwargs: object) -> None:
        try:
            host = getattr(self, "_tunnel_host", None) or self.host
            vars(self)[_HIT] = None
            if is_local(host) and method != "CONNECT":
                vars(self)[_HIT] = recorder.begin(method.upper(), path_of(url), how="request")
        except Exception:
            vars(self)[_HIT] = None
        return original(self, method, url, *args, **kwargs)

    vars(putrequest)["__wrapped__"] = original
    return putrequest


def _getresponse(original: Callable[..., HTTPResponse]) -> Callable[..., HTTPResponse]:
    def getresponse(self: HTTPConnection, *args: object, **kwargs: object) -> HTTPResponse:
        response = original(self, *args, **kwargs)
        hit = getattr(self, _HIT, None)
        if hit is not None:
            hit.status = response.status
            hit.media = of_mapping(response.headers)
        return response

    vars(getresponse)["__wrapped__"] = original
    return getresponse
