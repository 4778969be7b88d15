"""What serves a route when it is not simply the decorated function."""

from __future__ import annotations

import pytest

from tests.discovery.tables import check, table

TEXT = """
    import functools
    from flask import Flask
    import elsewhere
    import views
    app = Flask(__name__)
    def plain(): ...
    class Box:
        def method(self): ...
    box = Box()
    app.add_url_rule("/x", view_func={})
    """


@pytest.mark.parametrize(
    ("view", "handler", "file", "line"),
    [
        ("plain", "main.plain", "main.py", 6),
        ("functools.partial(plain, 1)", "main.plain", "main.py", 6),
        ("login_required(plain)", "main.plain", "main.py", 6),
        ("views.show", "views.show", "views.py", 2),
        ("box.method", "main.Box.method", "main.py", 8),
        ("lambda: 1", "main.<lambda>", "main.py", 10),
        ("elsewhere.view", "elsewhere.view", "main.py", 10),
    ],
)
def test_handlers(view: str, handler: str, file: str, line: int) -> None:
    files = {"main.py": TEXT.format(view), "views.py": "import flask\ndef show(): ...\n"}
    (route,) = table(files).routes
    assert (route.handler, route.handler_file, route.handler_span.line) == (handler, file, line)
    assert (route.file, route.span.line) == ("main.py", 10)
    assert (route.confidence == 1.0) == ("elsewhere" not in view)


def test_a_lambda_is_named_as_python_names_it() -> None:
    found = table(
        """
        from flask import Flask
        def create_app():
            app = Flask(__name__)
            app.add_url_rule("/x", view_func=lambda: 1)
            return app
        """
    )
    assert [route.handler for route in found.routes] == ["main.create_app.<locals>.<lambda>"]


def test_each_method_of_a_decorated_class_is_a_handler() -> None:
    found = table(
        """
        from aiohttp import web
        routes = web.RouteTableDef()
        app = web.Application()
        app.add_routes(routes)
        @routes.view("/x")
        class View(web.View):
            async def get(self): ...
            async def post(self): ...
        """
    )
    assert [(route.handler, route.handler_span.line) for route in found.routes] == [
        ("main.View.get", 7),
        ("main.View.post", 8),
    ]


def test_a_view_that_decorators_are_put_around_in_a_loop_is_still_that_view() -> None:
    check(
        """
        from flask import Flask
        from flask.views import MethodView

        class Pets(MethodView):
            def get(self): ...
            def post(self): ...

        def configure(app, routes, decorators=None):
            for path, resource in routes:
                view_func = resource.as_view(resource.__name__)
                for decorator in decorators or []:
                    view_func = decorator(view_func)
                app.add_url_rule(path, view_func=view_func)

        app = Flask(__name__)
        configure(app, [("/pets", Pets)])
        """,
        "GET /pets main.Pets.get",
        "POST /pets main.Pets.post",
    )
