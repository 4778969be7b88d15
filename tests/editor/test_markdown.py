"""Text is shown as it is, whatever Markdown would make of it."""

from __future__ import annotations

import pytest

from qaagent_lsp.editor.markdown import code, plain, unmarked


@pytest.mark.parametrize(
    ("text", "span", "escaped"),
    [("a_b", "`a_b`", "a\\_b"), ("x `y`\nz", "`` x `y` z ``", "x \\`y\\` z"), ("``", "``` `` ```", "\\`\\`")],
)
def test_markdown_is_escaped(text: str, span: str, escaped: str) -> None:
    assert (code(text), plain(text)) == (span, escaped)


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**`GET /pets/{id}`** — `shop.pets.get_pet`", "GET /pets/{id} — shop.pets.get_pet"),
        ("- ✗ [`t.py::test_a[x]`](<file:///w/a(1)/t.py#L3>) — a\\_b", "- ✗ t.py::test_a[x] — a_b"),
        ("*seen by a run* (3)\n\n[shot \\[1\\].png](<file:///w/1.png>)", "seen by a run (3)\n\nshot [1].png"),
        (f"{code('x `y` z')}: {plain('2 * 3 [a](b)')}", "x `y` z: 2 * 3 [a](b)"),
    ],
)
def test_where_markdown_is_not_shown_its_marks_are_left_out(markdown: str, text: str) -> None:
    assert unmarked(markdown) == text
