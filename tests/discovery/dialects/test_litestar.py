"""What Litestar's apps and routers are given; what handlers know themselves is in ``test_litestar_handlers``."""

from __future__ import annotations

import pytest

from tests.discovery.tables import check, rows, table


def test_nested_routers_of_several_files_and_the_path_of_the_app() -> None:
    check(
        {
            "app/main.py": """
                from litestar import Litestar, Router
                from app.pets import Pets, show
                from .words import API
                inner = Router("inner/", route_handlers=[show])
                api = Router(path=API, route_handlers=[Pets, inner, show])
                app = Litestar([api, show], path="shop")
                """,
            "app/words.py": 'API = "/api" + "/v1/"\n',
            "app/pets.py": """
                from litestar import Controller, get, post
                class Pets(Controller):
                    path = "/pets"
                    @post()
                    async def add(self) -> None: ...
                @get("/show/{pet_id:int}")
                async def show(pet_id: int) -> None: ...
                """,
        },
        "POST /shop/api/v1/pets app.pets.Pets.add",
        "GET /shop/api/v1/inner/show/{pet_id} app.pets.show",
        "GET /shop/api/v1/show/{pet_id} app.pets.show",
        "GET /shop/show/{pet_id} app.pets.show",
    )


HANDLERS = """
    from litestar import Litestar, Router, get
    from litestar.config.app import AppConfig
    from litestar.plugins import InitPluginProtocol
    from litestar.static_files import create_static_files_router
    @get("/x")
    def x() -> None: ...
    def plain() -> None: ...
    def several():
        return [x]
    more = [x]
    """
HOOKS = f"""{HANDLERS}
    class Plugin(InitPluginProtocol):
        def on_app_init(self, app_config: AppConfig) -> AppConfig:
            app_config.route_handlers.extend([x])
            return app_config
    class Silent(InitPluginProtocol): ...
    def on_init(config: AppConfig) -> AppConfig:
        config.route_handlers.append(x)
        return config
    """


@pytest.mark.parametrize(
    ("app", "expected"),
    [
        ("app = Litestar(route_handlers=(x,))", "GET /x main.x"),
        ("app = Litestar(route_handlers=[*more])", "GET /x main.x"),
        ("app = Litestar(route_handlers=[] + more)", "GET /x main.x"),
        ("app = Litestar(several(), path=None)", "GET /x main.x"),
        ("app = Litestar([])\n    app.register(x)", "GET /x main.x"),
        ("app = Litestar()\n    app.register(value=Router('/r', route_handlers=[x]))", "GET /r/x main.x"),
        ("app = Litestar([get('/hand')(plain), x])", "GET /x main.x|GET /hand main.plain"),
        ("hand = get('/hand')(plain)\n    app = Litestar([hand, x])", "GET /x main.x|GET /hand main.plain"),
        (
            "app = Litestar.from_config(AppConfig(path='/c', route_handlers=[x]))",
            "GET /c/x main.x",
        ),
        (
            "app = Litestar([x, create_static_files_router(path='/s', directories=['.'])])",
            "GET /x main.x",
        ),
        ("class Own(Litestar): ...\n    app = Own([x])", "GET /x main.x"),
        (
            "def create() -> Litestar:\n        return Litestar(route_handlers=[x])\n    app = create()",
            "GET /x main.x",
        ),
    ],
)
def test_ways_to_hand_over_handlers(app: str, expected: str) -> None:
    assert rows(f"{HANDLERS}{app}\n") == expected.split("|")


@pytest.mark.parametrize("given", ["plugins=[Silent(), Plugin()]", "on_app_init=[on_init]"])
def test_what_hooks_do_to_the_configuration_they_do_to_the_app(given: str) -> None:
    found = {str(route.key): route for route in table(f"{HOOKS}app = Litestar(path='/p', {given})\n").routes}
    assert (found["GET /p/x"].confidence, found["GET /p/x"].app) == (1.0, "main:app")
    assert (found["GET /x"].confidence, found["GET /x"].reason) == (
        0.5,
        "no app is known that has this configuration",
    )


def test_what_no_app_lists_is_doubtful_and_says_so() -> None:
    found = table(
        """
        import os
        from litestar import Controller, Litestar, Router, get, post
        @get("/alone")
        def alone() -> None: ...
        class Alone(Controller):
            path = "/c"
            @post()
            def add(self) -> None: ...
        class Parent(Controller):
            @get("/never")
            def never(self) -> None: ...
        @get("/in")
        def inside() -> None: ...
        lost = Router(path="/lost", route_handlers=[inside])
        @get("/unknown")
        def unknown() -> None: ...
        app = Litestar([unknown], path=os.environ["ROOT"])
        """
    )
    assert [(str(route.key), route.confidence, route.reason) for route in found.routes] == [
        ("GET /alone", 0.5, "this handler is never registered"),
        ("POST /c", 0.5, "this controller is never registered"),
        ("GET /lost/in", 0.5, "this router is never registered"),
        ("GET /unknown", 0.5, "a prefix of this route is not known"),
    ]


def test_apps_of_tests_are_no_routes() -> None:
    text = """
        from litestar import Litestar, get
        from litestar.testing import TestClient, create_test_client
        @get("/module")
        def module() -> None: ...
        def test_it() -> None:
            @get("/local")
            def local() -> None: ...
            with create_test_client([module, local]) as client:
                client.get("/local")
            with TestClient(Litestar([module])) as client:
                client.get("/module")
        """
    assert rows({"tests/test_it.py": text}) == []
    served = text.replace("def test_it", "app = Litestar([module])\n        def test_it")
    assert rows({"tests/test_it.py": served}) == ["GET /module test_it.module"]
