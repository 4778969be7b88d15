"""HTTP requests that scenario titles and steps name in words: ``GET /pets/{id} succeeds``, ``I post to "/pets"``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PATH = re.compile(r"""(?:(?<=^)|(?<=[\s"'`(]))(?P<url>(?:https?://[^\s/"'`]+)?/[^\s"'`,;)\]]*)""")
_LOUD = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE)\b")
_QUIET = re.compile(
    r"""\b(get|post|put|patch|delete|head|options)(?:s|ing|ed)?(?:\s+(?:request|call))?"""
    r"""(?:\s+(?:to|for|from|on|at|against|of|the|endpoint|url|path|resource))*[\s"'`:(]*$""",
    re.IGNORECASE,
)
_AFTER = re.compile(r"""^["'`]?\s+(?:\w+\s+){0,3}?(?:method|verb)\s+["'`]?([A-Z]+)\b""")
_PARAMETER = re.compile(r"\{[^{}/]*\}|<[^<>/]*>|(?<=/):[A-Za-z_]\w*")
_ENDINGS = ".,:;!?"


@dataclass(frozen=True, slots=True)
class NamedRequest:
    """A request in a text: ``method`` is ``""`` where none is named, ``url`` has ``{}`` for every parameter.

    ``start`` and ``end`` are 0-based offsets into the text.
    """

    method: str
    url: str
    start: int
    end: int


def requests_in(text: str) -> Iterator[NamedRequest]:
    """Yield the requests that a text names, in its order. A lone ``/`` is one only where a method stands with it."""
    if "/" not in text:
        return
    last = 0
    for match in _PATH.finditer(text):
        url = match["url"].rstrip(_ENDINGS)
        before = text[last : match.start()]
        method, start = _method_before(before, last)
        if not method:
            told = _AFTER.match(text[match.end() :])
            method = told[1] if told and _LOUD.fullmatch(told[1]) else ""
        last = match.end()
        if url == "/" and not method:
            continue
        place = match.start() if start is None else start
        yield NamedRequest(method, _PARAMETER.sub("{}", url), place, match.start() + len(url))


def _method_before(before: str, offset: int) -> tuple[str, int | None]:
    """Find the method that belongs to a path: the last one in capitals, or a verb that leads to the path."""
    loud = list(_LOUD.finditer(before))
    if loud:
        return loud[-1][1], offset + loud[-1].start()
    quiet = _QUIET.search(before)
    if quiet:
        return quiet[1].upper(), offset + quiet.start()
    return "", None
