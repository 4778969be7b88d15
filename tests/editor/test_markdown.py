"""Text is shown as it is, whatever Markdown would make of it."""

from __future__ import annotations

import pytest

from qaagent_lsp.editor.markdown import code, plain


@pytest.mark.parametrize(
    ("text", "span", "escaped"),
    [("a_b", "`a_b`", "a\\_b"), ("x `y`\nz", "`` x `y` z ``", "x \\`y\\` z"), ("``", "``` `` ```", "\\`\\`")],
)
def test_markdown_is_escaped(text: str, span: str, escaped: str) -> None:
    assert (code(text), plain(text)) == (span, escaped)
