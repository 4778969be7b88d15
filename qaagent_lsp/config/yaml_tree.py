"""YAML text as a tree that knows where everything stands. Nothing of it is ever made into an object of Python's choice.

YAML 1.1, as PyYAML reads it: https://yaml.org/spec/1.1/
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from qaagent_lsp.model.source import Span

Step = str | int
"""A key of a mapping, or an index of a list from 0."""


@dataclass(frozen=True, slots=True)
class YamlScalar:
    """A value. ``text`` is as written, without quotes; ``value`` is None, a bool, an int, a float or the text."""

    span: Span
    text: str
    value: bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class YamlEntry:
    """A key with its value; ``span`` is the key's."""

    key: str
    span: Span
    value: YamlTree


@dataclass(frozen=True, slots=True)
class YamlMapping:
    """Keys with values; every key is there once."""

    span: Span
    entries: tuple[YamlEntry, ...] = ()

    def get(self, key: str) -> YamlEntry | None:
        """Return the entry of a key."""
        return next((entry for entry in self.entries if entry.key == key), None)


@dataclass(frozen=True, slots=True)
class YamlList:
    """Values in their order."""

    span: Span
    items: tuple[YamlTree, ...] = ()


YamlTree = YamlScalar | YamlMapping | YamlList
Path = tuple[Step, ...]


def plain(tree: YamlTree) -> object:
    """Return the tree as dicts, lists and values."""
    match tree:
        case YamlScalar(value=value):
            return value
        case YamlMapping(entries=entries):
            return {entry.key: plain(entry.value) for entry in entries}
        case YamlList(items=items):
            return [plain(item) for item in items]


def found_at(tree: YamlTree, path: Path) -> YamlTree | None:
    """Return what stands at a path."""
    for step in path:
        match tree:
            case YamlMapping() if isinstance(step, str) and (entry := tree.get(step)) is not None:
                tree = entry.value
            case YamlList() if isinstance(step, int) and step < len(tree.items):
                tree = tree.items[step]
            case _:
                return None
    return tree


def key_span(tree: YamlTree, path: Path) -> Span:
    """Return where the key at a path stands, or the nearest key around it, or else the start of the tree."""
    for length in range(len(path), 0, -1):
        step, around = path[length - 1], found_at(tree, path[: length - 1])
        if isinstance(around, YamlMapping) and isinstance(step, str):
            entry = around.get(step)
            if entry is not None:
                return entry.span
    start = tree.span
    return Span(start.line, start.column, start.line, start.column + 1)


def value_span(tree: YamlTree, path: Path) -> Span:
    """Return where the value at a path stands; its key where nothing is written."""
    found = found_at(tree, path)
    if found is None:
        return key_span(tree, path)
    span = found.span
    empty = (span.line, span.column) == (span.end_line, span.end_column)
    return key_span(tree, path) if empty else span


def with_value(tree: YamlTree, path: Path, value: YamlTree | None) -> YamlTree:
    """Return the tree with another value at a path, or with nothing there. The path's parent must exist."""
    step, rest = path[0], path[1:]
    match tree:
        case YamlMapping() if isinstance(step, str):
            return replace(tree, entries=_entries(tree, step, rest, value))
        case YamlList() if isinstance(step, int) and step < len(tree.items):
            item = with_value(tree.items[step], rest, value) if rest else value
            middle = () if item is None else (item,)
            return replace(tree, items=(*tree.items[:step], *middle, *tree.items[step + 1 :]))
        case _:
            return tree


def _entries(tree: YamlMapping, key: str, rest: Path, value: YamlTree | None) -> tuple[YamlEntry, ...]:
    known = tree.get(key)
    if rest:
        if known is None:
            return tree.entries
        value = with_value(known.value, rest, value)
    if known is None:
        return tree.entries if value is None else (*tree.entries, YamlEntry(key, tree.span, value))
    kept = tuple(
        entry if entry.key != key else (None if value is None else replace(entry, value=value))
        for entry in tree.entries
    )
    return tuple(entry for entry in kept if entry is not None)
