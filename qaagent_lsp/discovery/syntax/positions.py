"""Where a syntax node stands: Python's UTF-8 byte columns turned into 1-based code points."""

from __future__ import annotations

import ast
import re

from qaagent_lsp.model.source import Span

_LINE_END = re.compile(r"\r\n|\r|\n")
_FLAG = re.compile(r"([^\W\d]\w*)\s*(?::[^=]*)?=\s*(?:True|False)\s*(?:#.*)?$")
_OPENS = re.compile(r"([(\[{])\s*\n\s*")
_CLOSES = re.compile(r",?\s*\n\s*([)\]}])")
_LONGEST = 80

Node = ast.expr | ast.stmt | ast.keyword | ast.arg


def lines_of(text: str) -> list[str]:
    """Split text into lines as Python's tokenizer counts them (form feeds and U+2028 do not end a line)."""
    return _LINE_END.split(text) if "\r" in text else text.split("\n")


def sets_flag(line: str) -> bool:
    """Tell whether a line sets a name to ``True`` or ``False`` at the left margin, as ``Positions.flags`` reads it."""
    return ("True" in line or "False" in line) and _FLAG.match(line) is not None


class Positions:
    """The lines of one text, for asking where a node of its tree stands and how it reads."""

    __slots__ = ("_ascii", "_flags", "lines")

    def __init__(self, text: str) -> None:
        self.lines = lines_of(text)
        self._ascii = text.isascii()
        self._flags: frozenset[str] | None = None

    def flags(self) -> frozenset[str]:
        """Give the names that are set to ``True`` or ``False`` at the left margin, each by the text of its line."""
        if self._flags is None:
            found = (_FLAG.match(line) for line in self.lines if "True" in line or "False" in line)
            self._flags = frozenset(one[1] for one in found if one)
        return self._flags

    def span(self, node: Node) -> Span:
        """Give the range of a node."""
        end_line = node.end_lineno or node.lineno
        end_offset = node.end_col_offset if node.end_col_offset is not None else node.col_offset
        if self._ascii:
            return Span(node.lineno, node.col_offset + 1, end_line, end_offset + 1)
        return Span(
            node.lineno,
            self._column(node.lineno, node.col_offset),
            end_line,
            self._column(end_line, end_offset),
        )

    def text(self, span: Span) -> str:
        """Give the source text of a range."""
        if span.line == span.end_line:
            return self._line(span.line)[span.column - 1 : span.end_column - 1]
        first = self._line(span.line)[span.column - 1 :]
        middle = self.lines[span.line : span.end_line - 1]
        return "\n".join([first, *middle, self._line(span.end_line)[: span.end_column - 1]])

    def one_line(self, span: Span) -> str:
        """Give the source text of a range as one line, as short as a title."""
        text = self.text(span)
        if "\n" in text:  # as it would be written on one line
            text = _CLOSES.sub(r"\1", _OPENS.sub(r"\1", text))
        line = " ".join(text.split())
        return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"

    def whole_lines(self, first: int, last: int) -> str:
        """Give the text from one 1-based line to another, both included."""
        return "\n".join(self.lines[first - 1 : last])

    def _line(self, line: int) -> str:
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def _column(self, line: int, offset: int) -> int:
        text = self._line(line)
        return offset + 1 if text.isascii() else len(text.encode()[:offset].decode(errors="replace")) + 1
