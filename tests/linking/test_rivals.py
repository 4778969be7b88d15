"""Hidden routes of Django and aiohttp, by hand; tests/e2e/test_shadow_truth.py asks the frameworks themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qaagent_lsp.discovery.dialects.django_paths import django_template, of_route
from qaagent_lsp.discovery.evaluation.values import TextValue
from qaagent_lsp.discovery.templates import aiohttp_template, litestar_template
from qaagent_lsp.linking.shadowing import hidden
from qaagent_lsp.model.route import Framework, Route
from tests.linking.workspace import route


def table(*paths: str, framework: Framework = "django") -> list[Route]:
    rows = []
    for at, text in enumerate(paths):
        method, _, path = text.rpartition(" ")
        template, params = (
            django_template(of_route(TextValue(path)).text)
            if framework == "django"
            else {"aiohttp": aiohttp_template, "litestar": litestar_template}[framework](path)
        )
        row = route(f"{method or 'GET'} {template}", line=10 * at + 1)
        rows.append(replace(row, params=params, framework=framework, app="app:app", order=(at,)))
    return rows


def told(rows: Sequence[Route]) -> list[str]:
    return [f"{one.later.key} {'=' if one.same else '<'} {one.earlier.key}" for one in hidden(rows)]


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["users/<id>/", "users/me/"], ["GET /users/me/ < GET /users/{id}/"]),
        (["users/me/", "users/<id>/"], []),
        (["users/<int:id>/", "users/me/"], []),
        (["users/", "POST users/"], ["POST /users/ < GET /users/"]),
        (["users/<slug:a>/", "users/<int:b>/"], ["GET /users/{b}/ < GET /users/{a}/"]),
        (["<path:rest>", "a/", "<x>"], ["GET /a/ < GET /{rest}", "GET /{x} < GET /{rest}"]),
        (["a/", "a/"], ["GET /a/ = GET /a/"]),
        (["a/<x>/", "a/<y>/"], ["GET /a/{y}/ = GET /a/{x}/"]),
    ],
)
def test_django(paths: list[str], found: list[str]) -> None:
    assert told(table(*paths)) == found


def test_views_whose_methods_are_not_certain_count() -> None:
    rows = [replace(row, confidence=0.9, any_method=True) for row in table("<x>/", "a/")]
    assert told(rows) == ["GET /a/ < GET /{x}/"]
    assert told([replace(row, order=()) for row in rows]) == []


def test_rows_of_one_pattern_do_not_hide_one_another() -> None:
    get, post, later = table("a/", "POST a/", "POST a/")
    assert told([get, replace(post, order=(0,)), later]) == ["POST /a/ = POST /a/"]


def test_of_one_pattern_and_method_the_first_is_served() -> None:
    rows = [replace(row, order=(0,)) for row in table("a/", "POST a/", "a/")]
    assert told(rows) == ["GET /a/ = GET /a/"]


def test_rivals_stand_among_the_same() -> None:
    one, two = table("<x>/", "a/")
    assert told([replace(one, among=(3,)), replace(two, among=(3,))]) != []
    assert told([one, replace(two, among=(3,))]) == []


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["/users/{id}", "/users/me"], []),
        (["/users/{id}", "/users/{name}"], ["GET /users/{name} = GET /users/{id}"]),
        (["/users/{id}", "POST /users/{name}"], []),
        (["ANY /users/{id}", "POST /users/{name}"], ["POST /users/{name} < ANY /users/{id}"]),
        ([r"/users/{id:\d+}", "/users/{name}"], []),
        (["/users/{id}", r"/users/{name:\d+}"], ["GET /users/{name} < GET /users/{id}"]),
        (["/{rest:.*}", "/users/{id}"], []),
        (["/a/{rest:.*}", "/a/p{x}"], ["GET /a/p{x} < GET /a/{rest}"]),
        (["/a", "/b", "/a"], ["GET /a = GET /a"]),
        (["/a", "/a"], []),
    ],
)
def test_aiohttp(paths: list[str], found: list[str]) -> None:
    assert told(table(*paths, framework="aiohttp")) == found


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["/f/{a:int}/edit", "/f/{p:path}"], ["GET /f/{a}/edit < GET /f/{p}"]),
        (["POST /f/{p:path}", "/f/{a:int}/{b:str}"], ["GET /f/{a}/{b} < POST /f/{p}"]),
        (["/f/{p:path}", "/f/a/{b:str}", "/f/{a:int}", "/f/a/b"], []),
        (["/{x:int}/f/{p:path}", "/{y:str}/f/{a:int}/x"], ["GET /{y}/f/{a}/x < GET /{x}/f/{p}"]),
    ],
)
def test_litestar(paths: list[str], found: list[str]) -> None:
    rows = [replace(row, order=()) for row in table(*paths, framework="litestar")]
    assert told(rows) == found
