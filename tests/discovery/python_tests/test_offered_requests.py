"""What a file of a test folder offers to the tests of others."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from qaagent_lsp.discovery.python_tests.offered_requests import helpers_of, may_help
from qaagent_lsp.model.source import WorkspacePath

BASE = """
    from tests.core import CoreTest

    class Client:
        def get(self, url): ...

    def make_user(client, name):
        return client.post("/users", json={"name": name}).json()

    @fixture
    def user(client):
        return client.post("/users")

    def test_it(client):
        client.get("/users")

    class Mixin:
        def logout(self):
            self.client.post("/logout")

    class ApiTest(Mixin, CoreTest):
        def login(self, name="x"):
            self.client.get("/login")
            return self.client.post(f"/login/{name}")
        def log_in_and_out(self):
            self.login()
            self.logout()
        def test_login(self):
            self.login()
"""


def offered(text: str, file: str = "tests/base.py") -> dict[str, dict[str, list[str]]]:
    text = dedent(text)
    found = helpers_of(ast.parse(text), WorkspacePath(file), text)
    return {
        one.name: {method: [f"{asked.method} {asked.url}" for asked in asks] for method, asks in one.asks}
        for one in found
    }


def test_functions_and_methods_that_ask() -> None:
    assert offered(BASE) == {
        "make_user": {"": ["POST /users"]},
        "Mixin": {"logout": ["POST /logout"]},
        "ApiTest": {
            "login": ["GET /login", "POST /login/{}"],
            "log_in_and_out": ["GET /login", "POST /login/x", "POST /logout"],
            "logout": ["POST /logout"],
        },
    }


def test_bases_of_other_files_are_named() -> None:
    text = dedent(BASE)
    found = helpers_of(ast.parse(text), WorkspacePath("tests/base.py"), text)
    assert [(one.name, one.bases) for one in found if one.bases] == [("ApiTest", ("CoreTest",))]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("tests/utils.py", True),
        ("app/test/base.py", True),
        ("app/api_testcase.py", True),
        ("shop/testing/client.py", True),
        ("app/latest/client.py", False),
        ("contest/api.py", False),
        ("app/client.py", False),
    ],
)
def test_files_of_tests(file: str, expected: bool) -> None:
    assert may_help(WorkspacePath(file)) is expected
    assert bool(offered(BASE, file)) is expected
