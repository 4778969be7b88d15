"""Django: patterns that the resolver matched, by path and by regular expression."""

from __future__ import annotations

import pytest

from tests.probes.probed import hits, traced

DJANGO = [
    (
        "path",
        [
            "call GET /pets/{pet_id}/ pets.get_pet 200 entered x1",
            "call GET /pets/{pet_id}/ pets.get_pet 404 entered x1",
        ],
    ),
    ("middleware", ["call GET /pets/{pet_id}/ pets.get_pet 401 - x1"]),
    ("no_route", []),
    (
        "view_class",
        [
            "call GET /api/owners/{name} pets.Owners.get 200 entered x1",
            "call POST /api/owners/{name} pets.Owners.post 500 entered x1",
        ],
    ),
    ("regex", ["call GET /old/{year}/page-{page}/ pets.<lambda> 200 entered x1"]),
    ("async", ["call GET /api/slow pets.slow 200 entered x1"]),
    ("factory", []),
]


@pytest.mark.parametrize(("test", "expected"), DJANGO)
def test_django(test: str, expected: list[str]) -> None:
    assert hits(traced("web_django", "web_older"), f"test_pets.py::test_{test}") == expected
