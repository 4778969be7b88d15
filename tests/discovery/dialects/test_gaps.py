"""Routes that a router is given and nobody can see: told at the call that gives them."""

from __future__ import annotations

import pytest

from tests.discovery.tables import left_out, table

DJANGO = {
    "shop/settings.py": 'ROOT_URLCONF = "shop.urls"',
    "shop/views.py": "def a(request): ...",
    "shop/registry.py": """
    REGISTRY = {}

    def urls_of(name):
        found = []
        for one in REGISTRY[name]:
            found.append(one)
        return found
    """,
}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            """
            from fastapi import FastAPI
            app = FastAPI()
            app.include_router(make(), prefix="/api")
            app.mount("/static", make())
            """,
            ["main.py:3  /api: they come from `make()`", "main.py:4  /static: they come from `make()`"],
        ),
        (
            """
            from starlette.applications import Starlette
            from starlette.routing import Mount, Route
            def home(request): ...
            more = make()
            app = Starlette(routes=[Route("/", home), Mount("/m", routes=make()), *more, make()])
            """,
            [
                "main.py:5  : they come from `make()`",
                "main.py:5  /m: they come from `make()`",
                "main.py:5  : they come from `make()`",
            ],
        ),
        (
            """
            from flask import Flask
            app = Flask(__name__)
            app.register_blueprint(make(), url_prefix="/shop")
            app.register_blueprint(make())
            """,
            ["main.py:3  /shop: they come from `make()`", "main.py:4  : they come from `make()`"],
        ),
        (
            """
            from flask import Flask
            from flask_restful import Api, Resource
            app = Flask(__name__)
            api = Api(app, prefix="/v1")
            class Pets(Resource):
                def get(self): ...
            api.add_resource(Pets, make())
            api.add_resource(Pets, "/a", *PATHS)
            """,
            [
                "main.py:7 GET /v1: its path comes from `make()`",
                "main.py:8 GET /v1: its path comes from `PATHS`",
            ],
        ),
        (
            """
            from aiohttp import web
            async def index(request): ...
            app = web.Application()
            app.add_routes([web.get("/", index), web.get(make(), index), *make()])
            app.router.add_get(make(), index)
            app.add_subapp("/sub", make())
            """,
            [
                "main.py:4 GET : its path comes from `make()`",
                "main.py:4  : they come from `make()`",
                "main.py:5 GET : its path comes from `make()`",
                "main.py:6  /sub: they come from `make()`",
            ],
        ),
        (
            """
            from litestar import Litestar, Router, get
            @get(make())
            async def index() -> str: ...
            app = Litestar([index, make()])
            app.register(make())
            """,
            [
                "main.py:2 GET /: its path comes from `make()`",
                "main.py:4  /: they come from `make()`",
                "main.py:5  /: they come from `make()`",
            ],
        ),
    ],
    ids=["fastapi", "starlette", "flask", "flask-restful", "aiohttp", "litestar"],
)
def test_of_each_framework(text: str, told: list[str]) -> None:
    assert left_out(text) == told


def test_django_tells_of_paths_lists_and_includes() -> None:
    urls = """
    from django.urls import include, path
    from shop import views
    from shop.registry import urls_of

    urlpatterns = [
        path("a/", views.a),
        path(make(), views.a),
        path("pets/", include(urls_of("pets"))),
        path("admin/", admin.site.urls),
        path("accounts/", include("allauth.urls")),
    ]
    urlpatterns += make("more")
    """
    found = table({**DJANGO, "shop/urls.py": urls})
    assert [row.key.path for row in found.routes] == ["/a/"]
    assert [(row.span.line, str(row.key), row.app) for row in found.left_out] == [
        (7, "GET /", "shop.urls:urlpatterns"),
        (8, " /pets/", "shop.urls:urlpatterns"),
        (12, " /", "shop.urls:urlpatterns"),
    ]


@pytest.mark.parametrize(
    ("patterns", "column", "source"), [("make()", 15, "make()"), ("site.urls", 1, "site.urls")]
)
def test_a_whole_list_is_told_where_it_is_bound(patterns: str, column: int, source: str) -> None:
    urls = f"""
    from shop.registry import make, site

    urlpatterns = {patterns}
    """
    (row,) = table({**DJANGO, "shop/urls.py": urls}).left_out
    assert (row.span.line, row.span.column) == (3, column)
    assert f"come from `{source}`" in row.reason


def test_viewsets_that_are_not_known() -> None:
    urls = """
    from django.urls import include, path
    from rest_framework.routers import SimpleRouter

    router = SimpleRouter()
    router.register("pets", viewset_of("pets"))
    for name, viewset in registered():
        router.register(name, viewset)
    urlpatterns = [path("api/", include(router.urls))]
    """
    assert left_out({**DJANGO, "shop/urls.py": urls}) == [
        "shop/urls.py:5  /api/pets: they come from `viewset_of()`",
        "shop/urls.py:7  /api/: they come from `registered()`",
    ]


def test_controllers_of_ninja_extra_that_are_not_known() -> None:
    urls = """
    from django.urls import path
    from ninja_extra import NinjaExtraAPI

    api = NinjaExtraAPI()
    api.register_controllers(*controllers())
    urlpatterns = [path("api/", api.urls)]
    """
    assert left_out({**DJANGO, "shop/urls.py": urls}) == [
        "shop/urls.py:5  /api/: they come from `controllers()`"
    ]


def test_modules_that_are_found_by_names_nobody_knows() -> None:
    text = """
    import importlib, pkgutil
    from fastapi import FastAPI
    import routers
    app = FastAPI()
    for info in pkgutil.iter_modules(routers.__path__):
        app.include_router(importlib.import_module(f"routers.{info.name}").router)
    app.include_router(importlib.import_module("library").router)
    """
    assert left_out({"main.py": text, "routers/__init__.py": ""}) == [
        "main.py:6  : they come from `importlib.import_module().router`"
    ]


def test_ninja_tells_of_operations_and_routers() -> None:
    urls = """
    from django.urls import path
    from ninja import NinjaAPI

    api = NinjaAPI()

    @api.get(make())
    def pets(request): ...

    api.add_router("/shop", make())
    urlpatterns = [path("api/", api.urls)]
    """
    assert left_out({**DJANGO, "shop/urls.py": urls}) == [
        "shop/urls.py:6 GET /api/: its path comes from `make()`",
        "shop/urls.py:9  /api/shop: they come from `make()`",
    ]


def test_what_a_library_brings_is_not_asked_for() -> None:
    assert (
        left_out("""
        from fastapi import FastAPI
        from fastapi.staticfiles import StaticFiles
        from library import router, make
        app = FastAPI()
        app.include_router(router)
        app.include_router(make())
        app.mount("/static", StaticFiles(directory="x"))
        """)
        == []
    )


def test_a_prefix_of_which_all_depends() -> None:
    text = """
    from fastapi import FastAPI, APIRouter
    router = APIRouter(prefix=make())
    @router.get("")
    def index(): ...
    @router.get("/pets")
    def pets(): ...
    app = FastAPI()
    app.include_router(router)
    """
    found = table(text)
    assert [(str(row.key), row.confidence) for row in found.routes] == [("GET /pets", 0.5)]
    assert [(row.span.line, row.reason) for row in found.left_out] == [
        (3, "a prefix of this route is not known")
    ]


def test_one_of_several_that_a_function_may_give() -> None:
    """What it gives in one case is listed, that the other is not known is said."""
    text = """
    from flask import Blueprint, Flask
    known = Blueprint("known", __name__)
    @known.route("/known")
    def index(): ...
    def choose(config):
        if config:
            return known
        return make()
    app = Flask(__name__)
    app.register_blueprint(choose(1))
    """
    found = table(text)
    assert [row.key.path for row in found.routes] == ["/known"]
    assert [row.span.line for row in found.left_out] == [10]


def test_apps_that_tests_make_are_their_own_business() -> None:
    text = """
    from flask import Flask
    def test_it():
        app = Flask(__name__)
        app.add_url_rule(make(), view_func=test_it)
    """
    assert left_out({"tests/test_it.py": text}) == []
