"""Which functions say what they say whatever else stands in their module."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.positions import Positions, lines_of
from qaagent_lsp.discovery.syntax.self_contained import SelfContained, names_that_matter, of_functions_alone
from qaagent_lsp.discovery.syntax.wiring import Wiring

HEAD = "router = APIRouter()\nNAMES = ['a']\ndef wires(x):\n    x.include_router(router)\n"


def wiring(text: str) -> Wiring:
    return wiring_of(ast.parse(text), Positions(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@router.get('/x')\ndef f():\n    return NAMES\n", True),
        ("def f(db):\n    from x import y\n    row = y(db)\n    return row\n", True),
        ("def f():\n    for name in NAMES:\n        make(name)\n", False),
        ("def f():\n    setup(router)\n", False),
        ("def f(x):\n    wires(x)\n", False),
        ("def f(app):\n    app.add_api_route('/x', g)\n", False),
        ("def f(app):\n    add = app.router.add_get\n    add('/x', g)\n", False),
        ("def f(own):\n    own.add_pets(Pets, '/pets')\n", False),
        ("def f():\n    return Router()\n", False),
        ("def f():\n    @route.get('/y')\n    def g(): 0\n", False),
        ("def f():\n    class A: 0\n", False),
        ("if 1:\n    def f(): 0\n", False),
    ],
)
def test_what_has_nothing_to_do_with_the_rest(text: str, *, expected: bool) -> None:
    whole = wiring(HEAD + text)
    (function,) = [one for one in whole.functions if one.name == "f"]
    assert SelfContained(whole, lines_of(HEAD + text))(function) == expected


def test_names_that_matter_are_routers_functions_that_wire_and_lists() -> None:
    assert names_that_matter(wiring(HEAD)) == {"router", "wires", "NAMES"}


def test_of_functions_alone() -> None:
    assert of_functions_alone(wiring("def f():\n    from x import y\n    return y()\n"))
    assert not of_functions_alone(wiring("import x\ndef f(): 0\n"))
    assert not of_functions_alone(wiring(HEAD))
