from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.positions import Positions, lines_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(x)", (1, 1, 1, 5)),
        ("'ü', f(x)", (1, 6, 1, 10)),
        ("'😀', f('ä',\n  'ß')", (1, 6, 2, 7)),
    ],
)
def test_columns_are_code_points(text: str, expected: tuple[int, int, int, int]) -> None:
    call = next(node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    positions = Positions(text)
    span = positions.span(call)
    assert (span.line, span.column, span.end_line, span.end_column) == expected
    assert positions.text(span).startswith("f(")
    assert positions.text(span).endswith(")")


def test_lines_are_pythons() -> None:
    assert lines_of("a\r\nb\rc\x0cd\u2028e\nf") == ["a", "b", "c\x0cd\u2028e", "f"]
