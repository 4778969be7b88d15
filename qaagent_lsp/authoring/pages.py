"""What a person reads on a page of HTML: its title, its headings, its other texts, what its fields hold."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

SHORTEST, LONGEST = 3, 48
"""Characters of a text that is worth asserting: shorter ones stand anywhere, longer ones make no readable test."""

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
"""Elements that have no end: what follows one stands in what the element stands in."""
_SILENT = frozenset({"script", "style", "template", "noscript"})
_ASIDES, _ASIDE = frozenset({"nav", "footer"}), "aside"
_TELLING = ("title", "h1", "h2", "h3")
_HELD = {
    "input": ("value", "name"),
    "textarea": ("name",),
    "select": ("name",),
    "form": ("action",),
    "a": ("href",),
}


@dataclass(slots=True)
class _Reader(HTMLParser):
    """Collects texts in the order of the page, each with the element that it stands in."""

    source: str
    found: list[tuple[str, str]] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open_tags.append(tag)
        for name, value in attrs:
            if value and name in _HELD.get(tag, ()):
                piece = f'{name}="{value}"'
                if piece in self.source and "csrf" not in piece:
                    self.found.append((f"{tag} {name}", piece))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open_tags and self.open_tags.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if _SILENT.intersection(self.open_tags):
            return
        for line in data.splitlines():
            text = line.strip()
            piece = next((one for one in (text, html.escape(text, quote=False)) if one in self.source), None)
            if piece is None:
                piece = html.escape(text).replace("&#x27;", "&#39;")
            if len(piece) >= SHORTEST and piece in self.source:
                place = self.open_tags[-1] if self.open_tags else ""
                aside = place not in _TELLING and _ASIDES.intersection(self.open_tags)
                self.found.append((_ASIDE if aside else place, piece[:LONGEST].rstrip()))


def named_by(source: str) -> tuple[str, str]:
    """Give the title and the only main heading of a page, as a person reads them; ``""`` for what it has not."""
    found = []
    for tag in ("title", "h1"):
        texts = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}\s*>", source, re.DOTALL | re.IGNORECASE)
        text = " ".join(html.unescape(re.sub(r"<[^>]*>", "", texts[0])).split()) if len(texts) == 1 else ""
        found.append(text if len(text) <= LONGEST * 2 else "")
    title, heading = found
    return title, heading


def texts_of(source: str) -> tuple[str, ...]:
    """Give the texts of a page as they stand in its source, the most telling first."""
    reader = _Reader(source)
    reader.feed(source)
    reader.close()
    order = [*_TELLING, "input value"]

    def rank(place: str) -> int:
        if place in order:
            return order.index(place)
        return len(order) + (2 if " " in place else 1 if place == _ASIDE else 0)

    ranked = sorted(reader.found, key=lambda one: rank(one[0]))
    return tuple(dict.fromkeys(piece for _, piece in ranked))


def telling(source: str, others: Sequence[str], most: int) -> tuple[str, ...]:
    """Choose texts of a page: what the other pages have not, and what is most telling in itself."""
    texts = texts_of(source)
    own = [text for text in texts if not any(text in other for other in others)]
    chosen: list[str] = []
    for text in (*own[: most // 2], *texts):
        if len(chosen) < most and not any(text in other for other in chosen):
            chosen = [other for other in chosen if other not in text] + [text]
    return tuple(chosen)
