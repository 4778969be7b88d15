"""A folder with an app and its tests of two tools, and the words to click at it."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.editor.small_workspace import MARK, SMALL


def small_folder(folder: Path) -> Path:
    """Write the small workspace of ``tests/editor``."""
    for name, text in SMALL.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def position(name: str, word: str) -> types.Position:
    """Tell where the mark in a word of a file is."""
    text = SMALL[name]
    offset = text.index(word.replace(MARK, "")) + word.index(MARK)
    return types.Position(text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset) - 1)


def place(uri: str, range_: types.Range) -> str:
    """Write a place as ``file.py:line:column`` from 1."""
    return f"{uri.rpartition('/')[2]}:{range_.start.line + 1}:{range_.start.character + 1}"
