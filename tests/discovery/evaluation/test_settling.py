"""Conditions that calls decide; what Python makes of them in ``test_ways``."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.discovery.tables import table

APP = """
from fastapi import APIRouter, FastAPI
from elsewhere import settings
app = FastAPI()
def make(prefix=None, kind="user"):
    router = APIRouter(prefix=prefix or "/x")
    if kind == "user":
        @router.get("/mine")
        def mine(): ...
    if prefix:
        @router.get("/more")
        def more(): ...
    return router
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("make('/a')", {"/a/mine": 1.0, "/a/more": 1.0}),
        ("make('/a', kind='team')", {"/a/more": 1.0}),
        ("make('/a', kind=settings.KIND)", {"/a/mine": 0.8, "/a/more": 1.0}),
        ("make('/a', settings.KIND)", {"/a/mine": 0.8, "/a/more": 1.0}),
    ],
)
def test_what_a_call_gives_decides(call: str, expected: dict[str, float]) -> None:
    found = table(dedent(APP) + f"app.include_router({call})\n").routes
    assert {route.key.path: route.confidence for route in found} == expected


def test_a_default_decides_only_where_nobody_gives_anything() -> None:
    text = """
        def path(kind="user"):
            if kind == "user":
                return "/user"
            return "/team"
        app.include_router(make("/a"))
        @app.get(path())
        def one(): ...
        @app.get(path("x"))
        def other(): ...
    """
    found = table(dedent(APP) + dedent(text)).routes
    assert {
        route.handler: (route.key.path, route.confidence) for route in found if ".<" not in route.handler
    } == {
        "main.one": ("/user", 1.0),
        "main.other": ("/team", 1.0),
    }
