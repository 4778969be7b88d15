"""Between our words and the wire's: 1-based code points ↔ positions of the negotiated encoding, paths ↔ URIs.

LSP 3.17 "Position": 0-based line, 0-based offset in units of ``positionEncoding`` (UTF-16 unless negotiated
otherwise).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath, PurePosixPath, PureWindowsPath
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

from lsprotocol import types

from qaagent_lsp.model.source import Span

Encoding = Literal["utf-8", "utf-16", "utf-32"]

_LINE_END = re.compile(r"\r\n|\r|\n")
_DRIVE = re.compile(r"^/?([A-Za-z])(?::|%3[Aa])(/|$)")


def split_lines(text: str) -> tuple[str, ...]:
    """Split as LSP does: at LF, CRLF and CR only (``str.splitlines`` knows eight more line ends)."""
    return tuple(_LINE_END.split(text))


def to_range(lines: Sequence[str], span: Span, encoding: Encoding) -> types.Range:
    """Convert a span of a text to a range; what lies beyond the text is brought back into it."""
    return types.Range(
        start=to_position(lines, span.line, span.column, encoding),
        end=to_position(lines, span.end_line, span.end_column, encoding),
    )


def to_position(lines: Sequence[str], line: int, column: int, encoding: Encoding) -> types.Position:
    """Convert a 1-based line and a 1-based code point column.

    Without the line's text, columns are taken as they are.
    """
    if not lines:
        return types.Position(line=max(line - 1, 0), character=max(column - 1, 0))
    row = min(max(line - 1, 0), len(lines) - 1)
    return types.Position(line=row, character=_units(lines[row][: max(column - 1, 0)], encoding))


def from_position(lines: Sequence[str], position: types.Position, encoding: Encoding) -> tuple[int, int]:
    """Convert a position to a 1-based line and a 1-based code point column, clamped to the line's end."""
    if position.line >= len(lines):
        return position.line + 1, 1
    text = lines[position.line]
    used = 0
    for index, character in enumerate(text):
        if used >= position.character:
            return position.line + 1, index + 1
        used += _units(character, encoding)
    return position.line + 1, len(text) + 1


def path_of(uri: str, *, windows: bool = False) -> PurePath | None:
    r"""Return the path of a ``file:`` URI, None for any other (``untitled:``, ``git:``, …).

    ``windows`` chooses the flavour: ``file:///c%3A/x`` becomes ``c:\x``, ``file://server/share/x`` a UNC
    path.
    """
    parts = urlsplit(uri)
    if parts.scheme != "file" or not parts.path:
        return None
    path = unquote(parts.path)
    if not windows:
        return PurePosixPath(path)
    if parts.netloc:
        return PureWindowsPath(f"//{parts.netloc}{path}")
    return PureWindowsPath(_DRIVE.sub(r"\1:\2", path))


def uri_of(path: PurePath) -> str:
    """Return the ``file:`` URI of an absolute path; a drive letter in lower case, as VS Code writes it."""
    text = path.as_posix()
    netloc = ""
    if text.startswith("//"):
        netloc, _, rest = text[2:].partition("/")
        text = f"/{rest}"
    elif isinstance(path, PureWindowsPath):
        text = f"/{text[:1].lower()}{text[1:]}"
    return f"file://{netloc}{quote(text, safe='/-._~')}"


def _units(text: str, encoding: Encoding) -> int:
    if encoding == "utf-32" or text.isascii():
        return len(text)
    return len(text.encode("utf-8", "surrogatepass")) if encoding == "utf-8" else _utf16_units(text)


def _utf16_units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
