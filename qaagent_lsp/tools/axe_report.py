"""What our script inside the browser wrote of axe-core, line by line → values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from qaagent_lsp.model.tool import EndedCall
from qaagent_lsp.tools.markup_places import Element
from qaagent_lsp.tools.served_pages import path_below
from qaagent_lsp.tools.verdict import own_words


@dataclass(frozen=True, slots=True)
class AxeElement:
    """An element that breaks a rule. ``target`` is its CSS selector; ``element`` is None inside a frame."""

    impact: str
    markup: str
    target: str
    summary: str
    element: Element | None


@dataclass(frozen=True, slots=True)
class AxeRule:
    """A rule that a page breaks. ``total`` counts all of its elements, also those that were left out."""

    id: str
    impact: str
    help: str
    url: str
    tags: tuple[str, ...]
    total: int
    elements: tuple[AxeElement, ...]


@dataclass(frozen=True, slots=True)
class AxePage:
    """A page that was looked at. ``path`` was asked for and ``shown`` came; ``error`` is why nothing is known of it.

    Both begin at the server's address, with their queries.
    """

    path: str
    shown: str = ""
    error: str = ""
    violations: tuple[AxeRule, ...] = ()
    unsure: tuple[str, ...] = ()
    screenshot: str = ""


@dataclass(frozen=True, slots=True)
class AxeReport:
    """All pages, and why the result cannot be believed in full."""

    pages: tuple[AxePage, ...] = ()
    errors: tuple[str, ...] = ()
    version: str | None = None


def read_report(data: bytes | None, ended: EndedCall | None, base_url: str) -> AxeReport:
    """Read the lines of pages below an address. Nothing that they say raises; what is missing or torn is an error."""
    pages: list[AxePage] = []
    errors: list[str] = []
    version: str | None = None
    is_whole = False
    for line in (data or b"").splitlines():
        try:
            row = json.loads(line)
            if row.get("done"):
                is_whole = row["pages"] == len(pages)
                continue
            pages.append(_page(row, base_url))
            version = row.get("version") or version
            if not pages[-1].error and not (row["violations"] or row["passes"] or row["unsure"]):
                errors.append(f"{row['path']}: no rule of axe-core applied; check tools.a11y.standards")
        except (ValueError, LookupError, TypeError, AttributeError):
            errors.append(f"a line of the results cannot be read: {line[:80].decode('utf-8', 'replace')}")
    if ended is not None and ended.ending != "exited":
        # What a page says while its browser is being stopped is no fault of the page.
        return AxeReport(tuple(pages), (), version)
    errors += [f"{page.path}: {page.error}" for page in pages if page.error]
    if ended is not None:
        if not is_whole:
            errors.append(
                f"it ended with {ended.exit_code} before all pages were looked at: {own_words(ended)}"
            )
        elif ended.exit_code and not errors:
            errors.append(f"it ended with {ended.exit_code}: {own_words(ended)}")
    return AxeReport(tuple(pages), tuple(errors), version)


def _page(row: Mapping[str, Any], base_url: str) -> AxePage:
    if "error" in row:
        return AxePage(str(row["path"]), error=str(row["error"]))
    path, url = str(row["path"]), str(row["url"])
    return AxePage(
        path=path,
        shown=path_below(url, base_url) or urlsplit(url).path,
        violations=tuple(_rule(one) for one in row["violations"]),
        unsure=tuple(str(one) for one in row["unsure"]),
        screenshot=str(row.get("screenshot", "")),
    )


def _rule(row: Mapping[str, Any]) -> AxeRule:
    return AxeRule(
        id=str(row["id"]),
        impact=str(row["impact"] or "minor"),
        help=str(row["help"]),
        url=str(row["url"]).partition("?")[0],
        tags=tuple(str(tag) for tag in row["tags"]),
        total=int(row["total"]),
        elements=tuple(_element(one) for one in row["elements"]),
    )


def _element(row: Mapping[str, Any]) -> AxeElement:
    element = None
    if "tag" in row:
        around = tuple(str(tag) for tag in row["around"])
        element = Element(str(row["tag"]), str(row["text"]), around, int(row["index"]), int(row["alike"]))
    return AxeElement(
        str(row["impact"] or "minor"), str(row["markup"]), str(row["target"]), str(row["summary"]), element
    )
