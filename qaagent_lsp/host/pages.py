"""Finds the pages that a server shows without further ado: GETs of the routes without parameters. Blocking."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

from qaagent_lsp.host.http_get import answered
from qaagent_lsp.model.route import ANY_METHOD, Route
from qaagent_lsp.tools.ground import Page
from qaagent_lsp.tools.served_pages import path_below, route_of

MOST_ASKED = 80
MOST_PAGES = 25
MOST_REDIRECTS = 5
REQUEST_SECONDS = 5.0
ALL_SECONDS = 30.0

_CHANGES = re.compile(
    r"(^|[/_-])(log|sign)[_-]?(out|off)($|[/_.-])"
    r"|(^|[/_-])(delete|remove|destroy|unsubscribe|reset|clear|purge|cancel|revoke|shutdown|stop)($|[/_.-])",
    re.IGNORECASE,
)
"""A GET of such a path does something, whatever HTTP says of it."""
_HTML = re.compile(r"(text/html|application/xhtml\+xml)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundPages:
    """The pages, and of each other path that might have been one why it is none, as texts for a person."""

    pages: tuple[Page, ...] = ()
    notes: tuple[str, ...] = ()


def find_pages(
    base_url: str,
    routes: Sequence[Route],
    headers: Sequence[tuple[str, str]] = (),
    *,
    seconds: float = ALL_SECONDS,
) -> FoundPages:
    """Ask a server for its pages, ``/`` first; never raises for what is there or not, takes ``seconds`` at most.

    A redirect inside the server is followed, and the page that it leads to counts. Left out are routes of libraries
    (``/docs``), and paths whose name says that asking for them changes something (``/logout``). ``headers`` go to this
    server alone.
    """
    deadline = time.monotonic() + seconds
    pages: dict[str, Page] = {}
    notes: list[str] = []
    paths = list(_candidates(routes))
    for number, path in enumerate(paths):
        if number >= MOST_ASKED or len(pages) >= MOST_PAGES or time.monotonic() >= deadline:
            notes.append(f"{len(paths) - number} more paths were not asked for")
            break
        if _CHANGES.search(path):
            notes.append(f"{path}: not asked for, since its name says that this changes something")
            continue
        shown, why = _shown(base_url, path, headers, deadline)
        if shown is not None and shown not in pages:
            at = route_of(shown, routes)
            pages[shown] = Page(shown, None if at is None else routes[at])
        if why:
            notes.append(f"{path}: {why}")
    return FoundPages(tuple(pages.values()), tuple(notes))


def _candidates(routes: Sequence[Route]) -> Iterator[str]:
    own = {
        route.key.path
        for route in routes
        if route.key.method in ("GET", ANY_METHOD)
        and "{" not in route.key.path
        and not (route.is_of_library and route.framework != "openapi")
    }
    yield "/"
    yield from sorted(own - {"/"}, key=lambda path: (path.count("/"), path))


def _shown(
    base_url: str, path: str, headers: Sequence[tuple[str, str]], deadline: float
) -> tuple[str | None, str]:
    """Return the path of the page that a path leads to, and what is to be said of it."""
    url = base_url + path
    for _ in range(MOST_REDIRECTS + 1):
        try:
            seconds = min(REQUEST_SECONDS, max(0.1, deadline - time.monotonic()))
            with answered(url, headers, accept="text/html,*/*;q=0.5", seconds=seconds) as answer:
                status, location = answer.status, answer.getheader("Location", "")
                content_type = answer.getheader("Content-Type", "")
        except (OSError, HTTPException, ValueError) as error:
            return None, f"no answer ({str(error) or type(error).__name__})"
        if 300 <= status < 400 and location:
            url, away = _further(url, location)
            if away:
                return None, f"leads away, to {away}"
            continue
        if status in (401, 403):
            return None, f"needs signing in ({status})"
        if status >= 500:
            return None, f"the server answers {status}"
        if status != 200 or not _HTML.match(content_type):
            return None, ""
        shown = path_below(url, base_url)
        if shown is None or shown.rstrip("/") == path.rstrip("/"):
            return (None, f"leads away, to {url}") if shown is None else (shown, "")
        return shown, f"shows {shown}"
    return None, "redirects without end"


def _further(url: str, location: str) -> tuple[str, str]:
    """Return where a redirect leads to, and the host where that is another one."""
    try:
        further = urljoin(url, location)
        leads_to = urlsplit(further)
    except ValueError:  # what a server says need not be a URL
        return "", location
    return further, "" if leads_to[:2] == urlsplit(url)[:2] else leads_to.hostname or location
