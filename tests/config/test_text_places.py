"""Offsets become places, lines ending where editors end them."""

from __future__ import annotations

import pytest

from qaagent_lsp.config.text_places import Places, line_starts, span_of
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath

FILE = WorkspacePath("a.yaml")


@pytest.mark.parametrize(
    ("text", "start", "end", "expected"),
    [
        ("ab\ncd", 3, 5, Span(2, 1, 2, 3)),
        ("ab\r\ncd\re", 7, 8, Span(3, 1, 3, 2)),
        ("a\u2028b\x85c\nd", 6, 7, Span(2, 1, 2, 2)),
        ("\U0001f600a", 1, 2, Span(1, 2, 1, 3)),
        ("", 0, 0, Span(1, 1, 1, 1)),
    ],
)
def test_an_offset_is_a_line_and_a_column_of_code_points(
    text: str, start: int, end: int, expected: Span
) -> None:
    assert span_of(line_starts(text), start, end) == expected


def test_blanks_behind_a_range_do_not_belong_to_it_and_what_is_empty_has_one_column() -> None:
    places = Places("ab  \n\ncd", FILE)
    assert places.span(0, 6) == Span(1, 1, 1, 3)
    assert places.marked(5, 5) == Span(2, 1, 2, 2)
    assert places.problem(6, 8, "no", "x") == Problem(FILE, Span(3, 1, 3, 3), "no", "x")
