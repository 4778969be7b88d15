"""Keys explain themselves."""

from __future__ import annotations

import pytest

from qaagent_lsp.editor.config_hover import config_hover
from qaagent_lsp.model.source import Span

TEXT = """run:
  retry_count: 2
  nope: 1
app:
  dev:
    auth:
      token_env: X
    headers:
      X-A: b
"""
LINES = TEXT.split("\n")


@pytest.mark.parametrize(
    ("line", "column", "span", "words"),
    [
        (1, 1, Span(1, 1, 1, 4), "**run** — mapping"),
        (2, 5, Span(2, 3, 2, 14), "**run.retry_count** — whole number, default 0"),
        (2, 5, Span(2, 3, 2, 14), "a test that then passes is flaky"),
        (5, 3, Span(5, 3, 5, 6), "**app.dev**"),
        (5, 3, Span(5, 3, 5, 6), "Keys: `base_url`"),
        (7, 9, Span(7, 7, 7, 16), "**app.dev.auth.token_env** — text, default API_TOKEN"),
        (9, 7, Span(9, 7, 9, 10), "Headers of every request"),
    ],
)
def test_a_key_is_explained(line: int, column: int, span: Span, words: str) -> None:
    found = config_hover(LINES, line, column)
    assert found is not None
    assert found.span == span
    assert words in found.markdown


@pytest.mark.parametrize(("line", "column"), [(2, 1), (2, 17), (3, 4), (99, 1)])
def test_there_is_nothing_to_say_elsewhere(line: int, column: int) -> None:
    assert config_hover(LINES, line, column) is None
