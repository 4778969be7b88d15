from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.python_tests.given_texts import defaults_of, texts_of_fixtures

FIXTURES = """
@pytest.fixture
def prefix(settings):
    return "/api"

@pytest_asyncio.fixture(scope="module")
async def listed(prefix):
    "The list."
    version = "v1"
    return f"{prefix}/{version}/pets"

@pytest.fixture
def lent(listed):
    prepare()
    yield listed + "/lent"
    tidy()

@pytest.fixture
def either(prefix):
    if prefix:
        return "/one"
    return "/other"

@pytest.fixture(name="other")
def named(): return "/named"

@pytest.fixture
def loop(loop): return loop

@pytest.fixture
def thing(db): return make(db)

def no_fixture(): return "/x"
"""


@pytest.mark.parametrize(
    ("parameter", "expected"),
    [
        ("prefix", "/api"),
        ("listed", "/api/v1/pets"),
        ("lent", "/api/v1/pets/lent"),
        ("either", None),
        ("named", None),
        ("loop", None),
        ("thing", None),
        ("no_fixture", None),
        ("unknown", None),
    ],
)
def test_texts_that_fixtures_give(parameter: str, expected: str | None) -> None:
    tree = ast.parse(f"{FIXTURES}\ndef test_it({parameter}): ...")
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    functions = {node.name: node for node in tree.body if isinstance(node, kinds)}
    found = texts_of_fixtures(functions["test_it"], functions, {}, {})
    assert found == ({} if expected is None else {parameter: expected})


def test_defaults_of_parameters() -> None:
    (function,) = ast.parse('def ask(a, b="/b", *, c=BASE, d=True, e): ...').body
    assert isinstance(function, ast.FunctionDef)
    assert dict(defaults_of(function, {"BASE": "/base"})) == {"b": "/b", "c": "/base", "d": "True"}
    assert dict(defaults_of(function, {}, only=("True", "False"))) == {"d": "True"}
