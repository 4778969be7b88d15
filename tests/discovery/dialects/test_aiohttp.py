from __future__ import annotations

import pytest

from tests.discovery.tables import check, rows, table

APP = """
    from aiohttp import hdrs, web
    from functools import partial
    app = web.Application()
    routes = web.RouteTableDef()
    METHOD = "PUT"
    async def x(request): ...
    class View(web.View):
        async def get(self): ...
        async def patch(self): ...
    class Site:
        async def index(self, request): ...
    """


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ("app.router.add_get('/a', x)", "GET /a main.x"),
        ("app.router.add_get('/a', handler=x, allow_head=False, name='a')", "GET /a main.x"),
        ("app.router.add_head('/a', x)", "HEAD /a main.x"),
        ("app.router.add_route('get', '/a', x)", "GET /a main.x"),
        ("app.router.add_route('*', '/a', x)", "ANY /a main.x"),
        ("app.router.add_route(hdrs.METH_POST, '/a', x)", "POST /a main.x"),
        ("app.router.add_route(hdrs.METH_ANY, '/a', x)", "ANY /a main.x"),
        ("app.router.add_route(METHOD, '/a', x)", "PUT /a main.x"),
        ("app.router.add_route('*', '/a', View)", "GET /a main.View.get|PATCH /a main.View.patch"),
        ("app.router.add_route('PATCH', '/a', View)", "PATCH /a main.View.patch"),
        ("app.router.add_view('/a', View)", "GET /a main.View.get|PATCH /a main.View.patch"),
        ("r = app.router\n    r.add_post('/a', x)", "POST /a main.x"),
        ("add = app.router.add_post\n    add('/a', x)", "POST /a main.x"),
        (
            "def wire(app):\n        add = app.router.add_route\n        add('GET', '/a', x)\n    wire(app)",
            "GET /a main.x",
        ),
        ("route = app.router.add_post('/a', x)", "POST /a main.x"),
        ("app.router.add_get('/a', Site().index)", "GET /a main.Site.index"),
        ("app.router.add_get('/a', partial(x, 1))", "GET /a main.x"),
        ("app.add_routes([web.get('/a', x)])", "GET /a main.x"),
        ("app.router.add_routes((web.delete('/a', x), web.static('/s', '.')))", "DELETE /a main.x"),
        ("app.add_routes([web.route('*', '/a', x)])", "ANY /a main.x"),
        ("app.add_routes([web.view('/a', View)])", "GET /a main.View.get|PATCH /a main.View.patch"),
        ("table = [web.get('/a', x)]\n    app.add_routes([*table, web.put('/a', x)])", "GET /a main.x|PUT /a main.x"),
        ("app.add_routes([web.get(f'/{n}', x) for n in ('a', 'b')])", "GET /a main.x|GET /b main.x"),
        ("for n in ('a', 'b'):\n        app.router.add_get('/' + n, x)", "GET /a main.x|GET /b main.x"),
        (
            "for m, p in [('GET', '/a'), ('POST', '/b')]:\n        app.router.add_route(m, p, x)",
            "GET /a main.x|POST /b main.x",
        ),
        (
            "r = app.router.add_resource('/a/', name='a')\n    r.add_route('GET', x)\n    r.add_route('*', x)",
            "GET /a/ main.x|ANY /a/ main.x",
        ),
        ("app.router.add_resource('/a').add_route('GET', View)", "GET /a main.View.get"),
        ("app.router.add_get('/{n:\\\\d{4}}-{m}/{tail:.*}', x)", "GET /{n}-{m}/{tail} main.x"),
        ("app.router.add_static('/s', '.')", ""),
    ],
)  # fmt: skip
def test_ways_to_add_a_route(calls: str, expected: str) -> None:
    check(f"{APP}{calls}\n", *[row for row in expected.split("|") if row])


def test_route_tables_by_decorator() -> None:
    check(
        {
            "main.py": """
                from aiohttp import web
                import pets
                app = web.Application()
                app.add_routes(pets.routes)
                """,
            "pets.py": """
                from aiohttp import web
                routes = web.RouteTableDef()
                @routes.get("/a", name="a")
                @routes.route("*", "/b")
                async def a(request): ...
                @routes.view("/owners/{name}")
                class Owner(web.View):
                    async def get(self): ...
                    async def other(self): ...
                routes.static("/s", ".")
                """,
        },
        "GET /a pets.a",
        "ANY /b pets.a",
        "GET /owners/{name} pets.Owner.get",
    )


def test_apps_below_apps_and_functions_that_are_handed_an_app() -> None:
    check(
        {
            "main.py": """
                from aiohttp import web
                from admin import make
                from other import Part
                async def init():
                    root = web.Application()
                    root.add_subapp("/admin/", make())
                    root.add_subapp(prefix="/again", subapp=make())
                    root.add_domain("x.example", make())
                    Part().setup(root)
                    return root
                """,
            "admin.py": """
                from aiohttp import web
                async def page(request): ...
                def make() -> web.Application:
                    admin = web.Application()
                    admin.router.add_get("/", page)
                    return admin
                """,
            "other.py": """
                class Part:
                    async def page(self, request): ...
                    def setup(self, server):
                        server.router.add_get("/part", self.page)
                """,
        },
        "GET / admin.page",
        "GET /admin/ admin.page",
        "GET /again/ admin.page",
        "GET /part other.Part.page",
    )


def test_what_cannot_be_followed_is_doubtful_and_says_so() -> None:
    found = table(
        """
        from aiohttp import web
        async def x(request): ...
        def setup(app):
            app.router.add_get("/setup", x)
            app.add_routes([web.post("/listed", x)])
        lost = web.RouteTableDef()
        @lost.get("/lost")
        async def y(request): ...
        def more(table):
            @table.get("/table")
            async def z(request): ...
        main = web.Application()
        main.router.add_route(method(), "/method", x)
        """
    )
    unknown = "the app or router of this route could not be found"
    assert [(str(route.key), route.confidence, route.reason) for route in found.routes] == [
        ("GET /setup", 0.5, unknown),
        ("POST /listed", 0.5, unknown),
        ("GET /lost", 0.5, "the app of this route could not be found"),
        ("GET /table", 0.5, unknown),
        ("ANY /method", 0.5, "the method of this route is not known"),
    ]


def test_clients_and_apps_of_tests_are_no_routes() -> None:
    assert rows({"client.py": "import aiohttp\n@session.get('/x')\ndef x(): ...\n"}) == []
    test = """
        from aiohttp import web
        async def hello(request): ...
        async def test_hello(aiohttp_client, app):
            app = web.Application()
            app.router.add_get("/", hello)
            other.router.add_get("/other", hello)
            client = await aiohttp_client(app)
        """
    assert rows({"test_web.py": test}) == []
