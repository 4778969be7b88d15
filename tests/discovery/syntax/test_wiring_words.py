from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.syntax.wiring_words import REGISTERING, may_wire, wires
from tests.discovery.tables import source


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("app.include_router(x)", True),
        ("app.get('/x')(handler)", True),
        ("register(app)", True),
        ("setup(self.router, 1)", True),
        ("setup(target=v1.api)", True),
        ("app.routes.append(x)", True),
        ("names.append(x)", True),
        ("self.routes[0].mapping.update({})", True),
        ("headers.update({})", False),
        ("self.state.update(app)", True),
        ("x.add_org_resource(Pets, '/pets')", True),
        ("x.register_view(view=Pets, path='/pets')", True),
        ("x.add_note(Pets, 'pets')", False),
        ("x.read('/pets')", False),
        ("print('app')", False),
        ("f(x.y, z)", False),
        ("f()", False),
    ],
)
def test_calls_worth_reading(call: str, expected: bool) -> None:
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    assert may_wire(node) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("app.include_router(x)", 1),
        ("app.routes.append(x)", 1),
        ("register(app)", 1),
        ("routes[0].mapping.update({})", 1),
        ("names.append(x)", 0),
        ("names.append(app)", 0),
        ("f(x)", 0),
    ],
)
def test_effects_that_are_kept(text: str, expected: int) -> None:
    assert len(facts_of(source(text)).wiring.effects) == expected


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("@app.get('/x')\ndef x():\n    def inner(): ...\n", False),
        ("@app.get('/x')\ndef x():\n    def inner(): ...\n    app.include_router(y)\n", True),
        ("@app.get(PATH)\ndef x():\n    def inner(): ...\n", True),
        ("@mock.patch('a.b')\ndef x():\n    def inner(): ...\n", True),
        ("@keep\ndef x():\n    def inner(): ...\n", True),
    ],
)
def test_bodies_of_plain_handlers_are_passed_over(text: str, inner: bool) -> None:
    names = [function.name for function in facts_of(source(text)).wiring.functions]
    assert ("inner" in names) is inner


def test_every_word_of_wiring_is_seen_in_a_text() -> None:
    growing = {"append", "extend", "insert"}
    for name in REGISTERING:
        assert wires(f"def f():\n    self.x.{name}(y)\n") is (name not in growing), name
    for call in (
        "FastAPI()",
        "APIRouter()",
        "Flask(name)",
        "Blueprint(x)",
        "Starlette()",
        "app.routes.append(x)",
    ):
        assert wires(f"    x = {call}\n"), call
    assert not wires("def f():\n    registered.adds(x)\n    return x.register_all(1)\n")
