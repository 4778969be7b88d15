"""Conditions in the lists and calls of each dialect."""

from __future__ import annotations

from tests.discovery.dialects.test_doubts import doubts, only


def test_flask() -> None:
    text = """
        from flask import Blueprint, Flask
        bp = Blueprint("bp", __name__, url_prefix="/bp")
        @bp.route("/x")
        def x(): ...
        def create_app():
            app = Flask(__name__)
            if app.config["ADMIN"]:
                app.register_blueprint(bp)
                app.add_url_rule("/y", view_func=x)
            return app
        app = create_app()
    """
    why = only('`app.config["ADMIN"]` holds', 7)
    assert doubts(text) == {"GET /bp/x": why, "GET /y": why}


def test_an_extension_that_may_be_given_its_app_later_is_certain() -> None:
    text = """
        from flask import Flask
        def x(): ...
        class Extension:
            def __init__(self, app=None):
                if app is not None:
                    self.init_app(app)
            def init_app(self, app):
                app.add_url_rule("/x", view_func=x)
        app = Flask(__name__)
        Extension(app)
    """
    assert doubts(text) == {"GET /x": ""}


def test_lists_of_starlette() -> None:
    text = """
        from starlette.applications import Starlette
        from starlette.routing import Mount, Route
        def x(request): ...
        routes = [Route("/a", x), *([Route("/b", x)] if settings.B else [])]
        if settings.C:
            routes.append(Route("/c", x))
            routes += [Mount("/m", routes=[Route("/d", x)])]
        more = [Route("/e", x)]
        if settings.E:
            routes += more
        app = Starlette(routes=routes)
    """
    assert doubts(text) == {
        "GET /a": "",
        "GET /b": only("`settings.B` holds", 4),
        "GET /c": only("`settings.C` holds", 5),
        "GET /m/d": only("`settings.C` holds", 5),
        "GET /e": only("`settings.E` holds", 9),
    }


def test_urlconfs_of_django() -> None:
    files = {
        "site/settings.py": 'ROOT_URLCONF = "site.urls"\n',
        "site/views.py": """
            from django.views.generic import TemplateView
            class Page(TemplateView): ...
        """,
        "site/urls.py": """
            from django.conf import settings
            from django.urls import include, path
            from site.views import Page
            urlpatterns = [path("a/", Page.as_view())]
            if settings.DEBUG:
                urlpatterns += [path("b/", Page.as_view())]
                urlpatterns = [path("c/", include("site.more"))] + urlpatterns
            if TYPE_CHECKING:
                urlpatterns += [path("never/", Page.as_view())]
        """,
        "site/more.py": """
            from django.urls import path
            from site.views import Page
            if settings.X:
                urlpatterns = [path("d/", Page.as_view())]
            else:
                urlpatterns = [path("e/", Page.as_view())]
        """,
    }
    why = only("`settings.DEBUG` holds", 5, "site/urls.py")
    assert doubts(files) == {
        "GET /a/": "",
        "GET /b/": why,
        "GET /c/d/": f"{why}; {only('`settings.X` holds', 3, 'site/more.py')}",
        "GET /c/e/": f"{why}; {only('`settings.X` does not hold', 3, 'site/more.py')}",
    }


def test_litestar() -> None:
    text = """
        from litestar import Litestar, get
        @get("/a")
        def a() -> None: ...
        @get("/b")
        def b() -> None: ...
        @get("/c")
        def c() -> None: ...
        handlers = [a]
        if settings.B:
            handlers.append(b)
        app = Litestar(route_handlers=handlers)
        if settings.C:
            app.register(c)
    """
    assert doubts(text) == {
        "GET /a": "",
        "GET /b": only("`settings.B` holds", 9),
        "GET /c": only("`settings.C` holds", 12),
    }


def test_aiohttp() -> None:
    text = """
        from aiohttp import web
        async def x(request): ...
        app = web.Application()
        app.add_routes([web.get("/a", x), *([web.get("/b", x)] if settings.B else [])])
        if settings.C:
            app.router.add_get("/c", x)
            resource = app.router.add_resource("/d")
            resource.add_route("GET", x)
    """
    why = only("`settings.C` holds", 5)
    assert doubts(text) == {
        "GET /a": "",
        "GET /b": only("`settings.B` holds", 4),
        "GET /c": why,
        "GET /d": why,
    }
