"""aiohttp: routes of an application and of those below it, without what aiohttp adds by itself."""

from __future__ import annotations

from tests.probes.probed import served, traced


def test_aiohttp() -> None:
    assert served(traced("web_async", "web_async"))["shop:create_app()"] == [
        "GET /hello/{name} shop.hello shop.py:6",
        "GET /pets shop.Pets.get shop.py:13",
        "POST /pets shop.Pets.post shop.py:16",
        "ANY /inner/any shop.anything shop.py:20",
    ]
