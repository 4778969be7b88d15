from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.editor.hierarchy import Edge, Item, RoutesItem, TestItem, called, callers, items_at
from qaagent_lsp.editor.reach import Reach
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.editor.small_workspace import APP, FEATURE, SMALL, TESTS, click, read
from tests.linking.workspace import route, snapshot, tie

PET = RoutesItem(((RouteKey("GET", "/pets/{pet_id}"), WorkspacePath("app.py")),))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("small")
    return read(folder, SMALL)


def begin(now: Snapshot, name: str, text: str, word: str) -> list[str]:
    pointed = click(now, name, text, word)
    assert pointed is not None
    return [shown(item) for item in items_at(now, pointed)]


def shown(item: Item) -> str:
    return f"{item.name} | {item.detail} | {item.target.at.file}:{item.target.at.span.line}"


def edges(found: list[Edge]) -> list[str]:
    return [f"{shown(edge.item)} <- {', '.join(str(span.line) for span in edge.spans)}" for edge in found]


def test_it_begins_at_handlers_and_tests(small: Snapshot) -> None:
    assert begin(small, "app.py", APP, "def get_p‸et") == [
        "GET /pets/{pet_id} | app.get_pet · 4 tests | app.py:10"
    ]
    assert begin(small, "app.py", APP, "def pe‸ts") == [
        "GET /pets, POST /pets | app.pets · 2 tests | app.py:15"
    ]
    assert begin(small, "tests/test_app.py", TESTS, 'client.post("/pe‸ts"') == [
        "POST /pets | app.pets · 1 test | app.py:15"
    ]
    assert begin(small, "tests/test_app.py", TESTS, "def test_p‸et") == [
        "test_pet | tests/test_app.py | tests/test_app.py:8"
    ]
    assert begin(small, "features/pets.feature", FEATURE, "Scenario: O‸ne") == [
        "One pet | features/pets.feature | features/pets.feature:3"
    ]


def test_tests_of_all_tools_call_a_handler(small: Snapshot) -> None:
    found = edges([*callers(small, Reach(small.routes), PET)])
    assert sorted(found) == [
        "Each -- @1.1 | features/pets.feature | features/pets.feature:10 <- 7",
        "Each -- @1.2 | features/pets.feature | features/pets.feature:11 <- 7",
        "One pet | features/pets.feature | features/pets.feature:3 <- 4",
        "test_pet | tests/test_app.py | tests/test_app.py:8 <- 9",
    ]


def test_a_test_calls_handlers(small: Snapshot) -> None:
    found = edges([*called(small, Reach(small.routes), TestItem(TestId("tests/test_app.py::test_pet")))])
    assert sorted(found) == [
        "GET /pets | app.pets · 1 test | app.py:15 <- 10",
        "GET /pets/{pet_id} | app.get_pet · 4 tests | app.py:10 <- 9",
    ]


def test_ends_of_the_tree(small: Snapshot) -> None:
    reach = Reach(small.routes)
    assert list(callers(small, reach, TestItem(TestId("tests/test_app.py::test_pet")))) == []
    assert list(called(small, reach, PET)) == []
    gone = RoutesItem(((RouteKey("GET", "/gone"), WorkspacePath("app.py")),))
    assert list(callers(small, reach, gone)) == []


def test_where_no_call_is_known_the_name_of_the_test_stands_for_it() -> None:
    row = route("GET /a")
    now = snapshot([row], ["t.py::test_a"], [tie("t.py::test_a", "GET /a")])
    (edge,) = callers(now, Reach(now.routes), RoutesItem(((row.key, row.file),)))
    assert edge.spans == (now.tests[TestId("t.py::test_a")].name_span,)


def test_a_test_of_a_class_is_known_by_its_own_name() -> None:
    row = route("GET /a")
    ids = ["t.py::TestA::test_a", "t.py::TestA::test_b[x::y]"]
    now = snapshot([row], ids, [tie(one, "GET /a") for one in ids])
    found = callers(now, Reach(now.routes), RoutesItem(((row.key, row.file),)))
    assert [(edge.item.name, edge.item.detail) for edge in found] == [
        ("test_a", "TestA · t.py"),
        ("test_b[x::y]", "TestA · t.py"),
    ]


def test_a_handler_of_many_routes_names_some() -> None:
    rows = [route(f"GET /{letter}") for letter in "abcde"]
    now = snapshot(rows, ["t.py::test_a"], [tie("t.py::test_a", str(row.key)) for row in rows])
    (edge,) = called(now, Reach(now.routes), TestItem(TestId("t.py::test_a")))
    assert edge.item.name == "GET /a, GET /b, GET /c, … 2 more"
