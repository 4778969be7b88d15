"""Each turn of a loop or comprehension keeps what belongs together."""

from __future__ import annotations

import pytest

from tests.discovery.tables import check, left_out, rows

VIEWS = """
from dataclasses import dataclass

def a(request): ...
def b(request): ...

@dataclass
class View:
    path: str
    handler: object

PAIRS = [("/a", a), ("/b", b)]
OBJECTS = [View(path="/a", handler=a), View(path="/b", handler=b)]
BY_PATH = {"/a": a, "/b": b}
"""
BOTH = ("GET /a views.a", "GET /b views.b")


@pytest.mark.parametrize(
    "items",
    [
        "[Route(path, view) for path, view in views.PAIRS]",
        "list(Route(path, view) for path, view in views.PAIRS)",
        "[Route(one.path, one.handler) for one in views.OBJECTS]",
        "[Route(path, view) for path, view in views.BY_PATH.items()]",
        "[Route(path, view) for path, view in [('/a', views.a), ('/b', views.b)]]",
        "[Route(path, view) for path, view in {'/a': views.a, '/b': views.b}.items()]",
        "[*[Route(path, view) for path, view in views.PAIRS]]",
        "[Route(path, views.BY_PATH[path]) for path in views.BY_PATH]",
    ],
)
def test_a_comprehension_keeps_a_path_with_its_handler(items: str) -> None:
    main = f"""
    import views
    from starlette.applications import Starlette
    from starlette.routing import Route
    app = Starlette(routes={items})
    """
    check({"main.py": main, "views.py": VIEWS}, *BOTH)


@pytest.mark.parametrize(
    "loop",
    [
        "for path, view in views.BY_PATH.items():\n        app.add_url_rule(path, view_func=view)",
        "for path, view in {'/a': views.a, '/b': views.b}.items():\n        app.add_url_rule(path, view_func=view)",
        "for view, path in zip_of():\n        pass\n    [app.add_url_rule(p, view_func=v) for p, v in views.PAIRS]",
        "for path in views.BY_PATH.keys():\n        app.add_url_rule(path, view_func=views.BY_PATH[path])",
    ],
)
def test_a_loop_over_a_dictionary_or_for_its_effect(loop: str) -> None:
    main = f"""
    import views
    from flask import Flask
    app = Flask(__name__)
    {loop}
    """
    check({"main.py": main, "views.py": VIEWS}, *BOTH)


def test_urlpatterns_and_route_tables() -> None:
    urls = """
    from django.urls import path
    from shop import views
    urlpatterns = [path(name, view) for name, view in views.PAIRS]
    """
    shop = {"shop/urls.py": urls, "shop/views.py": VIEWS, "shop/settings.py": 'ROOT_URLCONF = "shop.urls"'}
    assert rows(shop) == ["GET /a views.a", "GET /b views.b"]
    main = """
    import views
    from aiohttp import web
    app = web.Application()
    app.add_routes([web.get(path, view) for path, view in views.PAIRS])
    """
    check({"main.py": main, "views.py": VIEWS}, *BOTH)


def test_what_is_not_known_of_what_it_runs_over_is_said() -> None:
    text = """
    from flask import Flask
    def index(): ...
    app = Flask(__name__)
    for path in {**others(), "/a": index}:
        app.add_url_rule(path, view_func=index)
    [app.add_url_rule(p, view_func=index) for p in others() if p]
    """
    assert left_out(text) == [
        "main.py:5 GET : its path comes from `path`",
        "main.py:6 GET : its path comes from `others()`",
    ]
