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


def asked_path(scheme: str, host: str | None, port: int | None, target: str) -> str | None:
    """Path that a request asks the app under test for, percent-decoded and without query; None when it is another's.

    ``BASE_URL``, where it is given, says where the app answers: at that host and port, below that path. A request of
    an app in this very process finds its own hit, whatever its port. Otherwise any loopback host may be the app.
    """
    path = unquote(urlsplit(target).path) or "/"
    if _BASE is None:
        return path if _is_loopback(host) else None
    base_host, base_port, prefix = _BASE
    same = _named(host) == base_host and (port or _PORTS.get(scheme, 80)) == base_port
    if not same:
        return None
    return path[len(prefix) :] or "/" if path == prefix or path.startswith(prefix + "/") else path


def _is_loopback(host: str | None) -> bool:
    host = (host or "").strip("[]").lower()
    return host in _LOOPBACK or host.startswith("127.") or host.endswith(".localhost")


def _named(host: str | None) -> str:
    return "localhost" if _is_loopback(host) else (host or "").lower()


def _base_of(url: str) -> tuple[str, int, str] | None:
    try:
        parts = urlsplit(url)
        if parts.hostname:
            return (
                _named(parts.hostname),
                parts.port or _PORTS.get(parts.scheme, 80),
                unquote(parts.path).rstrip("/"),
            )
    except ValueError:
        pass
    return None


_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_BASE = _base_of(os.environ.get("BASE_URL", ""))


def _putrequest(original: Callable[..., None], recorder: Recorder) -> Callable[..., None]:
    def putrequest(self: HTTPConnection, method: str, url: str, *args: object, **kwargs: object) -> None:
        try:
            host = getattr(self, "_tunnel_host", None) or self.host
            port = getattr(self, "_tunnel_port", None) or self.port
            vars(self)[_HIT] = None
            path = None if method == "CONNECT" else asked_path("http", host, port, url)
            if path is not None:
                vars(self)[_HIT] = recorder.begin(method.upper(), path, how="request")
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
