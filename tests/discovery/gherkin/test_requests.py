"""The rows about scenario titles of the original's mapping, and the words that steps are written in."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.gherkin.requests import requests_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /pets/{id} succeeds", ["GET /pets/{}"]),
        ("Block unauthenticated access to DELETE /x", ["DELETE /x"]),
        ("POST /pets", ["POST /pets"]),
        ("GET / is the home page", ["GET /"]),
        ("GET /pets?limit=2 is short", ["GET /pets?limit=2"]),
        ("GET /pets/:id, then DELETE /pets/:id.", ["GET /pets/{}", "DELETE /pets/{}"]),
        ("GET: /pets", ["GET /pets"]),
        ('I send a GET request to "/pets/1"', ["GET /pets/1"]),
        ("I send a PUT request for the pet at '/pets/1'", ["PUT /pets/1"]),
        ('I get "/pets/1"', ["GET /pets/1"]),
        ("I post to /pets", ["POST /pets"]),
        ('she posts to the endpoint "/pets"', ["POST /pets"]),
        ('the client requests "/pets/1" with method "PATCH"', ["PATCH /pets/1"]),
        ("I open http://localhost:8000/pets", [" http://localhost:8000/pets"]),
        ('I visit "/pets/1"', [" /pets/1"]),
        ("pet <name> at /pets/<id>", [" /pets/{}"]),
        ("a 1/2 and/or b", []),
        ("nothing at all", []),
        ("only / here", []),
    ],
)
def test_requests(text: str, expected: list[str]) -> None:
    assert [f"{found.method} {found.url}" for found in requests_in(text)] == expected


def test_places() -> None:
    text = 'then I GET "/pets/1" twice'
    (found,) = requests_in(text)
    assert text[found.start : found.end] == 'GET "/pets/1'
