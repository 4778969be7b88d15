"""The paths and methods that Litestar's handlers, controllers and listeners know themselves."""

from __future__ import annotations

import pytest

from tests.discovery.tables import check, table

FUNCTION = """
import litestar
from litestar import HttpMethod, asgi, get, head, route, websocket, websocket_listener, websocket_stream
from litestar.handlers import HTTPRouteHandler, WebsocketListenerRouteHandler, WebsocketRouteHandler
from litestar.handlers.http_handlers import decorators
BOTH = ["GET", "POST"]
class own_get(get): ...
{}
async def x(): ...
app = litestar.Litestar([x])
"""


@pytest.mark.parametrize(
    ("decorator", "expected"),
    [
        ("@get()", "GET /"),
        ("@get('x/')", "GET /x"),
        ("@get(path='//x//y/')", "GET /x/y"),
        ("@get(None)", "GET /"),
        ("@get(['/a', '/b/{n:int}'])", "GET /a|GET /b/{n}"),
        ("@get(path=('/', '/f/{p:path}'))", "GET /|GET /f/{p}"),
        ("@head('/x')", "HEAD /x"),
        ("@litestar.patch('/x')", "PATCH /x"),
        ("@decorators.delete('/x')", "DELETE /x"),
        ("@own_get('/x')", "GET /x"),
        ("@route('/x', http_method='PUT')", "PUT /x"),
        ("@route('/x', http_method=BOTH)", "GET /x|POST /x"),
        ("@route('/x', http_method=[HttpMethod.PUT, 'delete'])", "DELETE /x|PUT /x"),
        ("@HTTPRouteHandler('/x', http_method=litestar.HttpMethod.GET)", "GET /x"),
        ("@websocket('/x')", "WEBSOCKET /x"),
        ("@websocket_listener('/x')", "WEBSOCKET /x"),
        ("@websocket_stream('/x')", "WEBSOCKET /x"),
        ("@WebsocketRouteHandler('/x')", "WEBSOCKET /x"),
        ("@WebsocketListenerRouteHandler('/x')", "WEBSOCKET /x"),
        ("@asgi('/x', is_mount=True)", "ANY /x"),
        ("@get('/x')\n@litestar.post('/y')", "GET /x|POST /y"),
    ],
)
def test_decorators(decorator: str, expected: str) -> None:
    check(FUNCTION.format(decorator), *[f"{row} main.x" for row in expected.split("|")])


def test_a_method_that_cannot_be_known_is_said() -> None:
    (route,) = table(FUNCTION.format("@route('/x', http_method=methods())")).routes
    assert (str(route.key), route.confidence, route.reason) == (
        "GET /x",
        0.5,
        "the methods of this route are not known",
    )


def test_controllers_inherit_and_override() -> None:
    check(
        {
            "lib/crud.py": """
                from litestar import Controller, delete, get, post
                class Reading(Controller):
                    @get()
                    def all(self) -> None: ...
                    @get("/{key:str}")
                    def one(self, key: str) -> None: ...
                class Crud(Reading):
                    path = "/crud"
                    @post()
                    def add(self) -> None: ...
                    @delete("/{key:str}")
                    def gone(self, key: str) -> None: ...
                """,
            "main.py": """
                from litestar import Litestar, get
                from lib.crud import Crud, Reading
                class Users(Crud):
                    path = "/users"
                    gone = None
                    def add(self) -> None: ...
                    @get("/{key:int}", name="one")
                    def one(self, key: int) -> None: ...
                class Root(Reading): ...
                app = Litestar([Users, Root, Crud])
                """,
        },
        "GET / lib.crud.Reading.all",
        "GET /crud lib.crud.Reading.all",
        "GET /users lib.crud.Reading.all",
        "GET /crud/{key} lib.crud.Reading.one",
        "GET /{key} lib.crud.Reading.one",
        "POST /crud lib.crud.Crud.add",
        "DELETE /crud/{key} lib.crud.Crud.gone",
        "GET /users/{key} main.Users.one",
    )


def test_listeners() -> None:
    check(
        """
        from litestar import Litestar
        from litestar.handlers import WebsocketListener
        class Chat(WebsocketListener):
            path = ["/chat", "/talk/{room:str}"]
            def on_accept(self) -> None: ...
            def on_receive(self, data: str) -> str: ...
        app = Litestar([Chat])
        """,
        "WEBSOCKET /chat main.Chat.on_receive",
        "WEBSOCKET /talk/{room} main.Chat.on_receive",
    )


def test_a_path_of_a_controller_that_cannot_be_known_is_said() -> None:
    (route,) = table(
        """
        from litestar import Controller, Litestar, get
        class C(Controller):
            path = make_path()
            @get("/x")
            def x(self) -> None: ...
        app = Litestar([C])
        """
    ).routes
    assert (str(route.key), route.confidence, route.reason) == (
        "GET /x",
        0.5,
        "a prefix of this route is not known",
    )
