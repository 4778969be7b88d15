"""Which pages a tool looks at, and which route serves a path."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from qaagent_lsp.model.route import ANY_METHOD, Route
from qaagent_lsp.tools.ground import Ground, Page

_PARAMETER = re.compile(r"\{(\w+)\}")
_SHOWN_NOTES = 3

NO_BROWSER = (
    "no Chromium or Chrome was found: install one (npx playwright install chromium, playwright install chromium,"
    " or your system's package), or name it in CHROME_PATH"
)
"""Why tools that look at pages are skipped."""


def pages_of(ground: Ground, wished: Sequence[str]) -> tuple[Page, ...]:
    """Return the pages that the configuration names, else those that were found."""
    if not wished:
        return tuple(ground.pages)
    found = [(path, route_of(path, ground.routes)) for path in wished]
    return tuple(Page(path, None if at is None else ground.routes[at]) for path, at in found)


def no_pages(ground: Ground, tool: str) -> str:
    """Say why a tool has no page to look at."""
    notes = "; ".join(ground.page_notes[:_SHOWN_NOTES])
    told = f" ({notes})" if notes else ""
    return (
        f"the server shows no page without parameters and signing in{told}; name some in tools.{tool}.pages"
    )


def no_server(tool: str) -> str:
    """Say why a tool has no server to ask."""
    return f"{tool} needs a running server: name its address in app.dev.base_url, and app.dev.start_command"


def path_below(url: str, base_url: str) -> str | None:
    """Return a URL's path and query below the server's address; None where it is elsewhere, or beside it."""
    asked, base = urlsplit(url), urlsplit(base_url)
    prefix, path = base.path.rstrip("/"), asked.path or "/"
    if asked[:2] != base[:2] or not f"{path}/".startswith(f"{prefix}/"):
        return None
    return (path[len(prefix) :] or "/") + (f"?{asked.query}" if asked.query else "")


def route_of(path: str, routes: Sequence[Route]) -> int | None:
    """Find the route that serves ``GET path`` (query allowed): the one with the fewest parameters; None if none does.

    A slash at the end counts only where another route differs in nothing else.
    """
    asked = path.partition("?")[0].partition("#")[0]
    fits = [
        (len(_PARAMETER.findall(route.key.path)), route.key.path.endswith("/") != asked.endswith("/"), at)
        for at, route in enumerate(routes)
        if route.key.method in ("GET", ANY_METHOD) and _pattern(route).fullmatch(asked.rstrip("/"))
    ]
    return min(fits)[2] if fits else None


def _pattern(route: Route) -> re.Pattern[str]:
    wide = {one.name for one in route.params if "path" in one.converter or ".*" in one.converter}
    parts = _PARAMETER.split(route.key.path.rstrip("/"))
    return re.compile(
        "".join(
            re.escape(part) if at % 2 == 0 else ".+" if part in wide else "[^/]+"
            for at, part in enumerate(parts)
        )
    )
