"""Conditions of definitions are told where a name has several."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.forking import RETURN
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


@pytest.mark.parametrize(
    ("body", "ways"),
    [
        ("return '/a'", {}),
        ("if x:\n  return '/a'\n return '/b'", {3: ["`x` holds"], 4: ["`x` does not hold"]}),
        ("for y in x:\n  return '/a'\n return '/b'", {3: ["a turn of the loop comes to it"]}),
        ("if x:\n  return 1\n return x[0]", {}),
        ("if x:\n  return x\n return other()", {3: ["`x` holds"], 4: ["`x` does not hold"]}),
    ],
)
def test_ways_out_of_a_function(body: str, ways: dict[int, list[str]]) -> None:
    text = f"def f(x):\n {body}\n"
    wiring = wiring_of(ast.parse(text), Positions(text))
    assert {
        one.line: [each.words for each in one.under] for one in wiring.forks if one.name == RETURN
    } == ways
