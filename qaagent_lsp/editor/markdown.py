"""Text as Markdown shows it."""

from __future__ import annotations

import re


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
