"""Ways through routers; what they come to is tested with ``flatten`` and the dialects."""

from __future__ import annotations

from tests.discovery.tables import check, rows

RING = """
from fastapi import APIRouter, FastAPI
app = FastAPI()
{routers}
for outer in ({names}):
    for inner in ({names}):
        outer.include_router(inner)
    app.include_router(outer)
@r0.get("/x")
def x(): ...
"""


def test_routers_that_all_include_each_other_end_soon() -> None:
    names = [f"r{n}" for n in range(24)]
    text = RING.format(routers="\n".join(f"{name} = APIRouter()" for name in names), names=", ".join(names))
    assert rows(text) == ["GET /x main.x"]


def test_ways_that_differ_by_their_prefixes_are_not_followed_for_ever() -> None:
    names = [f"r{n}" for n in range(12)]
    made = "\n".join(f"{name} = APIRouter(prefix='/{name}')" for name in names)
    assert 1 <= len(rows(RING.format(routers=made, names=", ".join(names)))) <= 64


def test_of_two_places_one_of_which_is_not_known_the_known_one_counts() -> None:
    text = """
        from fastapi import FastAPI
        app, api = FastAPI(), FastAPI()
        if BASE:
            app.mount(BASE.value(), app=api)
        else:
            app.mount("/api", app=api)
        @api.get("/x")
        def x(): ...
        """
    assert rows(text) == ["GET /api/x main.x"]


def test_what_a_test_mounts_into_its_own_app_keeps_its_row() -> None:
    check(
        {
            "main.py": """
                from fastapi import FastAPI
                app = FastAPI()
                @app.get("/x")
                def x(): ...
            """,
            "test_main.py": """
                from fastapi import FastAPI
                def test_below(path):
                    from main import app
                    outer = FastAPI()
                    outer.mount(path, app)
            """,
        },
        "GET /x main.x",
    )
