"""The description of the API that a server itself gives, where its frameworks usually put it. Blocking."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

USUAL = (
    "/openapi.json",
    "/swagger.json",
    "/openapi.yaml",
    "/api/openapi.json",
    "/api/schema/",
    "/schema/openapi.json",
    "/apispec_1.json",
)
"""Of FastAPI, Flask-RESTX, connexion, flask-smorest, drf-spectacular, Litestar, flasgger."""

REQUEST_SECONDS = 10.0
"""An app makes its description when it is first asked for it."""

_LOOKED_AT = 4096


def served_document(base_url: str, headers: Sequence[tuple[str, str]] = ()) -> str:
    """Return the URL of the description that a server gives; ``""`` where it gives none. Never raises.

    ``headers`` go to this server alone.
    """
    for path in USUAL:
        url = base_url + path
        try:
            if _describes(url, headers):
                return url
        except (OSError, HTTPException, ValueError):
            continue  # No answer is no description.
    return ""


def _describes(url: str, headers: Sequence[tuple[str, str]]) -> bool:
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    sent = {
        "Accept": "application/json,application/yaml;q=0.9",
        "User-Agent": "qaagent-lsp",
        "Connection": "close",
        **dict(headers),
    }
    with closing(kind(address.hostname or "", address.port, timeout=REQUEST_SECONDS)) as connection:
        connection.request("GET", address.path, headers=sent)
        answer = connection.getresponse()
        if answer.status != 200:
            return False
        head = answer.read(_LOOKED_AT).lstrip()
    return (
        any(word in head for word in (b'"openapi"', b'"swagger"'))
        if head.startswith(b"{")
        else any(line.startswith((b"openapi:", b"swagger:")) for line in head.splitlines())
    )
