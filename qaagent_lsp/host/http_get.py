"""One GET to the server under test, for what is learned from its answer. Blocking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit


@contextmanager
def answered(
    url: str, headers: Sequence[tuple[str, str]], *, accept: str, seconds: float
) -> Iterator[HTTPResponse]:
    """Ask a URL and give the answer, of which no body is read yet. ``headers`` go to this server alone.

    No redirect is followed and no proxy used. Each wait takes ``seconds`` at most. Raises ``OSError``,
    ``HTTPException``, and ``ValueError`` for what is no URL.
    """
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    sent = {"Accept": accept, "User-Agent": "qaagent-lsp", "Connection": "close", **dict(headers)}
    with closing(kind(address.hostname or "", address.port, timeout=seconds)) as connection:
        connection.request("GET", target, headers=sent)
        yield connection.getresponse()
