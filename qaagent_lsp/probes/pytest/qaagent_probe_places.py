"""Which files are the workspace's own, and where in them something stands."""

from __future__ import annotations

import linecache
import os
import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType, TracebackType

    import pytest

    Span = tuple[int, int, int, int]
    Frame = list[str | int]

_ALIEN = frozenset(
    ("site-packages", "dist-packages", "node_modules", ".venv", ".tox", ".nox", ".eggs", "__pypackages__")
)
_HERE = os.path.dirname(os.path.abspath(__file__))


class Places:
    """Answers about paths, relative to one workspace folder. Every answer about a file is remembered."""

    def __init__(self, workspace: str) -> None:
        self.workspace = os.path.normpath(os.path.abspath(workspace))
        self._prefix = os.path.join(self.workspace, "")
        self._real_prefix = os.path.join(os.path.realpath(self.workspace), "")
        self._own: dict[str, str | None] = {}
        self._relative: dict[str, str] = {}
        self._environments: dict[str, bool] = {}

    def relative(self, path: str | os.PathLike[str]) -> str:
        """Workspace-relative path with ``/``; the absolute one for a file outside."""
        path = str(path)
        known = self._relative.get(path)
        if known is None:
            known = self._relative[path] = self._relative_of(path)
        return known

    def own(self, filename: str) -> str | None:
        """Absolute path of a file that belongs to the workspace's own code, else ``None``.

        Environments and installed packages inside the workspace are not its own code, nor is the probe.
        """
        try:
            return self._own[filename]
        except KeyError:
            answer = self._own[filename] = self._own_of(filename)
            return answer

    def _relative_of(self, path: str) -> str:
        absolute = os.path.normpath(os.path.join(self.workspace, path))
        for candidate, prefix in ((absolute, self._prefix), (os.path.realpath(absolute), self._real_prefix)):
            if candidate.startswith(prefix):
                return candidate[len(prefix) :].replace(os.sep, "/")
            if candidate + os.sep == prefix:
                return "."
        return absolute.replace(os.sep, "/")

    def _own_of(self, filename: str) -> str | None:
        if not filename or filename.startswith("<"):
            return None
        absolute = os.path.normpath(os.path.abspath(filename))
        relative = self.relative(absolute)
        if os.path.isabs(relative):
            return None
        parts = relative.split("/")
        if not _ALIEN.isdisjoint(parts) or absolute.startswith(_HERE):
            return None
        folder = self.workspace
        for part in parts[:-1]:
            folder = os.path.join(folder, part)
            if self._is_environment(folder):
                return None
        return os.path.join(self.workspace, *parts)

    def _is_environment(self, folder: str) -> bool:
        known = self._environments.get(folder)
        if known is None:
            known = self._environments[folder] = os.path.exists(os.path.join(folder, "pyvenv.cfg"))
        return known


def traceback_frames(
    places: Places,
    traceback: TracebackType | None,
    excinfo: pytest.ExceptionInfo[BaseException] | None = None,
) -> list[Frame]:
    """Workspace frames of a traceback, innermost last: ``[file, line, column, end line, end column, function]``.

    Frames that hide themselves by ``__tracebackhide__`` are left out unless nothing else remains.
    """
    shown: list[Frame] = []
    hidden: list[Frame] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        filename = places.own(code.co_filename)
        if filename is not None:
            place: Frame = [filename, *_span(traceback, filename), getattr(code, "co_qualname", code.co_name)]
            (hidden if _hides(traceback.tb_frame, excinfo) else shown).append(place)
        traceback = traceback.tb_next
    return shown or hidden


def line_span(filename: str, line: int, wanted: str = "") -> Span:
    """Columns of ``wanted`` in a line, or of its text without the indent: ``(line, column, end line, end column)``."""
    text = linecache.getline(filename, line).rstrip("\r\n")
    at = -1
    if wanted:
        match = re.search(r"\b%s\b" % re.escape(wanted), text)
        at = match.start() if match else -1
    if at >= 0:
        return line, at + 1, line, at + 1 + len(wanted)
    stripped = text.strip()
    if not stripped:
        return line, 1, line, 1
    start = len(text) - len(text.lstrip())
    return line, start + 1, line, start + 1 + len(stripped)


def definition_span(filename: str, line: int, name: str) -> Span:
    """Span of a function's or class's name, looked for from its first decorator's line on."""
    pattern = re.compile(r"^\s*(?:async\s+def|def|class)\s+(%s)\b" % re.escape(name))
    for offset in range(60):
        text = linecache.getline(filename, line + offset)
        if not text:
            break
        match = pattern.match(text)
        if match:
            return line + offset, match.start(1) + 1, line + offset, match.end(1) + 1
    return line_span(filename, line)


def _span(traceback: TracebackType, filename: str) -> Span:
    line = traceback.tb_lineno
    code = traceback.tb_frame.f_code
    if not hasattr(code, "co_positions") or traceback.tb_lasti < 0:
        return line_span(filename, line)
    position = next(islice(code.co_positions(), traceback.tb_lasti // 2, None), None)
    if position is None:
        return line_span(filename, line)
    start, end, column, end_column = position
    if start is None or end is None or column is None or end_column is None:
        return line_span(filename, line)
    if start > line or end < line or (start, column) == (end, end_column):
        return line_span(filename, line)
    return start, _code_points(filename, start, column), end, _code_points(filename, end, end_column)


def _code_points(filename: str, line: int, byte_column: int) -> int:
    """0-based UTF-8 byte column → 1-based code point column."""
    text = linecache.getline(filename, line)
    if text.isascii():
        return byte_column + 1
    return len(text.encode("utf-8", "surrogatepass")[:byte_column].decode("utf-8", "ignore")) + 1


def _hides(frame: FrameType, excinfo: pytest.ExceptionInfo[BaseException] | None) -> bool:
    hide = frame.f_locals.get("__tracebackhide__") or False
    if callable(hide):
        try:
            return bool(hide(excinfo))
        except Exception:
            return False
    return bool(hide)
