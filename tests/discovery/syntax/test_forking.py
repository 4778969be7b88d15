"""Conditions of definitions are told where a name has several."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.positions import Positions


@pytest.mark.parametrize(
    ("text", "forks"),
    [
        ("if FAST:\n    import router\n", []),
        ("if FAST:\n    import router\nelse:\n    router = None\n", [("router", 2), ("router", 4)]),
        ("router = None\nif FAST:\n    from fast import router\n", [("router", 3)]),
        ("if FAST:\n    def make(): ...\nclass make: ...\n", [("make", 2)]),
        (
            "def f(router):\n    if router:\n        import router\n        app.mount(router)\n",
            [("router", 3)],
        ),
    ],
)
def test_names_that_are_defined_more_than_once(text: str, forks: list[tuple[str, int]]) -> None:
    wiring = wiring_of(ast.parse(text), Positions(text))
    assert [(one.name, one.line) for one in wiring.forks] == forks
    assert all(one.under for one in wiring.forks)
