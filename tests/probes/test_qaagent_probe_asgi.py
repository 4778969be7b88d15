"""Starlette: methods, mounts in mounts, class-based endpoints, WebSockets."""

from __future__ import annotations

import pytest

from tests.probes.probed import hits, traced


@pytest.mark.parametrize("pins", ["", "web_older"], ids=["newest", "older"])
@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (
            "class",
            [
                "call GET /pets test_star.Pets.get 200 entered x1",
                "call POST /pets test_star.Pets.post 201 entered x1",
            ],
        ),
        (
            "methods",
            [
                "call PUT /many test_star.sync 200 entered x1",
                "call PATCH /many test_star.sync 200 entered x1",
            ],
        ),
        (
            "mounts",
            [
                "call GET /a/{tenant}/b/{id}/ test_star.sync 200 entered x1",
                "call GET /empty/ test_star.sync 200 entered x1",
                "call GET /prefixless test_star.sync 200 entered x1",
            ],
        ),
        ("host", ["call GET /hosted test_star.sync 200 entered x1"]),
        ("refused_websocket", ["call WEBSOCKET /a/{tenant}/b/refused test_star.refuse 403 entered x1"]),
    ],
)
def test_routes_reached(test: str, expected: list[str], pins: str) -> None:
    assert hits(traced("web_starlette", pins), f"test_star.py::test_{test}") == expected
