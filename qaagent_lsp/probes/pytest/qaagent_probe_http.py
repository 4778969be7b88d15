"""Requests that leave the process through ``http.client`` (urllib, urllib3, requests) for a server on this machine."""

import os
from urllib.parse import unquote, urlsplit

_LOOPBACK = frozenset(("localhost", "::1", "0.0.0.0", "ip6-localhost"))


def patch(module, recorder):
    """Make ``http.client`` tell."""
    connection = module.HTTPConnection
    connection.putrequest = _putrequest(connection.putrequest, recorder)
    connection.getresponse = _getresponse(connection.getresponse)


def is_local(host):
    """Loopback hosts, and the one that ``BASE_URL`` names."""
    host = (host or "").strip("[]").lower()
    if host in _LOOPBACK or host.startswith("127.") or host.endswith(".localhost"):
        return True
    return bool(_BASE_HOST) and host == _BASE_HOST


def path_of(url):
    """Path of a URL or request target, without query, percent-decoded."""
    return unquote(urlsplit(url).path) or "/"


def _host_of(url):
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


_BASE_HOST = _host_of(os.environ.get("BASE_URL", ""))


def _putrequest(original, recorder):
    def putrequest(self, method, url, *args, **kwargs):
        try:
            host = getattr(self, "_tunnel_host", None) or self.host
            self._qaagent_hit = None
            if is_local(host) and method != "CONNECT":
                self._qaagent_hit = recorder.begin(method.upper(), path_of(url), how="request")
        except Exception:
            self._qaagent_hit = None
        return original(self, method, url, *args, **kwargs)

    putrequest.__wrapped__ = original
    return putrequest


def _getresponse(original):
    def getresponse(self, *args, **kwargs):
        response = original(self, *args, **kwargs)
        hit = getattr(self, "_qaagent_hit", None)
        if hit is not None:
            hit.status = response.status
        return response

    getresponse.__wrapped__ = original
    return getresponse
