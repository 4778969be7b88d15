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


SETTING_UP = """
import pytest
from shop.main import app

@pytest.fixture
def created(client, signed_in):
    return client.post("/rows")

@pytest.fixture
def signed_in(client):
    client.post("/login")

@pytest.fixture
def seed(client):
    def make(n):
        client.put("/rows")
    return make
"""
SET_UP_BEFORE = """
import pytest
from shop.api import call
from .helpers import unknown

pytestmark = pytest.mark.usefixtures("signed_in")

@pytest.fixture(autouse=True)
def wiped(client):
    client.delete("/rows")

def test_value(created):
    assert created.status_code == 201

def test_nothing():
    assert True

def test_itself(created, client):
    client.get("/x")

def test_callable(seed):
    seed(3)

def test_unread(client):
    client.get(path)

def test_helped():
    unknown()

class TestRows:
    def test_row(self): ...
"""


def test_what_fixtures_ask_counts_for_tests_that_ask_nothing() -> None:
    around = (fixtures("shop/conftest.py", SETTING_UP), fixtures(FILE, SET_UP_BEFORE))
    calls = calls_of(ast.parse(SET_UP_BEFORE), FILE, SET_UP_BEFORE, Positions(SET_UP_BEFORE))
    found: dict[str, set[str]] = {}
    for call in joined(calls, around):
        found.setdefault(call.test.partition("::")[2], set()).add(f"{call.method} {call.url}")
    assert found == {
        "wiped": {"DELETE /rows"},
        "test_value": {"DELETE /rows", "POST /login", "POST /rows"},
        "test_nothing": {"DELETE /rows", "POST /login"},
        "test_itself": {"GET /x"},
        "test_callable": {"PUT /rows"},
        "TestRows::test_row": {"DELETE /rows", "POST /login"},
    }
