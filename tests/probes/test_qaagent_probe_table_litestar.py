"""Litestar: handlers, controllers, sockets and mounted ASGI apps under their full paths."""

from __future__ import annotations

from qaagent_lsp.model.event import AppSeen
from tests.probes.probed import served, traced


def test_litestar() -> None:
    run = traced("web_async", "web_async")
    assert sorted(served(run)["test_litestar:app"]) == [
        "ANY /raw test_litestar.raw test_litestar.py:38",
        "GET /hello/{name} test_litestar.hello test_litestar.py:11",
        "GET /v1/pets/broken test_litestar.Pets.broken test_litestar.py:27",
        "GET /v1/pets/{pet} test_litestar.Pets.one test_litestar.py:19",
        "POST /v1/pets test_litestar.Pets.add test_litestar.py:23",
        "WEBSOCKET /ws test_litestar.talk test_litestar.py:32",
    ]
    (app,) = (e.app for e in run.events if isinstance(e, AppSeen) and e.app.app == "test_litestar:app")
    params = {row.key.path: [(one.name, one.converter) for one in row.params] for row in app.routes}
    assert params["/hello/{name}"] == [("name", "str")]
    assert params["/v1/pets/{pet}"] == [("pet", "int")]
