from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.linking.calls import CallReader, call_links
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.source import Span, WorkspacePath
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


def call(method: str, url: str, text: str = 'client.get("/pets/1")') -> ClientCall:
    return ClientCall(TestId("t.py::test_a"), method, url, Span(12, 5, 12, 30), text)


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
        ("GET", "home", ["GET /home"]),
        ("", "/pets", ["GET /pets"]),
        ("", "/auth/login", []),
        ("", "pets.show", ["GET /pets/{pet_id}"]),
    ],
)
def test_a_call_means_one_route_or_none(method: str, url: str, expected: list[str]) -> None:
    assert [str(link.route) for link in call_links([call(method, url)], CallReader(TABLE))] == expected


DJANGO = tuple(
    replace(route(text), names=tuple(names.split()), any_method=text.startswith("GET /any"))
    for text, names in (
        ("GET /polls", "polls:list"),
        ("POST /polls", "polls:list"),
        ("GET /second/polls", "second:list polls:list"),
        ("GET /any", "any-view"),
        ("GET /two/a", "twice"),
        ("GET /two/b", "twice"),
        ("GET /served", "shop:pay"),
        ("GET /unused/served", "shop:pay"),
    )
)
DJANGO = (*DJANGO[:-2], replace(DJANGO[-2], app="shop.settings"), DJANGO[-1])


@pytest.mark.parametrize(
    ("method", "name", "expected"),
    [
        ("GET", "polls:list", ["GET /polls"]),
        ("POST", "polls:list", ["POST /polls"]),
        ("GET", "second:list", ["GET /second/polls"]),
        ("PUT", "polls:list", []),
        ("DELETE", "any-view", ["GET /any"]),
        ("GET", "twice", []),
        ("GET", "shop:pay", ["GET /served"]),
        ("", "any-view", ["GET /any"]),
        ("", "polls:list", []),
    ],
)
def test_names_that_a_project_gives_its_routes(method: str, name: str, expected: list[str]) -> None:
    links = call_links([call(method, name)], CallReader(RouteTable(DJANGO)))
    assert [str(link.route) for link in links] == expected


@pytest.mark.parametrize(
    ("method", "url", "expected"),
    [
        ("GET", "api:pet-list\x035/", ["GET /api/pets/{pk}/"]),
        ("DELETE", "api:pet-list\x03{}/", ["DELETE /api/pets/{pk}/"]),
        ("POST", "api:pet-list\x035/toys/", ["POST /api/pets/{pk}/toys/"]),
        ("POST", "api:pet-detail\x03toys/", ["POST /api/pets/{pk}/toys/"]),
        ("GET", "api:pet-list\x03nothing/here/", []),
        ("GET", "api:unknown\x035/", []),
        ("GET", "twice\x035/", []),
    ],
)
def test_what_is_put_behind_the_url_of_a_name(method: str, url: str, expected: list[str]) -> None:
    rows = [
        replace(route(text), names=(name,), app="urls:urlpatterns")
        for text, name in (
            ("GET /api/pets/", "api:pet-list"),
            ("POST /api/pets/", "api:pet-list"),
            ("GET /api/pets/{pk}/", "api:pet-detail"),
            ("DELETE /api/pets/{pk}/", "api:pet-detail"),
            ("POST /api/pets/{pk}/toys/", "api:pet-toys"),
            ("GET /one/", "twice"),
            ("GET /two/", "twice"),
            ("GET /two/{pk}/", "two"),
        )
    ]
    links = call_links([call(method, url)], CallReader(RouteTable(rows)))
    assert [str(link.route) for link in links] == expected


def test_a_link_quotes_the_call() -> None:
    long = "client.get(\n    '/pets',\n    params=" + "x" * 100 + ")"
    first, second = call_links([call("GET", "/pets/1"), call("GET", "/pets", text=long)], CallReader(TABLE))
    assert (first.how, first.why) == ("call", 'calls client.get("/pets/1") in line 12')
    assert second.why.startswith("calls client.get( '/pets', params=xxx")
    assert second.why.endswith("x… in line 12")


@pytest.mark.parametrize(("url", "expected"), [("/pets/current", []), ("/pets", ["GET /pets"])])
def test_what_the_tests_declare_for_themselves_is_no_parameter_of_a_route(
    url: str, expected: list[str]
) -> None:
    own = replace(call("GET", url), own=True)
    assert [str(link.route) for link in call_links([own], CallReader(TABLE))] == expected


@pytest.mark.parametrize(("apps", "expected"), [(3, 1), (4, 0)])
def test_what_any_of_many_apps_of_one_name_may_serve_is_nobodys(apps: int, expected: int) -> None:
    rows = [
        replace(route("GET /x"), app="app:app", file=WorkspacePath(f"{number}/app.py"))
        for number in range(apps)
    ]
    asked = replace(call("GET", "/x"), apps=("app",))
    assert len(CallReader(RouteTable(rows)).meant(asked)) == expected
