"""Requests that are tried before a test is written of them, and what came back."""

from __future__ import annotations

from dataclasses import dataclass

from qaagent_lsp.model.brief import RequestBrief


@dataclass(frozen=True, slots=True)
class Trial:
    """Requests that one client makes one after the other, as one test would."""

    requests: tuple[RequestBrief, ...]
    signed_in: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What one request brought.

    ``status`` is 500 where the app let an exception through, which ``error`` then tells (``KeyError: 'x'``). ``media``
    is the content type without parameters, lower case. ``text`` is the decoded body, ``""`` for one that is no text.
    """

    status: int
    media: str = ""
    location: str = ""
    text: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of trials, in their order: a reply for each request, None for a trial that was not made.

    ``trouble`` says what kept trials from being made, ``""`` where all were.
    """

    replies: tuple[tuple[Reply, ...] | None, ...]
    trouble: str = ""
