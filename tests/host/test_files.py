from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.host import files
from qaagent_lsp.host.files import FileTail, LocalFiles


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_lines_come_whole_and_once(path: Path) -> None:
    tail = FileTail(str(path))
    assert tail.read() == []
    append(path, b"one\ntw")
    assert tail.read() == [b"one"]
    assert tail.read() == []
    append(path, b"o\n\nthree")
    assert tail.read() == [b"two", b""]
    assert tail.close() == [b"three"]


def test_a_character_may_be_torn_between_two_reads(path: Path) -> None:
    tail = FileTail(str(path))
    append(path, "é\n".encode()[:1])
    assert tail.read() == []
    append(path, "é\n".encode()[1:])
    assert tail.close() == ["é".encode()]


def test_closing_reads_all_that_is_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ONE_READ", 7)
    tail = FileTail(str(path))
    append(path, b"".join(b"line %d\n" % number for number in range(100)))
    first = list(tail.read())
    assert first == [b"line 0"[:6]]
    assert first + list(tail.close()) == [b"line %d" % number for number in range(100)]


def test_a_truncated_file_is_read_again(path: Path) -> None:
    tail = FileTail(str(path))
    append(path, b"old line\nhalf")
    assert tail.read() == [b"old line"]
    path.write_bytes(b"new\n")
    assert tail.read() == [b"new"]
    assert tail.close() == []


def test_the_hole_of_a_writer_that_goes_on_after_truncation(path: Path) -> None:
    tail = FileTail(str(path))
    append(path, b"old line\n")
    assert tail.read() == [b"old line"]
    with path.open("r+b") as file:
        file.truncate(0)
        assert tail.read() == []
        file.seek(9)
        file.write(b"next\n")
    assert tail.read() == [b"next"]
    assert tail.close() == []


def test_nul_bytes_inside_a_line_stay(path: Path) -> None:
    append(path, b"a\0b\n")
    assert FileTail(str(path)).close() == [b"a\0b"]


def test_a_tail_of_nothing_closes(path: Path) -> None:
    assert FileTail(str(path)).close() == []


def test_writing_makes_the_folder(tmp_path: Path) -> None:
    local = LocalFiles()
    target = tmp_path / "a" / "b" / "selection.jsonl"
    local.write_bytes(str(target), b"first, and longer")
    local.write_bytes(str(target), b"\xc3\xa9\n\r\n\xff")
    assert target.read_bytes() == b"\xc3\xa9\n\r\n\xff"
    append(target, b"!\n")
    tail = local.tail(str(target))
    assert tail.read() == [b"\xc3\xa9", b"\r", b"\xff!"]
    assert tail.close() == []
