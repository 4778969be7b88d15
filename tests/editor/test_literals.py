from __future__ import annotations

import pytest

from qaagent_lsp.editor.literals import called_word, defined_word, holds, literals
from qaagent_lsp.model.source import Span


def whole(text: str) -> tuple[list[str], Span]:
    lines = text.split("\n")
    return lines, Span(1, 1, len(lines), len(lines[-1]) + 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('app.get("/a", tags=["b"])', ["/a", "b"]),
        ("app.get('/a\\'b')", ["/a\\'b"]),
        ('app.get(\n  f"/a/{x}",\n)', ["/a/{x}"]),
        ('app.get("""/a\n/b""")', ["/a/b"]),
        ("request.get(`/a/${x}`)", ["/a/${x}"]),
        ('app.get("/a\n)', ["/a"]),
        ("app.get(PATH)", []),
    ],
)
def test_string_literals(text: str, found: list[str]) -> None:
    assert [literal.text for literal in literals(*whole(text))] == found


def test_where_they_stand() -> None:
    (literal,) = literals(*whole('app.get(\n  "/a")'))
    assert literal.span == Span(2, 3, 2, 7)


def test_what_is_called() -> None:
    assert called_word(*whole('app.router.get ("/a")')) == Span(1, 12, 1, 15)
    assert called_word(*whole("app.get")) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("def a(b):", Span(1, 5, 1, 6)),
        ("async  def abc():", Span(1, 12, 1, 15)),
        ("class A:", Span(1, 7, 1, 8)),
    ],
)
def test_what_is_defined(text: str, span: Span) -> None:
    assert defined_word(*whole(text)) == span


def test_a_definition_without_a_name_stands_at_its_start() -> None:
    assert defined_word(*whole("lambda: 1")) == Span(1, 1, 1, 1)
    assert defined_word([], Span(4, 5, 6, 1)) == Span(4, 5, 4, 5)


def test_both_ends_of_a_word_are_in_it() -> None:
    assert [holds(Span(1, 3, 1, 5), 1, column) for column in (2, 3, 5, 6)] == [False, True, True, False]
