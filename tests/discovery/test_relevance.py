from __future__ import annotations

import pytest

from qaagent_lsp.discovery.relevance import holds_urls, is_relevant


def test_urls_beside_tests() -> None:
    for text in (
        b'LOGIN = "/login"',
        b'x = 1\nUSERS: str = f"{prefix}/users"',
        b"def user(n):\n    return f'/users/{n}'",
        b"class Base:\n    def setUp(self):\n        self.url = '/x'",
    ):
        assert holds_urls(text)
        assert not is_relevant(text)
    assert holds_urls(b"        self.client.get(self.list_url)")
    assert not holds_urls(b'LOGIN = "login"')


@pytest.mark.parametrize(
    "data",
    [
        b"from fastapi import FastAPI",
        b"from site import factory\napp = factory.create_app(blueprints=ALL)\n",
        b"from fastapi import Depends, FastAPI",
        b"from fastapi import (\n    Depends,\n    # apps\n    FastAPI,\n)",
        b"from fastapi import (\n    FastAPI as Base,\n)",
        b"from .compat import FastAPI\n",
        b"import fastapi\nKIND = fastapi.FastAPI\n",
        b"class Api(web.FastAPI): ...",
        b"def setup(app: FastAPI): wire(app)",
        b"def make() -> fastapi.FastAPI: ...",
        b"def kind():\n    return FastAPI\n",
        b"app = FastAPIOffline()",
        b"# FastAPI is made here\napp = MyFastAPI (\n)",
        b"import starlette.routing",
        b"from flask import Flask",
        b"from .users import router\n\n@router.get('/x')\ndef x(): ...\n",
        b"@router.post(PATH)\ndef x(): ...\n",
        b"from . import bp\n  @bp.route('/')\n",
        b"app.get('/x')(handler)",
        b"def wire(app):\n    router = app.router\n    router.add_get(PATH, x)\n",
        b'api.add_url_rule("/x", view_func=x)',
        b'sub.mount("/static", other)',
        b"sub.mount(PATH, other)",
        b"session.mount('https://', adapter)\nsub.mount(\n  '/', other)",
        b"root.include_router(users)",
        b"from litestar import get\n@get('/x')\ndef x(): ...\n",
        b"def setup(app):\n    app.router.add_get(PATH, x)\n",
        b"routes = web.RouteTableDef()",
        b"from .api import routes\n@routes.view('/x')\n",
        b"urlpatterns = []",
        b"ROOT_URLCONF = NAME",
        b"from rest_framework import routers",
        b"import pytest",
    ],
)
def test_files_that_can_matter(data: bytes) -> None:
    assert is_relevant(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"import json\nx = 1\n",
        b"class Model: ...\n",
        b"# FastAPI / AnyIO settings\nX = 1\n",
        b'"""Sessions for FastAPI and of FastAPI."""\n',
        b"session.mount('http://', adapter)\nsession.mount( \"https://\", adapter)\n",
        b"import aiohttp\nsession = aiohttp.ClientSession()\n",
        b"from fastapi import Depends, HTTPException\n",
        b"value = settings.get('key')\n",
        b"class Router:\n    pick = lru_cache(maxsize=3)\n",
    ],
)
def test_files_that_cannot(data: bytes) -> None:
    assert not is_relevant(data)


def test_where_things_are_put_together_is_always_read() -> None:
    assert is_relevant(b"Server(make_api())", "pkg/__main__.py")
    assert not is_relevant(b"Server(make_api())", "pkg/part.py")
