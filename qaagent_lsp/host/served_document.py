"""The description of the API that a server itself gives, where its frameworks usually put it. Blocking."""

from __future__ import annotations

from collections.abc import Sequence
from http.client import HTTPException

from qaagent_lsp.host.http_get import answered

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


def served_document(
    base_url: str, headers: Sequence[tuple[str, str]] = (), *, seconds: float = REQUEST_SECONDS
) -> str:
    """Return the URL of the description that a server gives; ``""`` where it gives none. Never raises.

    ``headers`` go to this server alone. A server that once does not answer within ``seconds`` is not asked again.
    """
    for path in USUAL:
        url = base_url + path
        try:
            if _describes(url, headers, seconds):
                return url
        except TimeoutError:
            return ""
        except (OSError, HTTPException, ValueError):
            continue  # No answer is no description.
    return ""


def _describes(url: str, headers: Sequence[tuple[str, str]], seconds: float) -> bool:
    with answered(url, headers, accept="application/json,application/yaml;q=0.9", seconds=seconds) as answer:
        if answer.status != 200:
            return False
        head = answer.read(_LOOKED_AT).lstrip()
    return (
        any(word in head for word in (b'"openapi"', b'"swagger"'))
        if head.startswith(b"{")
        else any(line.startswith((b"openapi:", b"swagger:")) for line in head.splitlines())
    )
