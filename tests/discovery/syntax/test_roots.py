from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.expressions import expression
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.roots import roots


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("'/a'", []),
        ("settings.API", ["settings"]),
        ("f'{settings.API}/{x}'", ["settings", "x"]),
        ("a.b(c, d=e).f", ["a", "c", "e"]),
        ("[a, *b]", ["a", "b"]),
        ("a or b", ["a", "b"]),
        ("a if x else b", ["a", "b"]),
    ],
)
def test_names_that_an_expression_begins_with(text: str, names: list[str]) -> None:
    assert list(roots(expression(ast.parse(text, mode="eval").body, Positions(text)))) == names
