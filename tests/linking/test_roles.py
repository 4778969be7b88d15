"""Requests of helpers on the way to a test's subject: told apart, and no test of a route is lost."""

from __future__ import annotations

import pytest

from qaagent_lsp.linking.roles import common_helpers, speaks_of, split, uses_of, with_roles
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.link import Link, Role
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId

LOGIN, LOGOUT, CREATE, ROWS = "POST /auth/login", "GET /auth/logout", "POST /create", "POST /rows"
HELPERS = frozenset({"auth.login()"})


def key(text: str) -> RouteKey:
    return RouteKey.parse(text)


def call(text: str, through: str = "", test: str = "t.py::test_it") -> ClientCall:
    method, _, url = text.partition(" ")
    return ClientCall(TestId(test), method, url, Span(1, 1, 1, 2), "", through=through)


def roles(name: str, links: list[str], *asked: tuple[str, str]) -> dict[str, Role]:
    those = [Link(TestId("t.py::test_it"), key(link), "observed", "seen") for link in links]
    calls = [(call(route, through), ((key(route), None),)) for route, through in asked]
    return {str(link.route): link.role for link in with_roles(name, those, calls, HELPERS)}


@pytest.mark.parametrize(
    ("name", "links", "asked", "expected"),
    [
        ("test_create", [LOGIN, CREATE], [(LOGIN, "auth.login()"), (CREATE, "")], "helper"),
        (
            "test_create",
            [LOGIN, CREATE],
            [(LOGIN, "auth.login()")],
            "helper",
        ),  # the other call could not be read
        ("test_logout", [LOGIN, LOGOUT], [(LOGIN, "auth.login()"), (LOGOUT, "auth.logout()")], "helper"),
        (
            "test_login",
            [LOGIN, CREATE],
            [(LOGIN, "auth.login()"), (CREATE, "")],
            "subject",
        ),  # its name says so
        ("test_it", [LOGIN], [(LOGIN, "auth.login()")], "subject"),  # it asks for nothing else
        ("test_it", [LOGIN, CREATE], [(CREATE, ""), (LOGIN, "auth.login()")], "subject"),  # asked last
        (
            "test_it",
            [LOGIN, CREATE],
            [(LOGIN, "auth.login()"), (LOGIN, ""), (CREATE, "")],
            "subject",
        ),  # itself, too
        ("test_it", [LOGIN, CREATE], [(LOGIN, "rare.login()"), (CREATE, "")], "subject"),  # not many use it
        ("test_it", [LOGIN, CREATE], [(LOGIN, ""), (CREATE, "")], "subject"),
    ],
)
def test_the_role_of_a_login(
    name: str, links: list[str], asked: list[tuple[str, str]], expected: Role
) -> None:
    found = roles(name, links, *asked)
    assert found[LOGIN] == expected
    assert {role for route, role in found.items() if route != LOGIN} <= {"subject"}


def test_a_helper_is_what_three_tests_use_for_one_thing() -> None:
    tests = [f"t.py::test_{n}" for n in range(3)]
    login = [call(LOGIN, "auth.login()", test) for test in tests]
    twice = [call(ROWS, "seed()", test) for test in tests[:2]]
    anything = [call(f"GET /{at}", "get_json()", test) for at, test in enumerate(tests)]
    assert common_helpers(uses_of([*login, *twice, *anything, call(CREATE)])) == {"auth.login()"}


@pytest.mark.parametrize(
    ("name", "route", "expected"),
    [
        ("test_login", LOGIN, True),
        ("test_logout", LOGIN, False),
        ("testUserLogin", LOGIN, True),
        ("test_row_is_added", ROWS, True),
        ("test_it", "GET /", False),
        ("test_pet", "GET /pets/{pet_id}", True),
    ],
)
def test_names_that_speak_of_a_route(name: str, route: str, expected: bool) -> None:
    assert speaks_of(name, key(route)) is expected


def link(test: str, role: Role, file: str | None = None) -> Link:
    return Link(TestId(test), key(LOGIN), "observed", "", None if file is None else WorkspacePath(file), role)


@pytest.mark.parametrize(
    ("links", "counted"),
    [
        ([link("a", "subject"), link("b", "helper"), link("c", "setup")], ["a"]),
        ([link("b", "helper"), link("c", "setup")], ["b"]),
        ([link("c", "setup")], []),
        ([link("a", "subject", "x.py"), link("b", "helper", "y.py")], ["a", "b"]),
    ],
)
def test_a_route_without_a_test_of_its_own_keeps_those_that_help_themselves_to_it(
    links: list[Link], counted: list[str]
) -> None:
    those, aside = split(links)
    assert [one.test for one in those] == counted
    assert len(those) + len(aside) == len(links)
