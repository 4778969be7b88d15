from __future__ import annotations

import json
import resource
from pathlib import Path

import pytest

from qaagent_lsp.store.atomic import append_lines, replace_bytes, replace_json


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    replace_json(path, {"ü": [1]})
    replace_json(path, {"ü": [2]})
    assert path.read_text("ascii") == '{\n  "\\u00fc": [\n    2\n  ]\n}'
    assert json.loads(path.read_bytes()) == {"ü": [2]}
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_put_in_place_leaves_the_old_and_no_rest(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "old").touch()
    with pytest.raises(OSError, match="folder"):
        replace_bytes(tmp_path / "folder", b"new")
    assert [path.name for path in tmp_path.rglob("*")] == ["folder", "old"]


def test_a_torn_line_spoils_no_other(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    append_lines(path, [b"one\n"])
    path.write_bytes(path.read_bytes() + b"to")
    append_lines(path, [b"three\n", b"four\n"])
    assert path.read_bytes() == b"one\nto\nthree\nfour\n"


def test_a_disk_that_fills_leaves_the_old_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    replace_bytes(path, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="large"):
            replace_bytes(path, b"x" * 200)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("a.json", b"old")]
