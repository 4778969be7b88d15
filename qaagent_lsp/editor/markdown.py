"""Text as Markdown shows it."""

from __future__ import annotations

import re

_MARKED = re.compile(
    r"(?P<fence>`+)(?P<code>.+?)(?P=fence)|\\(?P<literal>.)|\*+"
    r"|\[(?P<label>(?:\\.|`[^`]*`|[^]\\])+)]\(<[^>]*>\)"
)
"""A code span, an escaped character, stars of emphasis, a link."""


def code(text: str) -> str:
    """Write a Markdown code span, whatever backticks the text holds."""
    flat = " ".join(text.split())
    runs = re.findall("`+", flat)
    if not runs:
        return f"`{flat}`"
    fence = "`" * (len(max(runs, key=len)) + 1)
    return f"{fence} {flat} {fence}"


def plain(text: str) -> str:
    """Write text so that Markdown shows it as it is."""
    flat = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~" else char for char in flat)


def unmarked(markdown: str) -> str:
    """Take the marks out of our own Markdown, for editors that show text as it is: Emacs without a mode for it."""

    def bare(found: re.Match[str]) -> str:
        if found["label"]:
            return unmarked(found["label"])
        return (found["code"] or "").strip() or found["literal"] or ""

    return _MARKED.sub(bare, markdown)
