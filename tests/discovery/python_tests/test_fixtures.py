"""What fixtures have to do with requests."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.python_tests.fixtures import Asked, Fixture, fixtures_of
from qaagent_lsp.model.source import WorkspacePath

HEAD = """
import pytest
class Api:
    def get_pet(self, number):
        return self.client.get(f"/pets/{number}")
    def login(self):
        self._post()
    def _post(self):
        self.client.post("/login")
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "@pytest.fixture\ndef api(client):\n    return Api(client)",
            (
                ("get_pet", (Asked("GET", "/pets/{}"),)),
                ("login", (Asked("POST", "/login"),)),
                ("_post", (Asked("POST", "/login"),)),
            ),
        ),
        (
            "@pytest.fixture\ndef api(client):\n    one = Api(client)\n    one.login()\n    yield one",
            (
                ("get_pet", (Asked("GET", "/pets/{}"),)),
                ("login", (Asked("POST", "/login"),)),
                ("_post", (Asked("POST", "/login"),)),
            ),
        ),
        (
            "@pytest.fixture\ndef api(client):\n    def ask():\n        client.get('/x')\n    return ask",
            (("", (Asked("GET", "/x"),)),),
        ),
    ],
)
def test_what_a_fixture_gives(text: str, expected: tuple[tuple[str, tuple[Asked, ...]], ...]) -> None:
    source = HEAD + text
    found = fixtures_of(ast.parse(source), WorkspacePath("tests/test_it.py"), source)
    assert found == (Fixture("api", (), ("client",), expected),)


def test_fixtures_that_have_nothing_to_do_with_requests_are_left_out() -> None:
    source = "import pytest\n@pytest.fixture\ndef number():\n    return 1"
    assert fixtures_of(ast.parse(source), WorkspacePath("tests/test_it.py"), source) == ()
