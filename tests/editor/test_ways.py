from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.editor.file_symbols import file_symbols
from qaagent_lsp.editor.pointing import AtOperation, AtRoute, pointed_at
from qaagent_lsp.editor.reach import Reach
from qaagent_lsp.editor.ways import definitions, handler_at, place_of_test, references
from qaagent_lsp.model.operation import Described, Operation
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.editor.small_workspace import APP, FEATURE, SMALL, TESTS, click, read, told
from tests.linking.workspace import route, snapshot, tie

PET = [
    "tests/test_app.py:8",
    "features/pets.feature:3",
    "features/pets.feature:10",
    "features/pets.feature:11",
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder: Path = tmp_path_factory.mktemp("small")
    return read(folder, SMALL)


def uses(now: Snapshot, name: str, text: str, word: str, *, declaration: bool = False) -> list[str]:
    pointed = click(now, name, text, word)
    assert pointed is not None
    return told([*references(now, Reach(now.routes), pointed, declaration=declaration)])


def leads(now: Snapshot, name: str, text: str, word: str) -> list[str]:
    pointed = click(now, name, text, word)
    assert pointed is not None
    return told([*definitions(now, Reach(now.routes), pointed)])


def test_a_route_is_used_by_its_tests_of_all_tools(small: Snapshot) -> None:
    assert sorted(uses(small, "app.py", APP, "def get_p‸et")) == sorted(PET)
    assert sorted(uses(small, "app.py", APP, '"/pets/{pet‸_id}"', declaration=True)) == sorted(
        ["app.py:7", *PET]
    )


def test_a_url_stands_for_its_route(small: Snapshot) -> None:
    assert sorted(uses(small, "tests/test_app.py", TESTS, 'f"/pets‸/{1}"')) == sorted(PET)
    assert uses(small, "tests/test_app.py", TESTS, 'client.post("/pe‸ts"') == ["tests/test_app.py:13"]


def test_a_test_stands_for_its_routes(small: Snapshot) -> None:
    assert uses(small, "tests/test_app.py", TESTS, "def test_p‸et") == ["app.py:14", "app.py:7"]
    assert uses(small, "features/pets.feature", FEATURE, "Scenario: O‸ne") == ["app.py:7"]


def test_a_url_and_a_test_are_defined_by_handlers(small: Snapshot) -> None:
    assert leads(small, "tests/test_app.py", TESTS, 'f"/pets‸/{1}"') == ["app.py:10"]
    assert sorted(leads(small, "tests/test_app.py", TESTS, "def test_p‸et")) == ["app.py:10", "app.py:15"]
    assert leads(small, "features/pets.feature", FEATURE, "GET /pe‸ts/1") == ["app.py:10"]
    assert leads(small, "app.py", APP, "def get_p‸et") == []


def test_an_operation_stands_for_the_routes_that_serve_it() -> None:
    code, api = route("GET /a"), WorkspacePath("openapi.yaml")
    at = Location(api, Span(7, 5, 7, 9))
    operation = Operation(code.key, "/a", ("",), "get_a", at, 12, api)
    described = Described(operation, (code,), has_handler=True)
    plain = snapshot([code], ["t.py::test_a"], [tie("t.py::test_a", "GET /a")])
    now = replace(plain, described=(described,), described_by_file={api: (described,)})
    reach = Reach(now.routes)
    found = references(now, reach, AtRoute((code,), code.span), declaration=False)
    assert told([*found]) == ["openapi.yaml:7", "t.py:5"]
    pointed = pointed_at(now, reach, api, [], 7, 6)
    assert pointed == AtOperation((code,), at.span)
    assert told([*references(now, reach, pointed, declaration=True)]) == [
        "app/main.py:1",
        "openapi.yaml:7",
        "t.py:5",
    ]
    assert told([*definitions(now, reach, pointed)]) == ["app/main.py:2"]
    assert [(one.name, one.detail, one.span.end_line) for one in file_symbols(now, api)] == [
        ("GET /a", "handler_1 · 1 test", 13)
    ]


def test_what_has_no_place_of_its_own() -> None:
    elsewhere = route("GET /a")
    outside = replace(elsewhere, handler_file=elsewhere.file, handler_span=elsewhere.span)
    assert handler_at(outside).at == Location(elsewhere.file, elsewhere.span)
    inherited = place_of_test(snapshot(), TestId("tests/test_a.py::TestB::test_c"))
    assert inherited.at == Location(WorkspacePath("tests/test_a.py"), Span(1, 1, 1, 1))
