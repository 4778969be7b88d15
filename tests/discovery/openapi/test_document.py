"""Which files are descriptions, and what is known of one while its text is broken."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.openapi.document import (
    Edit,
    edit_of,
    may_describe,
    read_api_file,
    says_no_version,
    while_broken,
)
from qaagent_lsp.model.source import Span, WorkspacePath
from tests.discovery.tables import source


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("a.yaml", "openapi: 3.1.0\n", True),
        ("a.yml", "info: x\n'swagger' : \"2.0\"\n", True),
        ("a.yaml", '{"openapi":"3.0.0"}', True),
        ("a.json", '\ufeff\n{"components": {}, "openapi" : "3.0.0"}', True),
        ("a.json", '{"swagger":"2.0"}', True),
        ("a.yaml", "project:\n  openapi: 3.1.0\n", False),
        ("a.yaml", "openapi:\n  spec_path: x\n", False),
        ("a.yaml", "asyncapi: 3.0.0\n", False),
        ("a.json", "openapi: 3.1.0\n", False),
        ("a.json", '[{"openapi": "3.0.0"}]', False),
        ("a.json", '{"dependencies": {"openapi": "^3.0.0"}}', False),
        ("a.json", '{"openapi": true}', False),
    ],
)
def test_a_description_is_known_by_its_first_words(file: str, text: str, expected: bool) -> None:
    assert may_describe(WorkspacePath(file), text.encode()) is expected


@pytest.mark.parametrize(
    ("file", "text", "version"),
    [
        ("a.yaml", "openapi: 3.1.0\n", "3.1.0"),
        ("a.yaml", "swagger: '2.0'\n", "2.0"),
        ("a.yaml", "get: {}\n", ""),
        ("a.json", '{"x": {"openapi": "3.0.0"}}', ""),
        ("a.yaml", '{"openapi": "3.0.0", }', "3.0.0"),  # flow style, not JSON
        ("a.yaml", "openapi: 4.0.0\n", ""),
    ],
)
def test_its_version_stands_at_its_top(file: str, text: str, version: str) -> None:
    read = read_api_file(source(text, file))
    assert (read.version, read.problem) == (version, None)


@pytest.mark.parametrize(
    ("file", "text", "line", "message"),
    [
        ("a.json", '{"openapi": "3.0.0",\n "a": }', 2, "Not JSON: expecting value."),
        ("a.json", '{"openapi": "3.0.0"\n "a": 1}', 2, "Not JSON: a , is missing."),
        ("a.yaml", "openapi: 3.0.0\n'a\n", 3, "A quote is not closed."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_at_its_line(file: str, text: str, line: int, message: str) -> None:
    read = read_api_file(source(text, file))
    assert read.tree is None
    assert read.problem is not None
    assert (read.problem.line, read.problem.message, read.problem.code) == (line, message, "openapi-syntax")


def test_a_broken_text_keeps_what_was_read_with_its_lines_moved() -> None:
    good_text = "openapi: 3.0.0\npaths:\n  /a: {get: {}}\n  /b: {get: {}}\n"
    text = "openapi: 3.0.0\npaths:\n  /a: {get: {}}\n  /new\n  : [\n  /b: {get: {}}\n"
    good, broken = read_api_file(source(good_text, "a.yaml")), read_api_file(source(text, "a.yaml"))
    kept = while_broken(broken, text, good, good_text)
    assert (kept.tree, kept.version, kept.problem) == (good.tree, "3.0.0", broken.problem)
    at = good_text.index("/b")
    assert good.span(at, at + 2) == Span(4, 3, 4, 5)
    assert kept.span(at, at + 2) == Span(6, 3, 6, 5)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nb\nc", "a\nx\nb\nc", Edit(2, 0, 1)),
        ("a\nb\nc", "a\nc", Edit(2, 1, 0)),
        ("a\nb\nc", "a\nB\nc", Edit(2, 1, 1)),
        ("a\na", "a\na\na", Edit(3, 0, 1)),
        ("a", "a", Edit(2, 0, 0)),
        ("", "a\nb", Edit(1, 1, 2)),
    ],
)
def test_the_lines_that_differ_are_found(before: str, after: str, expected: Edit) -> None:
    assert edit_of(before, after) == expected


def test_a_place_within_an_edit_stays_in_it() -> None:
    edit = Edit(3, 4, 1)
    assert [edit.moved(Span(line, 1, line, 2)).line for line in (2, 3, 6, 7)] == [2, 3, 3, 4]


def test_a_version_that_is_being_typed_is_told_from_a_part_that_has_none() -> None:
    assert says_no_version(read_api_file(source("openapi: \n", "a.yaml")))
    assert not says_no_version(read_api_file(source("openapi: 3.0.0\n", "a.yaml")))
    assert not says_no_version(read_api_file(source("get: {}\n", "a.yaml")))
