"""Litestar: which handler a request reached, and whether a guard answered in its place."""

from __future__ import annotations

from tests.probes.probed import hits, traced


def test_hits() -> None:
    assert hits(traced("web_async", "web_async"), "test_litestar.py::test_all") == [
        "call GET /hello/{name} test_litestar.hello 200 entered x1",
        "call GET /v1/pets/{pet} test_litestar.Pets.one 200 entered x1",
        "call POST /v1/pets test_litestar.Pets.add 401 - x1",
        "call GET /v1/pets/broken test_litestar.Pets.broken 500 entered x1",
        "call ANY /raw test_litestar.raw 204 entered x1",
        "call WEBSOCKET /ws test_litestar.talk 101 entered x1",
    ]
