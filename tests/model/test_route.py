"""Routes as people write them."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.route import RouteKey


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /pets/{pet_id}", RouteKey("GET", "/pets/{pet_id}")),
        ("post   /pets", RouteKey("POST", "/pets")),
        ("  WEBSOCKET /ws ", RouteKey("WEBSOCKET", "/ws")),
        ("GET /with space", RouteKey("GET", "/with space")),
    ],
)
def test_reading(text: str, expected: RouteKey) -> None:
    assert RouteKey.parse(text) == expected
    assert RouteKey.parse(str(expected)) == expected


@pytest.mark.parametrize("text", ["", "GET", "/pets", "GET pets", "GET,POST /pets"])
def test_what_is_no_route_is_told_how_one_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="METHOD /path"):
        RouteKey.parse(text)
