"""FastAPI and Starlette: the whole table, through lazy and copied routers, mounts, hosts and middleware."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.event import AppSeen
from tests.probes.probed import probed, served, traced, write

SHOP = [
    "WEBSOCKET /api/outer/ws/{n} shop.socket shop.py:33",
    "WEBSOCKET /api/outer/closed shop.closed shop.py:40",
    "POST /api/outer/secret shop.secret shop.py:45",
    "GET /api/outer/mid/inner/x/{a} shop.get_x shop.py:27",
    "GET /v2/inner/x/{a} shop.get_x shop.py:27",
    "GET /tenants/{tenant}/files/{path} shop.get_file shop.py:57",
    "GET /star/p shop.plain shop.py:65",
    "GET /star/deep/q/{id} shop.plain shop.py:65",
    "GET /boom shop.boom shop.py:72",
    "GET /stream shop.stream shop.py:77",
]
STAR = [
    "GET /pets test_star.Pets.get test_star.py:11",
    "POST /pets test_star.Pets.post test_star.py:14",
    "PATCH /many test_star.sync test_star.py:32",
    "PUT /many test_star.sync test_star.py:32",
    "GET /a/{tenant}/b/{id}/ test_star.sync test_star.py:32",
    "WEBSOCKET /a/{tenant}/b/refused test_star.refuse test_star.py:28",
    "GET /empty/ test_star.sync test_star.py:32",
    "GET /hosted test_star.sync test_star.py:32",
    "GET /prefixless test_star.sync test_star.py:32",
]

MIXED = """
from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from fastapi.testclient import TestClient
from flask import Flask
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.wsgi import WSGIMiddleware

flask_app = Flask("old")
flask_app.add_url_rule("/u/<int:n>", view_func=lambda n: str(n))
inner = FastAPI()
inner.get("/deep")(lambda: 1)
app = FastAPI(docs_url="/papers")
app.mount("/old", WSGIMiddleware(flask_app))
app.mount("/wrapped", CORSMiddleware(inner))
app.mount("/static", StaticFiles(directory="."))


def make(n):
    def handler():
        return n

    return handler


router = APIRouter(prefix="/loop")
for n in range(2):
    router.add_api_route(f"/{n}", make(n), methods=["GET", "HEAD"])
app.include_router(router)


def test_one():
    assert TestClient(app).get("/loop/1").json() == 1


def test_own_little_app():
    own = FastAPI()
    own.get("/mine")(lambda: 1)
    TestClient(own).get("/mine")
"""


@pytest.mark.parametrize("pins", ["", "web_older"], ids=["newest", "older"])
def test_fastapi(pins: str) -> None:
    assert served(traced("web_fastapi", pins)) == {"shop:app": SHOP}


@pytest.mark.parametrize("pins", ["", "web_older"], ids=["newest", "older"])
def test_starlette(pins: str) -> None:
    assert served(traced("web_starlette", pins)) == {"test_star:app": STAR}


def test_mounts_of_other_kinds_and_loops(tmp_path: Path) -> None:
    """Documentation pages, static files and what a test makes for itself are no rows."""
    run = probed(write(tmp_path / "w", test_it=MIXED), "-W", "ignore")
    assert run.returncode == 0, run.output
    assert served(run) == {
        "test_it:app": [
            "GET /old/u/{n} test_it.<lambda> test_it.py:10",
            "GET /wrapped/deep test_it.<lambda> test_it.py:12",
            "GET /loop/0 test_it.make.<locals>.handler test_it.py:20",
            "HEAD /loop/0 test_it.make.<locals>.handler test_it.py:20",
            "GET /loop/1 test_it.make.<locals>.handler test_it.py:20",
            "HEAD /loop/1 test_it.make.<locals>.handler test_it.py:20",
        ]
    }
    (app,) = (event.app for event in run.events if isinstance(event, AppSeen))
    assert (app.file, app.line, app.routes[0].framework, app.routes[1].framework) == (
        "test_it.py",
        13,
        "flask",
        "fastapi",
    )
    assert [(param.name, param.converter) for param in app.routes[0].params] == [("n", "int")]
