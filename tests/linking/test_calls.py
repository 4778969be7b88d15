from __future__ import annotations

from dataclasses import dataclass

import pytest

from qaagent_lsp.linking.calls import call_links
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.source import Span
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import route

TABLE = RouteTable(
    (
        route("GET /pets", handler="shop.pets.index"),
        route("GET /pets/{pet_id}", handler="shop.pets.show"),
        route("GET /auth/login", handler="shop.auth.login"),
        route("POST /auth/login", handler="shop.auth.login"),
        route("GET /admin/login", handler="shop.admin.login"),
        route("GET /news", handler="shop.news.index"),
        route("GET /", handler="shop.views.home"),
        route("GET /home", handler="shop.views.home"),
    )
)


SPAN = Span(12, 5, 12, 30)
TEST = TestId("t.py::test_a")


@dataclass(frozen=True)
class Call:
    method: str
    url: str
    text: str = 'client.get("/pets/1")'
    test: TestId = TEST
    span: Span = SPAN


@pytest.mark.parametrize(
    ("method", "url", "expected"),
    [
        ("GET", "/pets/1", ["GET /pets/{pet_id}"]),
        ("GET", "http://testserver/pets?x=1", ["GET /pets"]),
        ("GET", "/pets/{}", ["GET /pets/{pet_id}"]),
        ("GET", "/unknown", []),
        ("POST", "auth.login", ["POST /auth/login"]),
        ("GET", "auth.login", ["GET /auth/login"]),
        ("GET", "admin.login", ["GET /admin/login"]),
        ("GET", "login", []),
        ("GET", "show", ["GET /pets/{pet_id}"]),
        ("GET", "pets.index", ["GET /pets"]),
        ("GET", "views.home", []),
        ("GET", "nothing.here", []),
    ],
)
def test_a_call_means_one_route_or_none(method: str, url: str, expected: list[str]) -> None:
    assert [str(link.route) for link in call_links([Call(method, url)], TABLE)] == expected


def test_a_link_quotes_the_call() -> None:
    long = "client.get(\n    '/pets',\n    params=" + "x" * 100 + ")"
    first, second = call_links([Call("GET", "/pets/1"), Call("GET", "/pets", text=long)], TABLE)
    assert (first.how, first.why) == ("call", 'calls client.get("/pets/1") in line 12')
    assert second.why.startswith("calls client.get( '/pets', params=xxx")
    assert second.why.endswith("x… in line 12")
