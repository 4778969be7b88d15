from __future__ import annotations

from tests.discovery.tables import check, table


def test_routers_that_include_each_other_end() -> None:
    check(
        """
        from fastapi import APIRouter, FastAPI
        app = FastAPI()
        a, b = APIRouter(prefix="/a"), APIRouter(prefix="/b")
        a.include_router(b)
        b.include_router(a)
        @b.get("/x")
        def x(): ...
        app.include_router(a)
        """,
        "GET /a/b/x main.x",
    )


def test_two_apps_with_one_router_give_one_row_each_path() -> None:
    found = table(
        """
        from fastapi import APIRouter, FastAPI
        one, two = FastAPI(), FastAPI()
        router = APIRouter()
        @router.get("/x")
        def x(): ...
        one.include_router(router)
        two.include_router(router)
        two.include_router(router, prefix="/v2")
        """
    )
    assert [(str(route.key), route.app) for route in found.routes] == [
        ("GET /v2/x", "main:two"),
        ("GET /x", "main:one"),
    ]


def test_rows_are_sorted_by_file_and_position() -> None:
    text = "from flask import Flask\napp = Flask('x')\n@app.get('/2')\n@app.get('/1')\ndef x(): ...\n"
    assert [(route.file, str(route.key)) for route in table({"b.py": text, "a.py": text}).routes] == [
        ("a.py", "GET /2"),
        ("a.py", "GET /1"),
        ("b.py", "GET /2"),
        ("b.py", "GET /1"),
    ]
