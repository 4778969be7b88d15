from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.editor.finding import FindingData
from qaagent_lsp.editor.untested import untested
from qaagent_lsp.model.hidden import Hidden
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from tests.linking.workspace import route, routes, snapshot, tie

APP, T = WorkspacePath("app/main.py"), WorkspacePath("tests/test_pets.py")
A = f"{T}::test_a"
TABLE = routes("GET /pets", "POST /pets")


def told(now: Snapshot) -> list[str]:
    return [
        f"{file}:{one.span.line} {one.severity} {one.message}" for file, one in untested(now, "information")
    ]


def test_a_route_that_nothing_reaches() -> None:
    now = snapshot(TABLE, [A], [tie(A, "GET /pets", "name")])
    assert told(now) == [f"{APP}:11 information POST /pets: no test is known to reach it"]
    ((_, finding),) = untested(now, "hint")
    assert (finding.kind, finding.code, finding.severity) == ("untested", "untested-route", "hint")
    assert finding.data == FindingData(route=RouteKey("POST", "/pets"), route_file=APP)


def test_it_is_a_setting() -> None:
    assert list(untested(snapshot(TABLE, [A]), "off")) == []


def test_one_place_is_marked_once() -> None:
    both = [route("GET /a"), route("POST /a")]
    assert told(snapshot(both, [A])) == [
        f"{APP}:1 information GET /a, POST /a: no test is known to reach them"
    ]
    assert told(snapshot(both, [A], [tie(A, "GET /a")])) == [
        f"{APP}:1 information POST /a: no test is known to reach it"
    ]


def test_of_two_apps_that_serve_the_same_the_one_without_tests() -> None:
    both = [route("GET /a"), route("GET /a", file="other/main.py")]
    assert told(snapshot(both, [A], [tie(A, "GET /a", file="app/main.py")])) == [
        "other/main.py:1 information GET /a: no test is known to reach it"
    ]


def test_what_is_never_served_is_marked_for_that_alone() -> None:
    now = replace(snapshot(TABLE, [A]), hidden=(Hidden(TABLE[1], TABLE[0], same=False),))
    assert told(now) == [f"{APP}:1 information GET /pets: no test is known to reach it"]


def test_what_fixtures_alone_pass_is_told_apart() -> None:
    login = route("POST /login")
    passed = (tie(A, "POST /login"),)
    now = replace(snapshot([login], [A]), passed_by_route={login.key: passed})
    assert told(now) == [
        f"{APP}:1 information POST /login: no test has it for its subject, 1 test only passes it"
    ]


def test_nothing_is_said_where_there_are_no_tests_at_all() -> None:
    assert told(snapshot(TABLE)) == []


def test_nothing_is_said_of_what_is_not_certain() -> None:
    assert told(snapshot([replace(TABLE[0], confidence=0.9)], [A])) == []


def test_nothing_is_said_of_what_only_a_description_defines() -> None:
    assert told(snapshot([replace(TABLE[0], source="openapi")], [A])) == []


@pytest.mark.parametrize(
    "file", [T, "app/test_main.py", "app/main_test.py", "app/conftest.py", "tests/apps/little.py"]
)
def test_apps_of_tests_are_their_own_business(file: str) -> None:
    assert told(snapshot([route("GET /a", file=file)], [A])) == []
