from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.linking.match import RouteMatcher, match
from qaagent_lsp.model.route import Route
from tests.linking.workspace import route, routes

USERS = (
    route("GET /users/{user_id}"),
    route("GET /users/me"),
    route("POST /users/"),
    route("GET /users"),
    route("GET /"),
    route("GET /items/{item_id}", item_id="int"),
    route("GET /items/{slug}", slug="slug"),
    route("GET /files/{name}.json"),
    route("GET /files/{name}"),
    route("GET /static/{file_path}", file_path="path"),
    route("GET /static/{file_path}/raw", file_path="path"),
    route("GET /prices/{amount}", amount="float"),
    route("GET /keys/{key}", key="uuid"),
    route("GET /langs/{lang}", lang="any(de, en)"),
    route("GET /years/{year}", year=r"[0-9]{4}"),
    route("GET /mine/{thing}", thing="mytype"),
    route("WEBSOCKET /ws/{room}"),
    route("GET /a b/{x}"),
)


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        ("GET /users/7", "GET /users/{user_id}"),
        ("GET /users/me", "GET /users/me"),
        ("get /users/me", "GET /users/me"),
        ("GET /users/{}", "GET /users/{user_id}"),
        ("GET /users/{user_id}", "GET /users/{user_id}"),
        ("GET /users/x{}y", "GET /users/{user_id}"),
        ("GET /users", "GET /users"),
        ("GET /users/", "GET /users"),
        ("POST /users", "POST /users/"),
        ("GET /users?limit=2&next=/items/1", "GET /users"),
        ("GET /users#top", "GET /users"),
        ("GET /users?{}", "GET /users"),
        ("GET http://testserver/users/7?x=1", "GET /users/{user_id}"),
        ("GET https://localhost:8000", None),
        ("GET https://localhost:8000/", "GET /"),
        ("GET /", "GET /"),
        ("GET {}/users/7", "GET /users/{user_id}"),
        ("GET {}/", "GET /"),
        ("GET {}", None),
        ("PUT /users/7", None),
        ("HEAD /users/7", "GET /users/{user_id}"),
        ("OPTIONS /users/7", None),
        ("GET /items/7", "GET /items/{item_id}"),
        ("GET /items/red-car", "GET /items/{slug}"),
        ("GET /items/{}", "GET /items/{item_id}"),
        ("GET /items/a.b", None),
        ("GET /files/a.json", "GET /files/{name}.json"),
        ("GET /files/{}.json", "GET /files/{name}.json"),
        ("GET /files/a.xml", "GET /files/{name}"),
        ("GET /static/a/b/c.css", "GET /static/{file_path}"),
        ("GET /static/a/b/raw", "GET /static/{file_path}/raw"),
        ("GET /prices/1.5", "GET /prices/{amount}"),
        ("GET /prices/x", None),
        ("GET /keys/01234567-89ab-cdef-0123-456789abcdef", "GET /keys/{key}"),
        ("GET /keys/1", None),
        ("GET /keys/{}", "GET /keys/{key}"),
        ("GET /langs/de", "GET /langs/{lang}"),
        ("GET /langs/fr", None),
        ("GET /years/2024", "GET /years/{year}"),
        ("GET /years/24", None),
        ("GET /mine/anything", "GET /mine/{thing}"),
        ("WEBSOCKET /ws/lobby", "WEBSOCKET /ws/{room}"),
        ("WEBSOCKET ws://testserver/ws/lobby", "WEBSOCKET /ws/{room}"),
        ("GET /ws/lobby", None),
        ("GET /a%20b/1", "GET /a b/{x}"),
        ("GET /nowhere/at/all", None),
        ("GET /users/7/posts", None),
    ],
)
def test_matches_the_most_particular_template(request_line: str, expected: str | None) -> None:
    method, _, url = request_line.partition(" ")
    found = match(method, url, USERS)
    assert (str(found.key) if found else None) == expected


@pytest.mark.parametrize(
    ("table", "request_line", "expected"),
    [
        (["GET /pets"], "GET http://localhost/api/pets", "GET /pets"),
        (["GET /pets/{id}"], "GET /api/v1/pets/3", "GET /pets/{id}"),
        (["GET /api/v1/pets"], "GET /pets", "GET /api/v1/pets"),
        (["GET /api/v1/pets/{id}"], "GET {}/pets/{}", "GET /api/v1/pets/{id}"),
        (["GET /api/v1/pets"], "GET pets", "GET /api/v1/pets"),
        (["GET /api/v1/pets", "GET /api/v2/pets"], "GET {}/pets", None),
        (["GET /api/v1/pets"], "GET /api/{}/pets", "GET /api/v1/pets"),
        (["GET /api/v1/pets", "GET /api/v2/pets"], "GET /api/{}/pets", None),
        (["GET /users/me"], "GET /users/{}", None),
        (["GET /{anything}"], "GET /api/v1/pets", None),
        (["GET /{tenant}/pets"], "GET /pets", None),
        (["GET /pets", "GET /api/pets"], "GET /pets", "GET /pets"),
    ],
)
def test_tolerates_a_base_path_in_calls(table: list[str], request_line: str, expected: str | None) -> None:
    method, _, url = request_line.partition(" ")
    found = RouteMatcher(routes(*table)).find(method, url)
    assert (str(found.key) if found else None) == expected


def test_a_real_request_is_never_matched_through_a_base_path() -> None:
    assert RouteMatcher(routes("GET /api/pets")).exact("GET", "/pets") is None


def test_trailing_slash_decides_between_two_routes() -> None:
    matcher = RouteMatcher(routes("GET /a", "GET /a/"))
    assert [str(found.key) for url in ("/a", "/a/") if (found := matcher.exact("GET", url))] == [
        "GET /a",
        "GET /a/",
    ]


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [
        ("GET /a/x", "GET /a/x"),
        ("PUT /a/x", "ANY /a/{tail}"),
        ("HEAD /a/x", "GET /a/x"),
        ("HEAD /a/y/z", "ANY /a/{tail}"),
        ("WEBSOCKET /a/x", "GET /a/x"),
        ("POST /a/y", "ANY /a/{tail}"),
        ("POST https://x/base/a/y", "ANY /a/{tail}"),
        ("DELETE /b", None),
    ],
)
def test_a_route_for_every_method_answers_where_none_names_it(
    request_line: str, expected: str | None
) -> None:
    table = [route("ANY /a/{tail}", tail=".*"), *routes("GET /a/x", "GET /b")]
    method, _, url = request_line.partition(" ")
    found = RouteMatcher(table).find(method, url)
    assert (str(found.key) if found else None) == expected


@pytest.mark.parametrize(
    ("request_line", "expected"),
    [("GET /a", "GET /a"), ("PUT /a", "GET /a"), ("POST /a", "POST /a"), ("HEAD /a", "GET /a")],
)
def test_a_view_may_answer_methods_that_it_does_not_name(request_line: str, expected: str) -> None:
    table = [replace(row, any_method=True) for row in routes("GET /a", "POST /a")]
    method, _, url = request_line.partition(" ")
    found = RouteMatcher(table).find(method, url)
    assert found is not None
    assert str(found.key) == expected


def test_thousands_of_routes() -> None:
    table = routes(*(f"GET /api/v{at % 9}/thing{at}/{{id}}/part{at % 5}" for at in range(3000)))
    matcher = RouteMatcher(table)
    for at in (0, 1499, 2999):
        found = matcher.exact("GET", f"/api/v{at % 9}/thing{at}/5/part{at % 5}")
        assert found is table[at]


def key_of(found: Route | None) -> str:
    return str(found.key) if found is not None else ""


def test_the_order_of_registering_decides_where_it_is_known() -> None:
    def row(text: str, line: int, order: tuple[int, ...], **other: str) -> Route:
        return replace(route(text, line=line, **other), app="shop.main:app", order=order)

    below = (row("GET /users/{user_id}", 1, (0, 2)), row("GET /users/self", 9, (0, 1)))
    assert key_of(match("GET", "/users/self", below)) == "GET /users/self"
    above = (row("GET /users/{user_id}", 9, (0, 1)), row("GET /users/self", 1, (0, 2)))
    assert key_of(match("GET", "/users/self", above)) == "GET /users/{user_id}"
    apart = (
        row("GET /users/{user_id}", 9, (0, 1), file="b.py"),
        row("GET /users/self", 1, (0, 2), file="a.py"),
    )
    assert key_of(match("GET", "/users/self", apart)) == "GET /users/{user_id}"
    unknown = (row("GET /users/{user_id}", 9, ()), row("GET /users/self", 1, ()))
    assert key_of(match("GET", "/users/self", unknown)) == "GET /users/self"
