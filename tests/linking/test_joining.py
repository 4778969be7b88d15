"""Fixtures of conftest files tell whose app a client asks, and what their methods ask."""

from __future__ import annotations

import ast

from qaagent_lsp.discovery.python_tests.client_calls import calls_of
from qaagent_lsp.discovery.python_tests.fixtures import Fixture, fixtures_of
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.linking.joining import fixtures_around, joined
from qaagent_lsp.model.source import WorkspacePath

CONFTEST = """
import pytest
from shop.main import app

class Auth:
    def __init__(self, client):
        self._client = client
    def login(self):
        return self._client.post("/login")

@pytest.fixture
def client():
    return TestClient(app)

@pytest.fixture
def auth(client):
    return Auth(client)

@pytest.fixture
def seed(client):
    def make(n):
        client.put("/rows")
    return make
"""
TESTS = """
def test_it(client, auth, seed, monkeypatch):
    monkeypatch.setattr("a", 1)
    auth.login()
    auth.unknown()
    seed(3)
    client.get("/x")
"""
FILE = WorkspacePath("shop/tests/test_it.py")


def fixtures(file: str, text: str) -> tuple[Fixture, ...]:
    return fixtures_of(ast.parse(text), WorkspacePath(file), text)


def test_a_fixture_of_a_folder_above() -> None:
    known = {
        WorkspacePath("shop/conftest.py"): fixtures("shop/conftest.py", CONFTEST),
        WorkspacePath("other/conftest.py"): fixtures("other/conftest.py", CONFTEST),
    }
    around = fixtures_around(FILE, known)
    assert around == (known[WorkspacePath("shop/conftest.py")],)
    calls = calls_of(ast.parse(TESTS), FILE, TESTS, Positions(TESTS))
    found = [(call.method, call.url, call.through, call.apps) for call in joined(calls, around)]
    apps = ("shop.main.app", "shop.main")
    assert found == [
        ("POST", "/login", "auth.login()", apps),
        ("PUT", "/rows", "seed()", apps),
        ("GET", "/x", "", apps),
    ]


def test_without_fixtures_only_what_was_read_is_left() -> None:
    calls = calls_of(ast.parse(TESTS), FILE, TESTS, Positions(TESTS))
    assert [(call.method, call.url, call.apps) for call in joined(calls, ())] == [("GET", "/x", ())]
    assert joined((), ()) == ()
