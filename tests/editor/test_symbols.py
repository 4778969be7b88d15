from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.editor.symbols import symbols
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.model.test import TestGroup, TestId
from tests.linking.workspace import route, routes, snapshot

NOW = snapshot(
    [
        *routes("GET /pets", "GET /pets/{pet_id}", "POST /pets", "GET /carpets"),
        route("GET /x", handler="app.pets.shown"),
    ],
    ["tests/test_pets.py::test_list_pets", "tests/test_cats.py::TestCats::test_get"],
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("GET /pets/{pet_id}", ["GET /pets/{pet_id}"]),
        ("get /pets", ["GET /pets", "GET /pets/{pet_id}"]),
        ("post", ["POST /pets"]),
        (
            "pets",
            [
                "GET /pets",
                "POST /pets",
                "GET /pets/{pet_id}",
                "test_list_pets",
                "GET /carpets",
                "GET /x",
            ],
        ),
        ("gpid", ["GET /pets/{pet_id}"]),
        ("shown", ["GET /x"]),
        ("TestCats", ["TestCats::test_get"]),
        ("test_cats.py", ["TestCats::test_get"]),
        ("", ["GET /x", "GET /pets", "POST /pets", "GET /carpets", "GET /pets/{pet_id}"]),
        ("nothing like it", []),
    ],
)
def test_the_closest_comes_first(query: str, expected: list[str]) -> None:
    assert [symbol.name for symbol in symbols(NOW, query)] == expected


def test_a_symbol_says_where_and_what() -> None:
    (symbol,) = symbols(NOW, "post /pets")
    assert (symbol.kind, symbol.at.file, symbol.at.span.line, symbol.container) == (
        "route",
        "app/main.py",
        21,
        "app.main.handler_21",
    )
    assert len(symbols(NOW, "", limit=2)) == 2


def test_what_holds_tests_is_found_by_its_title() -> None:
    feature = WorkspacePath("features/pets.feature")
    span = Span(3, 3, 9, 20)
    group = TestGroup(TestId(f"{feature}:3"), "Every pet", "outline", span, (TestId(f"{feature}:9"),))
    now = replace(NOW, groups_by_file={feature: (group, replace(group, name=""))})
    assert [one.kind for one in symbols(now, "pet")][:2] == ["route", "route"]
    (symbol,) = symbols(now, "every pet")
    assert (symbol.kind, symbol.container, symbol.at) == (
        "group",
        f"outline in {feature}",
        Location(feature, Span(3, 3, 3, 3)),
    )
