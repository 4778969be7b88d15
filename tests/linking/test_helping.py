"""Tests that ask through what they import from other files of their folder."""

from __future__ import annotations

from textwrap import dedent

import pytest

from qaagent_lsp.discovery.facts import FileFacts, facts_of
from qaagent_lsp.linking.helping import Helpers
from qaagent_lsp.linking.joining import joined
from tests.discovery.tables import source

BASE = """
    from tests.core import CoreTest
    def make_user(client):
        return client.post("/users")
    class ApiTest(CoreTest):
        def login(self):
            return self.client.post("/login")
"""
CORE = """
    class CoreTest:
        def reset(self):
            self.client.delete("/all")
"""
FOLDER = {"tests/base.py": BASE, "tests/core.py": CORE, "tests/__init__.py": "", "other/tests/base.py": CORE}


def asked(text: str, **files: str) -> list[str]:
    """What a test asks, each request with the helper that makes it."""
    texts = {**FOLDER, **{file.replace("__", "/") + ".py": text for file, text in files.items()}}
    texts["tests/test_it.py"] = dedent(text)
    facts: dict[str, FileFacts] = {file: facts_of(source(text, file)) for file, text in texts.items()}
    helpers = Helpers({one.file: (one.helpers, one.wiring.imports) for one in facts.values() if one.helpers})
    mine = facts["tests/test_it.py"]
    calls = joined(mine.calls, (helpers.of(mine.file, mine.wiring.imports),))
    return [f"{call.method} {call.url} {call.through}".rstrip() for call in calls]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
            from tests.base import make_user
            def test_it(client):
                make_user(client)
                client.get("/users/1")
            """,
            ["POST /users make_user()", "GET /users/1"],
        ),
        (
            """
            from . import base
            def test_it(client):
                base.make_user(client)
            """,
            ["POST /users base.make_user()"],
        ),
        (
            """
            import tests.base as b
            def test_it(client):
                b.make_user(client)
            """,
            ["POST /users b.make_user()"],
        ),
        (
            """
            from .base import ApiTest as T
            class TestIt(T):
                def test_it(self):
                    self.login()
                    self.reset()
                    self.assertTrue(1)
            """,
            ["POST /login self.login()", "DELETE /all self.reset()"],
        ),
        (
            """
            from tests import base
            class TestIt(base.ApiTest):
                def test_it(self):
                    self.login()
            """,
            ["POST /login self.login()"],
        ),
        (
            """
            from tests.base import *
            class TestIt(ApiTest):
                def enter(self):
                    self.login()
                def test_it(self):
                    self.client.get("/x")
            """,
            ["GET /x"],
        ),
        (
            """
            from app.utils import make_user
            def test_it(client):
                make_user(client)
            """,
            [],
        ),
        (
            """
            from tests.nowhere import make_user
            def test_it(client):
                make_user(client)
            """,
            [],
        ),
    ],
)
def test_what_is_imported_is_looked_up(text: str, expected: list[str]) -> None:
    assert asked(text) == expected


def test_a_package_that_hands_on_what_another_file_defines() -> None:
    text = """
        from tests.common import ApiTest
        class TestIt(ApiTest):
            def test_it(self):
                self.login()
        """
    assert asked(text, tests__common__cases=BASE) == ["POST /login self.login()"]


def test_without_helpers_there_is_nothing_to_join() -> None:
    assert Helpers({}).of(source("").file, ()) == ()
