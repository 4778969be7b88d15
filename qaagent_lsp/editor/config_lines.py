"""Where a cursor stands in a ``.qaagent.yaml`` while it is typed: by indentation, as it need not be YAML yet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

ConfigPath = tuple[str | int, ...]

_KEY = re.compile(r"""(?P<indent>\s*(?:- +)*)(?P<quote>["']?)(?P<key>[\w.][\w .-]*?)(?P=quote)\s*:(?=\s|$)""")
_ITEM = re.compile(r"(?P<indent>\s*)- ")


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line that begins with a key. ``column`` is the key's, 1-based; ``rest`` is what follows the colon."""

    line: int
    column: int
    key: str
    rest: str
    dashes: tuple[int, ...]
    """Columns of the dashes before it."""


def key_line(lines: Sequence[str], line: int) -> KeyLine | None:
    """Return the key that a 1-based line begins with."""
    text = lines[line - 1] if line <= len(lines) else ""
    found = _KEY.match(text)
    if found is None:
        return None
    dashes = tuple(index + 1 for index, mark in enumerate(found["indent"]) if mark == "-")
    return KeyLine(line, found.end("indent") + 1, found["key"], text[found.end() :].strip(), dashes)


def path_above(lines: Sequence[str], line: int, column: int) -> ConfigPath:
    """Return the keys that a 1-based place lies under: each line above that is indented less than all below it.

    A list's item counts as 0, whichever it is.
    """
    path: list[str | int] = []
    for number in range(line, 0, -1):
        found = key_line(lines, number)
        # A dash of this line or one above opens an item for what stands to the right of it.
        dashes = found.dashes if found else _dashes(lines[number - 1] if number <= len(lines) else "")
        if found is not None and number < line and found.column < column:
            path.append(found.key)
            column = found.column
        for dash in reversed(dashes):
            if dash < column:
                path.append(0)
                column = _list_column(lines, number, dash)
        if column <= 1:
            break
    return tuple(reversed(path))


def siblings(lines: Sequence[str], line: int, column: int) -> frozenset[str]:
    """Return the keys that stand in the same mapping as a 1-based place, without that of its own line."""
    found: set[str] = set()
    opens_item = any(dash < column for dash in _dashes(lines[line - 1] if line <= len(lines) else ""))
    above = () if opens_item else range(line - 1, 0, -1)
    for numbers in (above, range(line + 1, len(lines) + 1)):
        for number in numbers:
            text = lines[number - 1]
            if not text.strip() or text.lstrip().startswith("#"):
                continue
            key = key_line(lines, number)
            if key is not None and key.column == column:
                found.add(key.key)
                if key.dashes and number < line:
                    break
                if key.dashes and number > line:
                    found.discard(key.key)
                    break
            elif len(text) - len(text.lstrip()) + 1 < column:
                break
    return frozenset(found)


def _dashes(text: str) -> tuple[int, ...]:
    found = _ITEM.match(text)
    return (found.end("indent") + 1,) if found else ()


def _list_column(lines: Sequence[str], line: int, dash: int) -> int:
    """Return the column that the key of a list must stand left of: YAML lets it stand right above its dashes."""
    for number in range(line - 1, 0, -1):
        key = key_line(lines, number)
        if key is not None and key.column <= dash and not key.dashes:
            return dash + 1 if key.column == dash and not key.rest else dash
    return dash
