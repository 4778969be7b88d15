"""What a test asks of an HTTP client, as its text says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.source import Span
from qaagent_lsp.model.test import TestId

Follows = Literal["", "await", "yes", "no"]
"""Whether the client follows redirects: as the call says, or as clients of its kind do, awaited ones or others."""

FIXTURE = "fixture "
"""Begins ``through`` where a fixture asks by itself, and not what it gives: ``fixture login``."""


@dataclass(frozen=True, slots=True)
class ClientCall:
    """A test function calls an HTTP client.

    ``method`` is upper case, ``WEBSOCKET`` for sockets, ``""`` when it cannot be known. ``url`` is a path or full URL
    with ``{}`` for every unknown part, or an endpoint name without any slash (``url_for("auth.login")``
    → ``auth.login``). ``span`` and ``text`` are the call's, which may stand in a helper of the same
    file; ``text`` is one line. ``apps`` are modules that may hold the app behind the client, ``clients`` fixtures of
    other files that it comes from. ``through`` names the helper that asks: ``auth.login()``; with an ``owner``, a
    fixture or base class of this name has that method, ``method`` is not known yet, and ``url`` is what the test has
    set for it, ``self.url=/pets`` a line (see ``linking.joining``).
    What fixtures ask (``FIXTURE``) counts where the test itself asks nothing. ``own``: a function of the file declares
    exactly this path on an app that it makes.
    """

    test: TestId
    method: str
    url: str
    span: Span
    text: str
    apps: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    through: str = ""
    owner: str = ""
    follows: Follows = ""
    own: bool = False
