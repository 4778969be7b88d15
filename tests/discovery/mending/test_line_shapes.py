from __future__ import annotations

import pytest

from qaagent_lsp.discovery.mending.line_shapes import (
    beginning_of,
    closers_of,
    indent_of,
    last_line_of,
    next_line,
    opener_of,
)

TEXT = """\
@app.get(
    "/x",
)
async def x(
    a: int = Query(
        1,
    ),
):
    y = {
        "a": 1,
    }

    return y
"""
LINES = TEXT.split("\n")


@pytest.mark.parametrize(
    ("text", "closers"),
    [
        ("f(a, [b", "])"),
        ("f('(')", ""),
        ("x = {'a': f(", ")}"),
        ("x = 'it", "'"),
        ('x = """a\n(', '"""'),
        ("f(  # (", ")"),
        ("f(\n  # [\n  a", ")"),
        ("'\\'(", "'"),
        (")", ""),
    ],
)
def test_what_closes_a_text(text: str, closers: str) -> None:
    assert closers_of(text) == closers


def test_where_statements_begin_and_end() -> None:
    assert [beginning_of(LINES, at) for at in (1, 4, 9)] == [0, 3, 8]
    assert [last_line_of(LINES, at) for at in (0, 3, 8)] == [2, 10, 10]
    assert [opener_of(LINES, at) for at in (2, 6, 10)] == [0, 4, 8]


def test_lines_and_indents() -> None:
    assert next_line(LINES, 10) == "    return y"
    assert next_line(LINES, 12) == ""
    assert indent_of("    x") == 4
