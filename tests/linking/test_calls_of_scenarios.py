"""Scenario titles and steps lead to routes as client calls do: the rows that the original gets wrong among them."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.gherkin.features import gherkin_tests
from qaagent_lsp.linking.calls import CallReader, call_links
from qaagent_lsp.linking.table import RouteTable
from tests.discovery.tables import source
from tests.linking.workspace import route

TABLE = RouteTable(
    (
        route("GET /pets"),
        route("POST /pets"),
        route("GET /pets/{pet_id}"),
        route("DELETE /pets/{pet_id}"),
        route("DELETE /x"),
        route("GET /health"),
    )
)


def links(text: str) -> list[str]:
    facts = gherkin_tests(source(text, "a.feature"))
    return [
        f"{link.test.rpartition(':')[2]} {link.route}" for link in call_links(facts.calls, CallReader(TABLE))
    ]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("GET /pets/{id} succeeds", ["2 GET /pets/{pet_id}"]),
        ("Block unauthenticated access to DELETE /x", ["2 DELETE /x"]),
        ("POST /pets", ["2 POST /pets"]),
        ("GET /pets/7 and DELETE /pets/7", ["2 GET /pets/{pet_id}", "2 DELETE /pets/{pet_id}"]),
        ("the page /health is up", ["2 GET /health"]),
        ("the page /pets is up", []),
        ("GET /nowhere", []),
        ("pets are listed", []),
    ],
)
def test_titles(title: str, expected: list[str]) -> None:
    assert links(f"Feature: a\n  Scenario: {title}\n    Given nothing\n") == expected


def test_rows_have_links_of_their_own() -> None:
    text = """
        Feature: a
          Scenario Outline: <what>
            When I <what> "/pets/1"
            Examples:
              | what   |
              | GET    |
              | DELETE |
    """
    assert links(text) == ["6 GET /pets/{pet_id}", "7 DELETE /pets/{pet_id}"]
