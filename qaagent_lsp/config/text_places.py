"""Character offsets of a text → places: lines end at LF, CRLF and CR only, as editors count them."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Sequence

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath

_LINE_END = re.compile(r"\r\n|\r|\n")


def line_starts(text: str) -> Sequence[int]:
    """Return the offsets at which lines begin, in little room."""
    return array("L", [0, *(end.end() for end in _LINE_END.finditer(text))])


def span_of(starts: Sequence[int], start: int, end: int) -> Span:
    """Return the range from one offset to another, as they are."""
    return Span(*_place(starts, start), *_place(starts, end))


class Places:
    """Turns offsets of one text into places in its file."""

    __slots__ = ("_file", "_starts", "_text")

    def __init__(self, text: str, file: WorkspacePath) -> None:
        self._text, self._file = text, file
        self._starts = line_starts(text)

    def span(self, start: int, end: int) -> Span:
        """Return the range; blanks at its end, which PyYAML counts to a block, do not belong to it."""
        return span_of(self._starts, start, max(start, start + len(self._text[start:end].rstrip())))

    def marked(self, start: int, end: int) -> Span:
        """Return the range, of at least one column: what is empty could not be underlined."""
        span = self.span(start, end)
        if (span.line, span.column) == (span.end_line, span.end_column):
            return Span(span.line, span.column, span.line, span.column + 1)
        return span

    def problem(self, start: int, end: int, message: str, code: str) -> Problem:
        """Return what is wrong at a range of at least one column."""
        return Problem(self._file, self.marked(start, end), message, code)


def _place(starts: Sequence[int], offset: int) -> tuple[int, int]:
    line = bisect_right(starts, offset)
    return line, offset - starts[line - 1] + 1
