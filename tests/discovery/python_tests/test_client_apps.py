"""From a client back to the module of its app."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.python_tests.client_calls import calls_of
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.model.source import WorkspacePath

PARAMS = """
import importlib, pytest
NAMES = ["first", pytest.param("second", marks=1)]

@pytest.fixture(name="client", params=NAMES)
def get_client(request):
    mod = importlib.import_module(f"docs.{request.param}")
    with TestClient(mod.app) as client:
        yield client

def test_it(client):
    client.get("/x")
"""

INDIRECT = """
import importlib
@pytest.fixture
def mod(request):
    return importlib.import_module("docs." + request.param)
@pytest.fixture
def client(mod):
    return TestClient(mod.app)
@pytest.mark.parametrize("mod", ["a", "b"], indirect=True)
def test_it(client):
    client.get("/x")
"""


def reached(text: str, file: str = "tests/test_it.py") -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    calls = calls_of(ast.parse(text), WorkspacePath(file), text, Positions(text))
    return {
        call.test.rpartition("::")[2]: (call.apps, call.clients)
        for call in calls
        if "test_" in call.test.rpartition("::")[2]
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "from app.main import app\nclient = TestClient(app)\ndef test_it():\n    client.get('/x')",
            (("app.main.app", "app.main"), ()),
        ),
        (
            "def test_it():\n    from .main import app\n    with TestClient(app) as c:\n        c.get('/x')",
            (("tests.main.app", "tests.main"), ()),
        ),
        (
            "import shop.api as api\ndef test_it():\n    api.app.test_client().get('/x')",
            (("shop.api",), ()),
        ),
        (PARAMS, (("docs.first", "docs.second", "importlib"), ())),
        (
            INDIRECT,
            (("docs.a", "docs.b", "importlib"), ()),
        ),
        ("def test_it(client):\n    client.get('/x')", ((), ("client",))),
        ("def test_it(unknown):\n    importlib.import_module(unknown).client.get('/x')", ((), ())),
    ],
)
def test_where_a_client_comes_from(text: str, expected: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
    modules, fixtures = reached(text)["test_it"]
    assert (
        tuple(sorted(modules, key=lambda name: (name == "importlib", expected[0].index(name)))),
        fixtures,
    ) == expected


def test_a_client_that_set_up_makes() -> None:
    text = """
from shop.main import app
class TestShop:
    def setup_method(self):
        self.client = TestClient(app)
    def test_it(self):
        self.client.get("/x")
"""
    assert reached(text)["test_it"] == (("shop.main.app", "shop.main"), ())
