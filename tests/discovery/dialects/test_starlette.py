from __future__ import annotations

import pytest

from tests.discovery.tables import check, left_out, rows, table

VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@pytest.mark.parametrize("verb", VERBS)
def test_verb_decorators(verb: str) -> None:
    check(
        f"""
        from fastapi import FastAPI
        app = FastAPI()
        @app.{verb}("/x/{{item_id:int}}")
        async def x(item_id): ...
        """,
        f"{verb.upper()} /x/{{item_id}} main.x",
    )


def test_converters_are_kept_as_parameters() -> None:
    (route,) = table(
        """
        from fastapi import FastAPI
        app = FastAPI()
        @app.get("/files/{name}/{rest:path}")
        def x(): ...
        """
    ).routes
    assert [(param.name, param.converter) for param in route.params] == [("name", ""), ("rest", "path")]


def test_one_row_a_method_of_api_route_and_several_decorators() -> None:
    check(
        """
        from fastapi import FastAPI
        app = FastAPI()
        @app.get(path="/a")
        @app.api_route("/b", methods=["GET", "post"])
        @app.websocket("/ws")
        def x(): ...
        """,
        "GET /a main.x",
        "GET /b main.x",
        "POST /b main.x",
        "WEBSOCKET /ws main.x",
    )


def test_routes_added_by_calls() -> None:
    check(
        """
        from fastapi import APIRouter, FastAPI
        def f(): ...
        app: FastAPI = FastAPI()
        router = APIRouter(prefix="/r")
        router.add_api_route("/a", f, methods=["PUT"])
        router.add_api_websocket_route("/ws", endpoint=f)
        app.include_router(router, prefix="/v1")
        app.add_route("/plain", f)
        app.get("/by-hand")(f)
        app.post("/lambda")(lambda: 1)
        """,
        "PUT /v1/r/a main.f",
        "WEBSOCKET /v1/r/ws main.f",
        "GET /plain main.f",
        "GET /by-hand main.f",
        "POST /lambda main.<lambda>",
    )


def test_routers_across_files_nested_and_repeated() -> None:
    check(
        {
            "app/__init__.py": "",
            "app/main.py": """
                from fastapi import FastAPI
                from .api import router as api, users
                import app.api.items as its
                app = FastAPI()
                app.include_router(api, prefix="/v1")
                app.include_router(users.router, prefix="/again")
                app.include_router(router=its.routes.items)
                """,
            "app/api/__init__.py": """
                from fastapi import APIRouter
                from . import users
                from .users import router as u
                router = APIRouter(prefix="/api")
                router.include_router(u, prefix="/nested")
                """,
            "app/api/users.py": """
                from fastapi import APIRouter as Router
                router = Router(prefix="/users")
                @router.get("")
                def list_users(): ...
                """,
            "app/api/items.py": """
                import fastapi
                class routes:
                    items = fastapi.APIRouter()
                @routes.items.post("/items")
                def make(): ...
                """,
        },
        "POST /items app.api.items.make",
        "GET /again/users app.api.users.list_users",
        "GET /v1/api/nested/users app.api.users.list_users",
    )


def test_factories_parameters_and_self() -> None:
    check(
        """
        import fastapi
        def create(prefix="/x"):
            app = fastapi.FastAPI()
            install(app)
            app.include_router(make("/made"))
            app.include_router(Service().router)
            return app
        def install(target):
            @target.get("/installed")
            def installed(): ...
        def make(prefix):
            router = fastapi.APIRouter(prefix=prefix)
            @router.get("/r")
            def r(): ...
            return router
        class Service:
            def __init__(self):
                self.router = fastapi.APIRouter(prefix="/service")
                self.router.add_api_route("/m", self.method)
            def method(self): ...
        class Own(fastapi.FastAPI):
            def __init__(self):
                super().__init__()
                self.add_api_route("/own", self.own)
            def own(self): ...
        own = Own()
        """,
        "GET /installed main.install.<locals>.installed",
        "GET /made/r main.make.<locals>.r",
        "GET /service/m main.Service.method",
        "GET /own main.Own.own",
    )


def test_constants_and_loops() -> None:
    check(
        {
            "main.py": """
                from fastapi import APIRouter, FastAPI
                from conf import VERSION, paths
                BASE = f"/api/{VERSION}"
                app = FastAPI()
                a, b = APIRouter(), APIRouter()
                @a.get(BASE + paths.A)
                def fa(): ...
                @b.get("/b")
                def fb(): ...
                for router, prefix in ((a, "/one"), (b, "/two")):
                    app.include_router(router, prefix=prefix)
                for router in [a, b]:
                    app.include_router(router)
                """,
            "conf.py": """
                VERSION = "v2"
                class paths:
                    A = "/a"
                """,
        },
        "GET /api/v2/a main.fa",
        "GET /one/api/v2/a main.fa",
        "GET /b main.fb",
        "GET /two/b main.fb",
    )


def test_mounts_and_route_lists() -> None:
    check(
        """
        from starlette.applications import Starlette
        from starlette.endpoints import HTTPEndpoint
        from starlette.routing import Mount, Route, Router, WebSocketRoute
        class Home(HTTPEndpoint):
            async def get(self, request): ...
            async def post(self, request): ...
        def page(request): ...
        inner = Router([Route("/in", page)])
        routes = [
            Route("/", Home),
            Route("/n/{x:int}", endpoint=page, methods=("PUT",)),
            Mount("/m", routes=[Route("/a", page), Mount("/deep/", app=inner)]),
            *[WebSocketRoute("/ws", page)],
        ]
        routes.append(Route("/late", page))
        app = Starlette(True, routes=routes)
        """,
        "GET /m/deep/in main.page",
        "GET / main.Home.get",
        "POST / main.Home.post",
        "PUT /n/{x} main.page",
        "GET /m/a main.page",
        "WEBSOCKET /ws main.page",
        "GET /late main.page",
    )


def test_a_mounted_app_is_served_below_its_mount_only() -> None:
    check(
        """
        from fastapi import FastAPI
        from flask import Flask
        from a2wsgi import WSGIMiddleware
        app = FastAPI()
        sub = FastAPI()
        old = Flask(__name__)
        @sub.get("/s")
        def s(): ...
        @old.route("/<name>")
        def o(name): ...
        app.mount("/sub", sub)
        app.mount("/old/", WSGIMiddleware(old))
        """,
        "GET /sub/s main.s",
        "GET /old/{name} main.o",
    )


def test_webhooks_callbacks_and_other_frameworks_are_no_routes() -> None:
    assert (
        rows(
            """
            from bottle import Bottle
            from fastapi import APIRouter, FastAPI
            from sanic import Blueprint
            app = FastAPI()
            callbacks = APIRouter()
            table = Bottle()
            bp = Blueprint("x")
            @app.webhooks.post("/new")
            def hook(): ...
            @callbacks.post("{$url}/paid")
            def paid(): ...
            @table.get("/bottle")
            @bp.get("/sanic")
            def other(): ...
            """
        )
        == []
    )


@pytest.mark.parametrize(
    "made",
    [
        "app = Starlette(routes=router.routes)",
        "app = Starlette(routes=[Route('/first', page), *router.routes])",
        "def routes():\n    return router.routes\napp = Starlette(routes=routes())",
        "app = Starlette()\napp.routes.extend(router.routes)",
        "app = Starlette(routes=[Mount('', routes=router.routes)])",
    ],
)
def test_an_app_takes_the_routes_of_a_router(made: str) -> None:
    text = (
        "from starlette.applications import Starlette\nfrom starlette.routing import Mount, Route, Router\n"
        "router = Router()\ndef page(request): ...\nrouter.add_route('/page', page)\n"
    )
    found = {str(route.key): route.app for route in table(f"{text}{made}\n").routes}
    assert found.pop("GET /first", "main:app") == "main:app"
    assert found == {"GET /page": "main:app"}


def test_classes_of_the_projects_own_in_a_list_of_routes() -> None:
    """One with a constructor of its own may do anything to a path."""
    found = table("""
        from starlette.applications import Starlette
        from starlette.routing import Mount, Route

        class Audited(Route):
            def matches(self, scope): ...

        class Below(Route):
            def __init__(self, path, endpoint):
                super().__init__("/below" + path, endpoint)

        class Fixed(Route):
            def __init__(self):
                super().__init__("/fixed", index)

        class Part(Mount): ...

        def index(request): ...

        app = Starlette(routes=[
            Audited("/audited", index),
            Below("/x", endpoint=index),
            Fixed(),
            Part("/part", routes=[Audited("/y", index)]),
        ])
        """)
    doubt = "the constructor of `{}` may give this route another path"
    assert [(str(row.key), row.confidence, row.reason) for row in found.routes] == [
        ("GET /audited", 1.0, ""),
        ("GET /x", 0.5, doubt.format("Below")),
        ("GET /part/y", 1.0, ""),
    ]
    assert [(row.span.line, row.reason) for row in found.left_out] == [(22, doubt.format("Fixed"))]


def test_routes_that_are_put_into_a_list_one_by_one() -> None:
    text = """
        from starlette.applications import Starlette
        from starlette.routing import Route
        def index(request): ...
        app = Starlette()
        app.routes.append(Route("/", index))
        app.router.routes.append(make())
        """
    assert rows(text) == ["GET / main.index"]
    assert left_out(text) == ["main.py:6  : they come from `make()`"]


def test_a_decorator_that_is_a_partial() -> None:
    check(
        """
        from functools import partial
        from fastapi import FastAPI
        app = FastAPI()
        get = partial(app.get, response_model=None)
        either = partial(app.api_route, methods=["GET", "PUT"])
        @get("/pets")
        def pets(): ...
        @either("/cats")
        def cats(): ...
        """,
        "GET /pets main.pets",
        "GET /cats main.cats",
        "PUT /cats main.cats",
    )


def test_a_partial_of_another_file() -> None:
    """What it says of methods is read where it stands, so that one that does is not followed from elsewhere."""
    web = """
        from functools import partial
        from fastapi import FastAPI
        app = FastAPI()
        get = partial(app.get, response_model=None)
        """
    main = """
        from web import get
        @get("/pets")
        def pets(): ...
        """
    check({"main.py": main, "web.py": web}, "GET /pets main.pets")
