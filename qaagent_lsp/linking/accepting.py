"""What a parameter of a path accepts, by the converter or regular expression that a project wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from qaagent_lsp.model.route import Framework

_KNOWN: Mapping[tuple[Framework, str], str] = {
    ("django", ""): "[^/]+",
    ("django", "str"): "[^/]+",
    ("django", "int"): "[0-9]+",
    ("django", "slug"): "[-a-zA-Z0-9_]+",
    ("django", "path"): ".+",
    ("django", "uuid"): "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    ("aiohttp", ""): "[^{}/]+",
}
_WORD = re.compile(r"[A-Za-z_]\w*")
_RUN = re.compile(
    r"(?P<one>\\[dDwWsS]|\.|\[\^?(?:\\.|[^\]\\])+\])(?:(?P<sign>[+*])|\{(?P<least>\d+)(?:(?P<to>,)(?P<most>\d*))?\})?"
)
_SAMPLE = "".join(map(chr, range(32, 0x250))) + "\t٣Ωж漢ー\u2028\U0001f600"
"""Characters by which sets are compared: no line break, which no path has in practice and ``.`` leaves out."""
_UUID = frozenset("0123456789abcdef-")


@dataclass(frozen=True, slots=True)
class Accepted:
    """What stands for a parameter: of ``chars``, between ``least`` and ``most`` of them (None: without end).

    ``whole``: every such text is accepted. ``word`` is what the project wrote, ``pattern`` the regular expression.
    """

    word: str
    pattern: re.Pattern[str] | None = None
    chars: frozenset[str] | None = None
    least: int = 0
    most: int | None = None
    whole: bool = False

    def takes_text(self, text: str) -> bool:
        """Tell whether it surely accepts a text."""
        return self.pattern is not None and self.pattern.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def accepted(framework: Framework, word: str) -> Accepted:
    """Read a converter's name, or a regular expression. Of one that is not known only the word is."""
    written = _KNOWN.get((framework, word))
    if written is None and _WORD.fullmatch(word):
        return Accepted(word)
    written = word if written is None else written
    pattern = _compiled(written)
    if pattern is None:
        return Accepted(word)
    if (framework, word) == ("django", "uuid"):
        return Accepted(word, pattern, _UUID, 36, 36)
    run = _RUN.fullmatch(written)
    if run is None:
        return Accepted(word, pattern)
    one = _compiled(run["one"])
    chars = frozenset(filter(one.fullmatch, _SAMPLE)) if one is not None else None
    least, most = _times(run)
    return Accepted(word, pattern, chars, least, most, whole=True)


def _times(run: re.Match[str]) -> tuple[int, int | None]:
    if run["sign"]:
        return int(run["sign"] == "+"), None
    if run["least"] is None:
        return 1, 1
    least = int(run["least"])
    if run["to"] is None:
        return least, least
    return least, int(run["most"]) if run["most"] else None


def _compiled(written: str) -> re.Pattern[str] | None:
    try:
        return re.compile(written)
    except (re.error, RecursionError, OverflowError):
        return None
