from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.config.profile_inline import Tools
from qaagent_lsp.model.route import PathParam, RouteKey
from qaagent_lsp.tools.ground import Available, Ground, Page
from qaagent_lsp.tools.served_pages import no_pages, pages_of, path_below, route_of
from tests.tools.site import ROUTES

WITH_PARAMETERS = tuple(
    replace(ROUTES[0], key=RouteKey.parse(key), params=params)
    for key, params in (
        ("POST /pets", ()),
        ("GET /pets", ()),
        ("GET /pets/", ()),
        ("GET /pets/new", ()),
        ("GET /pets/{id}", (PathParam("id", "int"),)),
        ("GET /files/{rest}", (PathParam("rest", "path"),)),
        ("ANY /any", ()),
    )
)
GROUND = Ground(
    "/w",
    "/a",
    "http://h",
    Tools(),
    Available(),
    routes=WITH_PARAMETERS,
    pages=(Page("/found"),),
    page_notes=("/a: why",),
)


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/pets", "GET /pets"),
        ("/pets/", "GET /pets/"),
        ("/pets?sort=name", "GET /pets"),
        ("/pets/new", "GET /pets/new"),
        ("/pets/7", "GET /pets/{id}"),
        ("/pets/7/", "GET /pets/{id}"),
        ("/pets/7/toys", None),
        ("/files/a/b.txt", "GET /files/{rest}"),
        ("/any", "ANY /any"),
        ("/nowhere", None),
    ],
)
def test_the_route_of_a_path(path: str, key: str | None) -> None:
    at = route_of(path, WITH_PARAMETERS)
    assert (None if at is None else str(WITH_PARAMETERS[at].key)) == key


def test_wished_pages_go_before_found_ones() -> None:
    assert pages_of(GROUND, ()) == (Page("/found"),)
    assert pages_of(GROUND, ("/pets/7", "/x")) == (Page("/pets/7", WITH_PARAMETERS[4]), Page("/x"))


def test_why_there_is_no_page() -> None:
    assert "(/a: why)" in no_pages(GROUND, "a11y")


@pytest.mark.parametrize(
    ("url", "base", "path"),
    [
        ("http://h/", "http://h", "/"),
        ("http://h", "http://h", "/"),
        ("http://h/pets?a=1#top", "http://h", "/pets?a=1"),
        ("http://h/app", "http://h/app", "/"),
        ("http://h/app/pets", "http://h/app", "/pets"),
        ("http://h/apple", "http://h/app", None),
        ("http://h:8000/pets", "http://h:80", None),
        ("https://h/pets", "http://h", None),
        ("", "http://h", None),
    ],
)
def test_what_lies_below_the_servers_address(url: str, base: str, path: str | None) -> None:
    assert path_below(url, base) == path
