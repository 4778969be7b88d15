"""The latest sighting of a route, of whichever app that has it."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.linking.sighted import Sighted
from tests.linking.seen import app, sighting
from tests.linking.workspace import route

OLD = sighting({}, app("main:app", "main.py:1", "GET /x app.x app/main.py:2"), at=1.0)
NEW = sighting({}, app("other:app", "other.py:1", "GET /x app.x app/main.py:2"), at=2.0)
ANY = sighting({}, app("urls:urlpatterns", "urls.py:1", "ANY /y app.y app/main.py:3"), at=3.0)


def test_the_latest_counts() -> None:
    assert Sighted((NEW, OLD)).of(route("GET /x", handler="app.x")) is NEW


def test_what_was_never_seen() -> None:
    assert Sighted((NEW, OLD)).of(route("GET /z")) is None
    assert Sighted((NEW, OLD)).of(route("GET /x", handler="app.y")) is None


def test_a_handler_of_every_method_was_seen_for_each() -> None:
    assert Sighted((ANY,)).of(route("POST /y", handler="app.y")) is ANY
    assert Sighted((ANY,)).of(replace(route("POST /y", handler="app.x"))) is None
