"""FastAPI: full templates through lazy included routers, and whether the handler was entered."""

from __future__ import annotations

import pytest

from tests.probes.probed import hits, traced

FASTAPI = [
    (
        "included_routers",
        [
            "call GET /api/outer/mid/inner/x/{a} shop.get_x 200 entered x2",
            "call GET /v2/inner/x/{a} shop.get_x 200 entered x1",
        ],
    ),
    ("validation", ["call GET /v2/inner/x/{a} shop.get_x 422 - x1"]),
    ("dependency", ["call POST /api/outer/secret shop.secret 401 - x1"]),
    (
        "mounts",
        [
            "call GET /tenants/{tenant}/files/{path} shop.get_file 200 entered x1",
            "call GET /star/p shop.plain 200 entered x1",
            "call GET /star/deep/q/{id} shop.plain 200 entered x1",
        ],
    ),
    ("no_route", []),
    ("server_error", ["call GET /boom shop.boom 500 entered x1"]),
    ("websocket", ["call WEBSOCKET /api/outer/ws/{n} shop.socket 101 entered x1"]),
    (
        "phases",
        [
            "setup GET /v2/inner/x/{a} shop.get_x 200 entered x1",
            "call GET /boom shop.boom 500 entered x1",
            "teardown GET /stream shop.stream 200 entered x1",
        ],
    ),
    ("asgi_transport", ["call GET /v2/inner/x/{a} shop.get_x 200 entered x1"]),
    ("none", []),
]


@pytest.mark.parametrize("pins", ["", "web_older"], ids=["newest", "older"])
@pytest.mark.parametrize(("test", "expected"), FASTAPI)
def test_fastapi(test: str, expected: list[str], pins: str) -> None:
    assert hits(traced("web_fastapi", pins), f"test_shop.py::test_{test}") == expected
