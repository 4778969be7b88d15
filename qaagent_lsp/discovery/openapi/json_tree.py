"""JSON → tree with places. The interpreter's own scanner does the work: it also tells where each value ends.

RFC 8259, as Python's ``json`` reads it; control characters in texts are let through.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from qaagent_lsp.discovery.openapi.tree import (
    Entry,
    Group,
    Items,
    Text,
    Tree,
    Unread,
    is_passed_over,
    key_of_items,
)

_SPACE = re.compile(r"[ \t\r\n]*")
_DEEPEST = 200


class BrokenJson(ValueError):
    """Not JSON; ``at`` is the character offset."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.message, self.at = message, at


def read_json(text: str) -> Tree:
    """Read the only value of a text. Raises ``BrokenJson``."""
    reader = _Reader(text)
    try:
        tree, end = reader.value(reader.after_space(0), "", 0)
    except RecursionError:
        raise BrokenJson("nested too deeply", 0) from None
    end = reader.after_space(end)
    if end != len(text):
        raise BrokenJson("something follows the value", end)
    return tree


class _Reader:
    """Reads one text; methods take the offset where something begins and return the one behind it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder(strict=False)

    def after_space(self, at: int) -> int:
        found = _SPACE.match(self._text, at)
        return found.end() if found is not None else at

    def value(self, at: int, key: str, depth: int) -> tuple[Tree, int]:
        if depth > _DEEPEST:
            raise RecursionError
        begins = self._text[at : at + 1]
        if begins == "{":
            return self._group(at, key, depth)
        if begins == "[":
            return self._items(at, key, depth)
        value, end = self._scanned(at)
        text = value if isinstance(value, str) else "" if value is None else self._text[at:end]
        return Text(at, end, text), end

    def _group(self, start: int, above: str, depth: int) -> tuple[Tree, int]:
        entries: dict[str, Entry] = {}
        again: list[Entry] = []
        at = self.after_space(start + 1)
        if self._text[at : at + 1] == "}":
            return Group(start, at + 1, entries), at + 1
        while True:
            if self._text[at : at + 1] != '"':
                self._expected('"', at)
            key, key_end = self._string(at)
            begins = at
            at = self.after_space(key_end)
            if self._text[at : at + 1] != ":":
                self._expected(":", at)
            at = self.after_space(at + 1)
            value, end = (
                self._passed_over(at) if is_passed_over(key, above) else self.value(at, key, depth + 1)
            )
            entry = Entry(begins, key_end, key, value)
            if key in entries:
                again.append(entry)
            else:
                entries[key] = entry
            at = self.after_space(end)
            match self._text[at : at + 1]:
                case ",":
                    at = self.after_space(at + 1)
                case "}":
                    return Group(start, at + 1, entries, tuple(again)), at + 1
                case _:
                    self._expected(",", at)

    def _items(self, start: int, key: str, depth: int) -> tuple[Tree, int]:
        found: list[Tree] = []
        at = self.after_space(start + 1)
        if self._text[at : at + 1] == "]":
            return Items(start, at + 1, ()), at + 1
        while True:
            value, end = self.value(at, key_of_items(key), depth + 1)
            found.append(value)
            at = self.after_space(end)
            match self._text[at : at + 1]:
                case ",":
                    at = self.after_space(at + 1)
                case "]":
                    return Items(start, at + 1, tuple(found)), at + 1
                case _:
                    self._expected(",", at)

    def _passed_over(self, at: int) -> tuple[Tree, int]:
        _, end = self._scanned(at)
        return Unread(at, end), end

    def _scanned(self, at: int) -> tuple[object, int]:
        try:
            return self._decoder.raw_decode(self._text, at)
        except json.JSONDecodeError as error:
            raise BrokenJson(error.msg, error.pos) from None

    def _string(self, at: int) -> tuple[str, int]:
        value, end = self._scanned(at)
        return str(value), end

    def _expected(self, what: str, at: int) -> NoReturn:
        raise BrokenJson(f"a {what} is missing", at)
