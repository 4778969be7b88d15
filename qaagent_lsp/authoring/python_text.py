"""Values → Python as ruff's formatter writes it: on one line where it fits, else one item a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from qaagent_lsp.model.brief import VARIES

INDENT = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Something in brackets. Items have prefixes (``json=``, ``"key": ``). ``explodes``: one a line, or all on one."""

    opening: str
    items: tuple[tuple[str, Doc], ...]
    closing: str
    explodes: bool = False


Doc = str | Group


def text(value: str) -> str:
    """Write a string with the quotes that need the fewest backslashes, double ones where that is equal."""
    single = repr(value + '"')[1:-2]  # a double quote in it makes repr take single ones
    if value.count('"') > value.count("'"):
        return f"'{single}'"
    double = single.replace("\\'", "'").replace('"', '\\"')
    return f'"{double}"'


def value_of(value: Any) -> Doc:
    """Write a value that JSON can hold. ``VARIES`` becomes ``ANY`` of ``unittest.mock``."""
    if isinstance(value, str):
        return "ANY" if value == VARIES else text(value)
    if isinstance(value, Mapping):
        return Group(
            "{",
            tuple((f"{text(str(key))}: ", value_of(one)) for key, one in value.items()),
            "}",
            explodes=True,
        )
    if isinstance(value, list | tuple):
        return Group("[", tuple(("", value_of(one)) for one in value), "]", explodes=True)
    if isinstance(value, float) and not isfinite(
        value
    ):  # of which Python's own JSON tells, and which it reads
        return f'float("{value}")'
    return repr(value)


def call(function: str, arguments: Sequence[tuple[str, Doc]]) -> Group:
    """Write a call; each argument with its prefix (``""``, ``json=``)."""
    return Group(f"{function}(", tuple(arguments), ")")


def lines_of(prefix: str, doc: Doc, suffix: str, indent: int, width: int) -> list[str]:
    """Lay out a statement: ``prefix`` (``response = ``), a value, and what follows it, at an indent in columns."""
    line = f"{' ' * indent}{prefix}{flat(doc)}{suffix}"
    if isinstance(doc, str) or not doc.items or len(line) <= width:
        return [line]
    inner = " " * (indent + INDENT) + ", ".join(before + flat(item) for before, item in doc.items)
    found = [f"{' ' * indent}{prefix}{doc.opening}"]
    if not doc.explodes and len(inner) <= width:
        found.append(inner)
    else:
        for before, item in doc.items:
            found += lines_of(before, item, ",", indent + INDENT, width)
    return [*found, f"{' ' * indent}{doc.closing}{suffix}"]


def flat(doc: Doc) -> str:
    """Write all on one line."""
    if isinstance(doc, str):
        return doc
    return doc.opening + ", ".join(before + flat(item) for before, item in doc.items) + doc.closing
