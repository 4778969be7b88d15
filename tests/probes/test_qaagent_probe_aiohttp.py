"""aiohttp: what the application's router resolved, each request once though it comes over a socket."""

from __future__ import annotations

from tests.probes.probed import hits, traced


def test_hits() -> None:
    assert hits(traced("web_async", "web_async"), "test_aiohttp.py::test_all") == [
        # Each request is seen twice, by aiohttp's client and by the app; the last one reached no handler.
        "call GET /hello/rex  200 - x1",
        "call GET /hello/{name} shop.hello 200 entered x1",
        "call GET /pets  200 - x1",
        "call GET /pets shop.Pets.get 200 entered x1",
        "call POST /pets  409 - x1",
        "call POST /pets shop.Pets.post 409 entered x1",
        "call PUT /inner/any  500 - x1",
        "call PUT /inner/any shop.anything 500 entered x1",
        "call GET /no  404 - x1",
    ]
