"""What calls come to; across files in ``test_evaluate``."""

from __future__ import annotations

import pytest

from tests.discovery.tables import rows, table

WEB = "from fastapi import FastAPI\n{}\n@app.get('/x')\ndef x(): ...\n"


@pytest.mark.parametrize(
    "made",
    [
        "app = FastAPI()",
        "class App(FastAPI): ...\napp = App()",
        "def make(): return FastAPI()\napp = make()",
        "class Box:\n    def make(self): return FastAPI()\napp = Box().make()",
        "def make():\n    result = FastAPI()\n    return result\napp = make()",
        "class Box(Generic[T, U]):\n    def make(self): return FastAPI()\napp = Box[int, str]().make()",
        "from typing import cast\napp = cast('FastAPI', FastAPI())",
        "import typing\ndef make(): return typing.cast(FastAPI, FastAPI())\napp = make()",
    ],
)
def test_apps_are_known_however_they_are_made(made: str) -> None:
    assert rows(WEB.format(made)) == ["GET /x main.x"]


def test_a_default_of_the_environment_is_not_certain() -> None:
    text = (
        "import os\nfrom flask import Flask\napp = Flask('x')\n@app.get(os.getenv('P', '/p'))\ndef x(): ...\n"
    )
    (route,) = table(text).routes
    assert (route.key.path, route.confidence, route.reason) == (
        "/p",
        0.7,
        "default of an environment variable",
    )


def test_a_decorator_applied_by_hand_and_a_router_made_by_a_method() -> None:
    text = "from litestar import Litestar, get\ndef x(): ...\nh = get('/x')(x)\napp = Litestar([h])\n"
    assert rows(text) == ["GET /x main.x"]
    text = (
        "from aiohttp import web\ndef x(r): ...\napp = web.Application()\nr = app.router.add_resource('/x')\n"
    )
    assert rows(f"{text}r.add_route('GET', x)\n") == ["GET /x main.x"]


@pytest.mark.parametrize("builtin", ["list", "tuple", "set", "frozenset", "sorted"])
def test_builtin_collections_hand_on_their_items(builtin: str) -> None:
    text = f"from flask import Flask\nP = {builtin}(('/a', '/b'))\napp = Flask('x')\n"
    assert rows(f"{text}for p in P:\n    app.get(p)(lambda: 1)\n") == [
        "GET /a main.<lambda>",
        "GET /b main.<lambda>",
    ]
    text = f"from litestar import Litestar, get\nP = {builtin}({{'a', 'b'}})\n"
    text += "@get([f'/{p}' for p in P])\ndef x(): ...\napp = Litestar([x])\n"
    assert rows(text) == ["GET /a main.x", "GET /b main.x"]


@pytest.mark.parametrize("auth", ["from litestar.security import auth", "auth = JWTAuth[User](secret='x')"])
def test_a_plugin_of_another_package_gives_back_the_configuration_that_it_is_handed(auth: str) -> None:
    text = f"""
        from litestar import Litestar, get
        from litestar.config.app import AppConfig
        {auth}
        @get("/x")
        def x() -> None: ...
        class Core:
            def on_app_init(self, app_config: AppConfig) -> AppConfig:
                app_config = self.secured(app_config)
                app_config.route_handlers.append(x)
                return app_config
            def secured(self, app_config: AppConfig) -> AppConfig:
                return auth.on_app_init(app_config)
        app = Litestar(plugins=[Core()])
    """
    (route,) = table(text).routes
    assert (str(route.key), route.app) == ("GET /x", "main:app")


def test_settings_of_which_only_the_signature_is_known() -> None:
    text = """
        from fastapi import FastAPI
        from pydantic_settings import BaseSettings
        class AppSettings(BaseSettings):
            prefix: str = "/api"
        class PlainConfig:
            prefix: str = "/plain"
        KNOWN = {{"dev": AppSettings, "test": AppSettings}}
        def get_settings() -> {0}:
            found = KNOWN[environment()]
            return found()
        settings = get_settings()
        app = FastAPI()
        @app.get(settings.prefix)
        def x(): ...
    """
    (route,) = table(text.format("AppSettings")).routes
    assert (str(route.key), route.confidence) == ("GET /api", 0.9)
    assert "setting" in route.reason
    assert not table(text.format("PlainConfig")).routes


def test_a_method_is_read_for_the_class_that_it_is_called_on() -> None:
    text = """
        from fastapi import FastAPI
        app = FastAPI()
        class Base:
            prefix = "/base"
            @classmethod
            def path(cls, name):
                return f"{cls.root()}/{name}"
            @classmethod
            def root(cls):
                return cls.prefix
            def own(self):
                return self.prefix
        class Pets(Base):
            prefix = "/pets"
        @app.get(Pets.path("all"))
        def one(): ...
        @app.get(Base.path("all"))
        def other(): ...
        @app.get(Pets().own())
        def third(): ...
    """
    assert rows(text) == ["GET /pets/all main.one", "GET /base/all main.other", "GET /pets main.third"]
