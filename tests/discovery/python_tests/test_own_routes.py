from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.python_tests.own_routes import is_one_of, own_paths
from tests.discovery.tables import source

TEXT = """
import pytest
from fastapi import FastAPI

@pytest.fixture
def client():
    app = FastAPI()

    @app.get("/current")
    def current(): ...

    @app.post(
        "/posted", status_code=201)
    async def posted(): ...

    @app.get("/things/{id}")
    @other.get("/elsewhere")
    def thing(id): ...

    return TestClient(app)

app = FastAPI()

@app.get("/outside")
def outside(): ...

def test_a(client):
    client.get("/current?x=1")

def test_b(client):
    client.get("/things/7")
    client.get("/outside")
"""


def test_paths_that_functions_declare_are_the_tests_own() -> None:
    assert own_paths(ast.parse(TEXT), {"app"}) == {"/current", "/posted"}
    assert own_paths(ast.parse(TEXT), ()) == frozenset()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/current", True),
        ("/current?x=1", True),
        ("http://testserver/current", True),
        ("/current/", False),
        ("/currents", False),
        ("current", False),
        ("", False),
    ],
)
def test_a_url_has_one_of_them(url: str, expected: bool) -> None:
    assert is_one_of(frozenset({"/current"}), url) is expected


def test_calls_say_that_they_mean_what_the_file_declares() -> None:
    calls = facts_of(source(TEXT, "tests/test_x.py")).calls
    assert {call.url: call.own for call in calls} == {
        "/current?x=1": True,
        "/things/7": False,
        "/outside": False,
    }
