from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from qaagent_lsp.model.source import Span
from qaagent_lsp.server.convert import (
    Encoding,
    from_position,
    path_of,
    split_lines,
    to_position,
    to_range,
    uri_of,
)

CAT = 'x = "Ж🐈"; y'


@pytest.mark.parametrize(
    ("column", "encoding", "character"),
    [
        (1, "utf-16", 0),
        (6, "utf-16", 5),
        (7, "utf-16", 6),
        (8, "utf-16", 8),
        (7, "utf-8", 7),
        (8, "utf-8", 11),
        (8, "utf-32", 7),
        (99, "utf-16", 12),
        (0, "utf-16", 0),
    ],
)
def test_columns_are_counted_in_the_negotiated_units(column: int, encoding: Encoding, character: int) -> None:
    assert to_position([CAT], 1, column, encoding) == types.Position(line=0, character=character)


@pytest.mark.parametrize(
    ("line", "expected"),
    [(0, (0, 0)), (1, (0, 0)), (3, (2, 0)), (9, (2, 0))],
    ids=["before the text", "first", "last", "beyond the text"],
)
def test_lines_outside_the_text_are_brought_back(line: int, expected: tuple[int, int]) -> None:
    found = to_position(["", "", ""], line, 1, "utf-16")
    assert (found.line, found.character) == expected


def test_without_the_text_columns_are_taken_as_they_are() -> None:
    assert to_position((), 4, 3, "utf-16") == types.Position(line=3, character=2)


def test_a_span_becomes_a_range() -> None:
    found = to_range(["", "    🐈cat"], Span(2, 5, 2, 7), "utf-16")
    assert (found.start.character, found.end.character) == (4, 7)


@given(st.text(), st.integers(0, 40), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_a_position_comes_back_as_it_went(text: str, column: int, encoding: Encoding) -> None:
    lines = split_lines(text)
    column = min(column, len(lines[0])) + 1
    assert from_position(lines, to_position(lines, 1, column, encoding), encoding) == (1, column)


@pytest.mark.parametrize(
    ("position", "expected"),
    [((0, 6), (1, 7)), ((0, 7), (1, 8)), ((0, 8), (1, 8)), ((0, 99), (1, 12)), ((5, 3), (6, 1))],
    ids=["before the cat", "inside its surrogate pair", "after", "beyond the line", "beyond the text"],
)
def test_positions_are_clamped_to_code_points(position: tuple[int, int], expected: tuple[int, int]) -> None:
    line, character = position
    assert from_position([CAT], types.Position(line=line, character=character), "utf-16") == expected


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ("",)),
        ("a\nb", ("a", "b")),
        ("a\r\nb\r", ("a", "b", "")),
        ("a\x0cb\u2028c\x85d", ("a\x0cb\u2028c\x85d",)),
    ],
)
def test_lines_end_where_the_protocol_says(text: str, lines: tuple[str, ...]) -> None:
    assert split_lines(text) == lines


@pytest.mark.parametrize(
    ("uri", "windows", "path"),
    [
        ("file:///home/a/b.py", False, PurePosixPath("/home/a/b.py")),
        ("file:///with%20space/%C3%BC%23.py", False, PurePosixPath("/with space/ü#.py")),
        ("file:///c%3A/Users/x.py", True, PureWindowsPath("c:/Users/x.py")),
        ("file:///C:/Users/x.py", True, PureWindowsPath("C:/Users/x.py")),
        ("file://server/share/x.py", True, PureWindowsPath("//server/share/x.py")),
        ("untitled:Untitled-1", False, None),
        ("git:/a/b.py?x", False, None),
        ("not a uri", False, None),
        ("", False, None),
    ],
)
def test_uris_become_paths(uri: str, windows: bool, path: PurePath | None) -> None:
    assert path_of(uri, windows=windows) == path


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PurePosixPath("/home/a b/ü#[1]{x}.py"), "file:///home/a%20b/%C3%BC%23%5B1%5D%7Bx%7D.py"),
        (PureWindowsPath("C:/Users/x.py"), "file:///c%3A/Users/x.py"),
        (PureWindowsPath("//server/share/x.py"), "file://server/share/x.py"),
    ],
)
def test_paths_become_uris_and_come_back(path: PurePath, uri: str) -> None:
    assert uri_of(path) == uri
    assert path_of(uri, windows=isinstance(path, PureWindowsPath)) == path
