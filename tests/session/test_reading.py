"""Texts of files as their tools decode them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.reading import read_bytes, read_text, source_of


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"x = 1\n", "x = 1\n"),
        (b"\xef\xbb\xbfx = 1\n", "x = 1\n"),
        ("# -*- coding: latin-1 -*-\nname = 'café'\n".encode("latin-1"), "# -*- coding: latin-1 -*-\nname = 'café'\n"),
        (b"x = '\xff'\n", "x = '\ufffd'\n"),
    ],
)  # fmt: skip
def test_a_text_is_decoded_as_python_would(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "a.py").write_bytes(data)
    assert read_text(tmp_path / "a.py") == text


def test_what_cannot_be_read_is_nothing(tmp_path: Path) -> None:
    assert read_bytes(tmp_path / "gone.py") is None
    assert read_text(tmp_path) is None


def test_a_source_is_named_by_its_text() -> None:
    one, other = source_of(WorkspacePath("a"), "x"), source_of(WorkspacePath("b"), "x")
    assert one.digest == other.digest != source_of(WorkspacePath("a"), "y").digest
