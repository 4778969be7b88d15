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


URLS = """
prefix = "/api"
LOGIN = "/login"
USERS: str = f"{prefix}/users"
LIMIT = 3
def user(user_id, prefix="/v2"):
    'A user.'
    return f"{prefix}/users/{user_id}"
def item(item_id):
    return f"{USERS}/items/{item_id}"
def nothing():
    return 3
"""


def test_urls_of_other_files() -> None:
    text = """
        from tests import urls
        from tests.urls import LOGIN, LIMIT, item as one_item
        from .names import USERS, missing
        import random_test_names
        def test_it(client, cache):
            client.get(urls.USERS)
            client.post(LOGIN)
            client.get(f"{urls.USERS}/1?x=1")
            client.put(one_item(3))
            client.get(urls.user(7))
            url = urls.item(2)
            client.delete(url)
            client.get(USERS)
            client.get(urls.unknown)
            client.get(missing)
            client.get(LIMIT)
            client.get(f"/x/{random_test_names.one()}")
            cache.get(urls.USERS)
        """
    names = "from tests.urls import USERS\n"
    assert asked(text, tests__urls=URLS, tests__names=names) == [
        "GET /api/users",
        "POST /login",
        "GET /api/users/1?x=1",
        "PUT /api/users/items/{}",
        "GET {}/users/{}",
        "DELETE /api/users/items/{}",
        "GET /x/{}",
    ]


def test_a_star_brings_urls_as_well() -> None:
    assert asked(
        "from tests.urls import *\nfrom tests.urls import LOGIN\ndef test_it(client):\n    client.get(LOGIN)\n",
        tests__urls=URLS,
    ) == ["GET /login"]


def test_urls_that_a_base_class_sets() -> None:
    base = """
from django.test import TestCase
class Prepared(TestCase):
    list_url = "/pets"
    def setUp(self):
        self.pet = make_pet()
        self.pet_url = f"/pets/{self.pet.id}"
        self.other_url = self.pet.url
"""
    text = """
        from tests.prepared import Prepared
        class PetTests(Prepared):
            def test_it(self):
                self.client.get(self.pet_url)
                self.client.post(self.list_url)
                self.client.get(self.other_url)
                self.client.get(self.url("x"))
        """
    assert asked(text, tests__prepared=base) == ["GET /pets/{}", "POST /pets"]


CRUD = """
    from rest_framework.test import APITestCase
    class Crud(APITestCase):
        url = ""
        def assert_fetch(self, user=None):
            return self.client.get(self.url)
        def remove(self, ident):
            return self.client.delete(f"{self.list_url}{ident}/")
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            """
            from tests.crud import Crud
            class TestPets(Crud):
                @classmethod
                def setUpTestData(cls):
                    cls.url = reverse(viewname="pet-list")
                def test_it(self):
                    self.assert_fetch(self.user)
            """,
            ["GET pet-list self.assert_fetch()"],
        ),
        (
            """
            from tests.crud import Crud
            class TestPets(Crud):
                url = "/pets/"
                list_url = "/all/"
                def test_it(self):
                    self.assert_fetch()
                    self.url = "/pets/1/"
                    self.assert_fetch()
                    self.remove(3)
            """,
            [
                "GET /pets/ self.assert_fetch()",
                "GET /pets/1/ self.assert_fetch()",
                "DELETE /all/{}/ self.remove()",
            ],
        ),
        (
            """
            from tests.crud import Crud
            class Named(Crud):
                def setUp(self):
                    self.url = reverse(self.name)
            class TestPets(Named):
                name = "pets"
                def test_it(self):
                    self.assert_fetch()
            """,
            ["GET pets self.assert_fetch()"],
        ),
        (
            """
            from tests.crud import Crud
            class TestPets(Crud):
                def test_it(self):
                    self.assert_fetch()
            """,
            [],
        ),
    ],
)
def test_a_base_of_another_file_asks_what_the_test_has_set(text: str, expected: list[str]) -> None:
    assert asked(text, tests__crud=CRUD) == expected
