"""Text → tree, or the reason why there is none."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.parsing import parse


def test_warnings_about_the_users_text_are_not_ours() -> None:
    assert isinstance(parse('x = "\\d"\ny = 1 is 1\n'), ast.Module)


@pytest.mark.parametrize("text", ["def f(:\n", "x = 1\x00", "(" * 5000])
def test_the_reason_is_given_and_never_raised(text: str) -> None:
    assert isinstance(parse(text), Exception)
