"""Which calls may be of what other files of a test folder offer."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.python_tests.borrowed_calls import (
    attributes_in,
    client_of,
    filled,
    foreign_bases,
    names_of_helpers,
    of_helper,
    own_attributes,
    references_in,
    told_by_test,
    without_references,
)
from qaagent_lsp.discovery.python_tests.client_words import Request
from qaagent_lsp.discovery.syntax.strings import ENDPOINT, ENDPOINT_END

IMPORTED = frozenset({"make_user", "helpers", "Base", "Model", "base"})


def call(text: str) -> ast.Call:
    node = ast.parse(text, mode="eval").body
    assert isinstance(node, ast.Call)
    return node


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("make_user(client)", [("make_user()", "make_user")]),
        ("helpers.make_user(client)", [("helpers.make_user()", "helpers")]),
        ("self.login()", [("self.login()", "Base"), ("self.login()", "base.Other")]),
        ("self.add_item()", [("self.add_item()", "Base"), ("self.add_item()", "base.Other")]),
        ("self.enter_room()", [("self.enter_room()", "Base"), ("self.enter_room()", "base.Other")]),
        (
            "self.assert_created()",
            [("self.assert_created()", "Base"), ("self.assert_created()", "base.Other")],
        ),
        ("self.failing_login()", [("self.failing_login()", "Base"), ("self.failing_login()", "base.Other")]),
        ("self.assertEqual(1, 2)", []),
        ("self.addCleanup(f)", []),
        ("self.enterContext(c)", []),
        ("self.client.get('/x')", []),
        ("helpers.get('/x')", []),
        ("other()", []),
        ("Model()", []),
        ("json.dumps(x)", []),
    ],
)
def test_calls_that_are_noted(text: str, expected: list[tuple[str, str]]) -> None:
    found = of_helper(call(text), IMPORTED, ("Base", "base.Other", "TestCase"), {})
    assert [(one.through, one.owner, one.url) for one in found] == [(*one, "") for one in expected]


def test_what_a_test_knows_of_itself_goes_with_the_call_of_a_base() -> None:
    known = {"self.url": "/pets", "self.list_url": "/all", "self.name": "/x", "url": "/y", "self.no_url": ""}
    (one,) = of_helper(call("self.fetch()"), IMPORTED, ("Base",), known)
    assert one.url == "self.url=/pets\nself.list_url=/all"
    assert told_by_test("{=self.list_url}{}/", one.url) == "/all{}/"
    assert told_by_test("{=self.other_url}", one.url) == ""
    assert told_by_test("/plain", "") == "/plain"
    named = f"self.url={ENDPOINT}pet-list{ENDPOINT_END}"
    assert told_by_test("{=self.url}", named) == "pet-list"
    assert told_by_test("{=self.url}?page=2", named) == "pet-list"
    (other,) = of_helper(call("make_user(1)"), IMPORTED, ("Base",), known)
    assert other.url == ""


def test_what_methods_read_of_themselves() -> None:
    tree = ast.parse("def a(self): self.get(self.url)\ndef b(self): self.get(self.name, self.list_url)")
    assert own_attributes(tree.body) == {"self.url": "{=self.url}", "self.list_url": "{=self.list_url}"}
    assert without_references("{=self.url}{=urls.A}") == "{=self.url}{}"


def test_imports_that_may_be_helpers() -> None:
    text = (
        "from tests.base import Base\nfrom .x import a as b\nfrom utils import login\nfrom app.utils import no\n"
        "import tests.base as base\nimport helpers\nimport json\nimport tests.long\nfrom app import models\n"
    )
    assert list(names_of_helpers(ast.parse(text).body)) == ["Base", "b", "login", "base", "helpers"]


def test_bases_of_other_files() -> None:
    nodes = [
        node
        for node in ast.parse("class A(B, x.C, make()): ...\nclass B(D): ...").body
        if isinstance(node, ast.ClassDef)
    ]
    assert list(foreign_bases(nodes, {node.name: node for node in nodes})) == ["x.C", "D"]


@pytest.mark.parametrize(
    ("text", "through", "owner", "expected"),
    [
        ("client.get('/x')", "", "", "client"),
        ("self.login()", "self.login()", "Base", "self.client"),
        ("make_user(db, admin_client)", "make_user()", "make_user", "admin_client"),
        ("make_user(client=client)", "make_user()", "make_user", "client"),
        ("auth.login()", "auth.login()", "auth", "auth"),
    ],
)
def test_the_client_of_a_call(text: str, through: str, owner: str, expected: str) -> None:
    assert client_of(Request("", "", call(text), through, owner), "client") == expected


def test_what_is_read_of_other_files_stands_for_itself_until_they_are_known() -> None:
    text = "client.get(urls.LOGIN); my.urls.LOGIN; urls.user(1); make(2); urlsx.LOGIN; make"
    found = dict(references_in(text, ["urls", "make"]))
    assert found == {
        "urls.LOGIN": "{=urls.LOGIN}",
        "urls.user()": "{=urls.user()}",
        "make()": "{=make()}",
        "make": "{=make}",
    }
    assert without_references("/x/{=make()}/{}") == "/x/{}/{}"
    texts = {"urls": {"LOGIN": "/login", "user()": "/users/{}"}, "make": {"()": "/made"}}
    for url, expected in (
        ("{=urls.LOGIN}/x", "/login/x"),
        ("{=urls.user()}", "/users/{}"),
        ("{=make()}", "/made"),
        ("{=make}", ""),
        ("{=urls.OTHER}/x", "{}/x"),
        ("/x/{=other.name}", "/x/{}"),
    ):
        assert filled(url, texts) == expected


def test_what_tests_read_of_themselves_may_be_of_a_base() -> None:
    text = "self.client.get(self.pet_url); self.url(1); self.own_url = 3; self.pet.url"
    assert dict(attributes_in(text, ["Base", "Local"], frozenset({"Base"}))) == {
        "self.pet_url": "{=Base.pet_url}"
    }
