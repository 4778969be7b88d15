"""What may be written at a place of ``.qaagent.yaml``: keys that are not there yet, and values from a short list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.config.keys import Items, Key, Leaf, Shape, key_at, keys_of, kind_of, shape_at
from qaagent_lsp.editor.config_lines import ConfigPath, key_line, path_above, siblings
from qaagent_lsp.model.source import Span

_WORD_KEY = re.compile(r"(?P<indent>\s*(?:- +)*)(?P<word>[\w.-]*)$")
_WORD_VALUE = re.compile(r"""(?P<list>\[(?:[^\]]*,)?\s*)?(?P<word>[^\s\[\],"']*)$""")
_ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Text that may be written: ``insert`` replaces ``span``. ``explanation`` is a sentence, or ``""``."""

    label: str
    insert: str
    span: Span
    kind: Literal["key", "value"]
    detail: str
    explanation: str


def suggestions(lines: Sequence[str], line: int, column: int) -> tuple[Suggestion, ...]:
    """Return what may be written at a 1-based place, in the order of the documentation; () in comments and texts."""
    text = lines[line - 1] if line <= len(lines) else ""
    before, after = text[: column - 1], text[column - 1 :]
    if before.lstrip().startswith("#"):
        return ()
    word = _WORD_KEY.match(before)
    if word is not None:
        start = word.end("indent") + 1
        around = path_above(lines, line, start)
        shape = shape_at(around)
        tail = re.match(r"[\w.-]*", after)
        span = Span(line, start, line, column + (tail.end() if tail else 0))
        if word["indent"].rstrip().endswith("-") and isinstance(shape, Leaf):
            return tuple(_values(shape, around, lines, span))
        has_colon = after[tail.end() if tail else 0 :].lstrip().startswith(":")
        return tuple(_keys(shape, siblings(lines, line, start), span, "" if has_colon else ":"))
    key = key_line([before], 1)
    return _after_colon(lines, line, before, key.key, key.column) if key is not None else ()


def _after_colon(
    lines: Sequence[str], line: int, before: str, key: str, key_column: int
) -> tuple[Suggestion, ...]:
    path = (*path_above(lines, line, key_column), key)
    shape = shape_at(path)
    typed = _WORD_VALUE.match(before.partition(":")[2].lstrip())
    if typed is None or not before.partition(":")[2]:
        return ()
    if typed["list"] and isinstance(shape, Items):
        shape = shape.item
    elif typed["list"]:
        return ()
    span = Span(line, len(before) - len(typed["word"]) + 1, line, len(before) + 1)
    return tuple(_values(shape, path, lines, span))


def _keys(shape: Shape | None, present: frozenset[str], span: Span, colon: str) -> Iterator[Suggestion]:
    for key in keys_of(shape) if shape else ():
        if key.name not in present:
            blank = " " if colon and isinstance(key.shape, Leaf) else ""
            yield Suggestion(
                key.name, f"{key.name}{colon}{blank}", span, "key", detail_of(key), key.description
            )


def _values(shape: Shape | None, path: ConfigPath, lines: Sequence[str], span: Span) -> Iterator[Suggestion]:
    key = key_at(path)
    choices = shape.choices if isinstance(shape, Leaf) else ()
    if path[-1:] == (_ENVIRONMENT,) and key is not None:
        choices = _environments(lines)
    for choice in choices:
        yield Suggestion(choice, choice, span, "value", "", key.description if key else "")
    if key is not None and key.nullable and choices and path[-1:] != (_ENVIRONMENT,):
        yield Suggestion("null", "null", span, "value", "", key.description)


def _environments(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the names under ``app`` as they are written."""
    names: list[str] = []
    for number in range(1, len(lines) + 1):
        key = key_line(lines, number)
        if key is not None and path_above(lines, number, key.column) == ("app",):
            names.append(key.key)
    return tuple(names)


def detail_of(key: Key) -> str:
    """Say what kind of value a key has, and what holds without it: ``number, default 300``."""
    words = [kind_of(key.shape)]
    if key.nullable and key.default != "null":
        words.append("or null")
    if key.required:
        words.append("required")
    elif key.default:
        words.append(f"default {key.default}")
    return ", ".join(words)
