from __future__ import annotations

import pytest

from qaagent_lsp.discovery.gherkin.reader import Examples, Row, Statement
from qaagent_lsp.discovery.gherkin.rows import filled, rows_of


def outline(name: str, *tables: tuple[str, list[tuple[str, ...]]]) -> Statement:
    statement = Statement("outline", 1, "Scenario Outline", name, (), 1, 9)
    for title, rows in tables:
        table = [Row(number, cells) for number, cells in enumerate(rows, 5)]
        statement.examples.append(Examples(4, title, (), ("a", "b"), table))
    return statement


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("plain", "{name} -- @{row.id} {examples.name}", ["plain -- @1.1 T x", "plain -- @2.1"]),
        ("<a> and <b>", "{name}", ["x and y", "z and <a>"]),
        ("<row.id> <examples.name>", "{name}", ["1.1 T x", "2.1"]),
        ("n", "{examples.index}/{row.index}", ["1/1", "2/1"]),
        ("n", "{nonsense}", ["n -- @1.1 T x", "n -- @2.1"]),
        ("n", "{name", ["n -- @1.1 T x", "n -- @2.1"]),
    ],
)
def test_names(name: str, schema: str, expected: list[str]) -> None:
    rows = rows_of(outline(name, ("T <a>", [("x", "y")]), ("", [("z", "<a>")])), schema)
    assert [row.name for row in rows] == expected


def test_placeholders_without_a_value_stay() -> None:
    assert filled("<a> <b>", {"a": "1"}) == "1 <b>"
