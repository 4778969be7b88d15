"""What is documented against what was seen, as a table."""

from __future__ import annotations

import pytest

from qaagent_lsp.linking.contract import documented, drifts, unexercised
from qaagent_lsp.model.operation import Answer, Response
from qaagent_lsp.model.test import TestId
from tests.editor.describing import operation

T = TestId("t.py::test_a")


def answers(*texts: str) -> list[Answer]:
    split = [text.partition(" ") for text in texts]
    return [Answer(int(status), media, (T,)) for status, _, media in split]


@pytest.mark.parametrize(
    ("listed", "seen", "drift", "missing"),
    [
        (["200 application/json"], ["200 application/json"], [], []),
        (["200"], ["200 text/html", "404"], ["404 is not documented"], []),
        (["200", "4XX"], ["200", "404", "409"], [], []),
        (["200", "default"], ["200", "503"], [], []),
        (["200", "default"], ["503"], [], ["200"]),
        (["200", "404", "4XX"], ["200", "404"], [], ["4XX"]),
        (
            ["200 application/json"],
            ["200 text/html", "200 "],
            ["200 as text/html is not documented, only as application/json"],
            ["200 as application/json"],
        ),
        (["200 application/json text/csv"], ["200 text/csv"], [], ["200 as application/json"]),
        (["200 */*"], ["200 text/html"], [], []),
        (["200 text/*"], ["200 text/html", "200 a/b"], ["200 as a/b is not documented, only as text/*"], []),
        (["default a/json"], ["500 text/html"], ["500 as text/html is not documented, only as a/json"], []),
        (["200", "422 application/json"], ["200", "422 application/json"], [], []),
        (["200"], ["404 text/html", "404 application/json"], ["404 is not documented"], ["200"]),
        ([], ["200", "404"], [], []),
        (["200", "404"], [], [], []),
    ],
)  # fmt: skip
def test_the_contract(listed: list[str], seen: list[str], drift: list[str], missing: list[str]) -> None:
    given = operation("GET /pets", *listed)
    assert [str(one) for one in drifts(given, answers(*seen))] == drift
    assert list(unexercised(given, answers(*seen))) == missing


def test_a_status_of_its_own_goes_before_a_range_and_that_before_the_default() -> None:
    given = operation("GET /pets", "404", "4XX", "default")
    assert [documented(given, status) for status in (404, 409, 500)] == [
        Response("404"),
        Response("4XX"),
        Response("default"),
    ]
