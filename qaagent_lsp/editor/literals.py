"""The few words of a source text that matter to a click: string literals, what is called, what is defined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qaagent_lsp.model.source import Span

_QUOTES = re.compile(r"\"\"\"|'''|[\"'`]")
_CALLED = re.compile(r"([A-Za-z_]\w*)\s*\(")
_DEFINED = re.compile(r"(?:async\s+)?(?:def|class)\s+(\w+)")


@dataclass(frozen=True, slots=True)
class Literal:
    """A string literal: ``span`` with its quotes, ``text`` without, escapes as written."""

    span: Span
    text: str


def literals(lines: Sequence[str], span: Span) -> Iterator[Literal]:
    """Yield the string literals of a piece of text; one that is not closed ends with the line, or the piece."""
    pieces = list(_pieces(lines, span))
    start: tuple[int, int] | None = None
    quote, text = "", ""
    for number, column, piece in pieces:
        at = 0
        while at < len(piece):
            if start is None:
                found = _QUOTES.search(piece, at)
                if found is None:
                    break
                start, quote, text = (number, column + found.start()), found[0], ""
                at = found.end()
            elif piece[at] == "\\":
                text += piece[at : at + 2]
                at += 2
            elif piece.startswith(quote, at):
                at += len(quote)
                yield Literal(Span(*start, number, column + at), text)
                start = None
            else:
                text += piece[at]
                at += 1
        if start is not None and len(quote) == 1 and quote != "`":
            yield Literal(Span(*start, number, column + len(piece)), text)
            start = None


def called_word(lines: Sequence[str], span: Span) -> Span | None:
    """Find the last name before the first bracket: ``get`` of ``app.get("/pets")``."""
    for number, column, piece in _pieces(lines, span):
        found = _CALLED.search(piece)
        if found is not None:
            return Span(number, column + found.start(1), number, column + found.end(1))
    return None


def defined_word(lines: Sequence[str], span: Span) -> Span:
    """Find the name that a ``def`` or ``class`` gives, in the first line of a span; the span's start without one."""
    for number, column, piece in _pieces(lines, Span(span.line, span.column, span.line + 1, 1)):
        found = _DEFINED.match(piece)
        if found is not None:
            return Span(number, column + found.start(1), number, column + found.end(1))
    return Span(span.line, span.column, span.line, span.column)


def holds(span: Span, line: int, column: int) -> bool:
    """Tell whether a place between two characters lies in a span, both ends included."""
    return (span.line, span.column) <= (line, column) <= (span.end_line, span.end_column)


def _pieces(lines: Sequence[str], span: Span) -> Iterator[tuple[int, int, str]]:
    """Yield what a span covers of each line, with the line's number and the column where it begins."""
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        text = lines[number - 1]
        begin = span.column if number == span.line else 1
        end = span.end_column if number == span.end_line else len(text) + 1
        if end > begin:
            yield number, begin, text[begin - 1 : end - 1]
