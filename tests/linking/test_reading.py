from __future__ import annotations

import pytest

from qaagent_lsp.linking.reading import Reading, readable, readings
from tests.linking.workspace import route


@pytest.mark.parametrize(
    ("text", "words", "best"),
    [
        ("GET /pets/{pet_id}", "pets pet id success", Reading(3, 0)),
        ("GET /pets/{pet_id}", "pets id", Reading(2, 1)),
        ("GET /pets/{pet_id}", "pets by id", Reading(3, 1)),
        ("GET /pets/{pet_id}", "pet", Reading(1, 1)),
        ("GET /pets/{pet_id}", "pets", None),
        ("DELETE /pets/{pet_id}", "pets", Reading(1, 3)),
        ("GET /pets", "pet", Reading(1, 2)),
        ("POST /pets", "pet", Reading(1, 0)),
        ("GET /api/v1/pets", "pets", Reading(1, 2)),
        ("GET /api/v1/pets", "api v1 pets", Reading(3, 0)),
        ("GET /users/{id}/posts", "user posts", Reading(2, 1)),
        ("GET /users/{id}/posts", "users posts", Reading(2, 3)),
        ("GET /items/{pk}", "items id", Reading(2, 2)),
        ("GET /", "pets", None),
        ("GET /pets", "cats", None),
    ],
)
def test_a_route_is_read(text: str, words: str, best: Reading | None) -> None:
    found = list(readings(readable(route(text)), words.split(), collection=False))
    assert max(found, key=lambda reading: reading.score, default=None) == best


def test_a_collection_does_not_end_in_a_parameter() -> None:
    assert list(readings(readable(route("GET /pets/{id}")), ["pet"], collection=True)) == []


def test_a_name_may_start_after_the_prefix() -> None:
    shape = readable(route("GET /api/v1/order-items/{id}/notes"))
    assert shape.starts == {"api", "v1", "order"}
    assert shape.nouns == {"order", "items", "notes"}
