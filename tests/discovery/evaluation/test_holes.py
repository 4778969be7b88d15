"""Routes of which a part of the path is not known are still there, in doubt and with the reason."""

from __future__ import annotations

import pytest

from tests.discovery.tables import table

PREFIX = "a prefix of this route is not known"
PART = "a part of this path is not known"
FASTAPI = "from fastapi import FastAPI\nfrom elsewhere import V, x\napp = FastAPI()\n"
FLASK = "from flask import Flask\nfrom elsewhere import V, x\napp = Flask('x')\n"
STARLETTE = (
    "from starlette.applications import Starlette\nfrom starlette.routing import Route\n"
    "from elsewhere import V\n"
)
AIOHTTP = "from aiohttp import web\nfrom elsewhere import V\napp = web.Application()\ndef x(r): ...\n"
LITESTAR = "from litestar import Litestar, get\nfrom elsewhere import V\n"
NINJA = "from ninja import NinjaAPI\nfrom elsewhere import V\napi = NinjaAPI()\n"
SERVED = "def x(): ...\n"


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        (f"{FASTAPI}@app.get(f'{{V}}/items')\n{SERVED}", "/items", PREFIX),
        (f"{FASTAPI}@app.get(f'/{{V}}/items')\n{SERVED}", "/{unknown}/items", PART),
        (f"{FASTAPI}@app.get(V.BASE + '/items/{{id}}')\n{SERVED}", "/items/{id}", PREFIX),
        (f"{FASTAPI}@app.get(f'{{V()}}/items')\n{SERVED}", "/items", PREFIX),
        (f"{FASTAPI}@app.get(V.base(1) + '/items')\n{SERVED}", "/items", PREFIX),
        (f"{FASTAPI}PATH = f'/{{V}}/items'\n@app.get(PATH)\n{SERVED}", "/{unknown}/items", PART),
        (f"{FASTAPI}{SERVED}app.add_api_route(f'/{{V}}/items', x)\n", "/{unknown}/items", PART),
        (f"{FLASK}@app.route(f'/{{V}}/items')\n{SERVED}", "/{unknown}/items", PART),
        (f"{FLASK}{SERVED}app.add_url_rule(V + '/items', view_func=x)\n", "/items", PREFIX),
        (
            f"{STARLETTE}{SERVED}app = Starlette(routes=[Route(f'/{{V}}/items', x)])\n",
            "/{unknown}/items",
            PART,
        ),
        (f"{AIOHTTP}app.router.add_get(f'/{{V}}/items', x)\n", "/{unknown}/items", PART),
        (f"{LITESTAR}@get(f'/{{V}}/items')\n{SERVED}app = Litestar([x])\n", "/{unknown}/items", PART),
    ],
)
def test_a_path_that_is_known_in_part(text: str, path: str, reason: str) -> None:
    (route,) = table(text).routes
    assert (route.key.path, route.confidence, route.reason) == (path, 0.5, reason)


@pytest.mark.parametrize(
    "text",
    [
        "@app.get(V)\n" + SERVED,
        "@app.get(f'/{V}')\n" + SERVED,
        "@app.get(f'/items{V}')\n" + SERVED,
        "@app.get(f'/{unheard}/items')\n" + SERVED,
        "@app.get(f'/{unheard()}/items')\n" + SERVED,
        "@app.get(V())\n" + SERVED,
        "def add(name):\n    app.get(f'/{name()}/items')(x)\n",
        "def add(name):\n    app.get(f'/{name}/items')(x)\n",
        "def add(name):\n    @app.get(f'/{name}/items')\n    def y(): ...\n",
    ],
)
def test_of_a_path_of_which_too_little_is_known_nothing_is_guessed(text: str) -> None:
    assert table(FASTAPI + text).routes == ()
