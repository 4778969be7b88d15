from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.editor.actions import actions
from qaagent_lsp.editor.hidden_routes import hidden_routes
from qaagent_lsp.linking.shadowing import hidden
from qaagent_lsp.model.source import WorkspacePath
from tests.editor.small_workspace import read


def told(folder: Path, **texts: str) -> list[str]:
    """Read files (``a__b`` is ``a/b.py``), and tell what is marked."""
    now = read(folder, {f"{name.replace('__', '/')}.py": text for name, text in texts.items()})
    now = replace(now, hidden=hidden(now.routes))
    return [
        f"{file}:{one.span.line} {one.code} <- {one.related[0].at.file}:{one.related[0].at.span.line}"
        for file, one in hidden_routes(now, "warning")
    ]


MAIN = """
from fastapi import FastAPI
import users, more

app = FastAPI()
app.include_router(users.router, prefix="/users")

@app.get("/pets/me")
def pets_me(): ...

@app.get("/users/me")
def late(): ...

app.include_router(more.router)
"""
USERS = """
from fastapi import APIRouter

router = APIRouter()

@router.get("/{user_id}")
def by_id(user_id: int): ...

@router.get("/all")
def everybody(): ...
"""
MORE = """
from fastapi import APIRouter

router = APIRouter()

@router.get("/pets/{pet_id}")
def pet(): ...

@router.get("/pets/me")
def again(): ...
"""


def test_across_routers_in_the_order_in_which_they_are_included(tmp_path: Path) -> None:
    assert told(tmp_path, main=MAIN, users=USERS, more=MORE) == [
        "main.py:11 shadowed-route <- users.py:6",
        "more.py:9 duplicate-route <- main.py:8",
        "users.py:9 shadowed-route <- users.py:6",
    ]


FACTORY = """
from flask import Flask, Blueprint

bp = Blueprint("bp", __name__, url_prefix="/pets")

@bp.get("/<pet>")
def one(pet): ...

@bp.get("/me")
def me(): ...

def create_app():
    app = Flask(__name__)
    app.register_blueprint(bp)

    @app.get("/pets/<name>")
    def two(name): ...

    @app.get("/pets/<name>", subdomain="api")
    def three(name): ...

    return app
"""


DOUBLE = """

@app.get("/a")
def one(): ...

@app.get("/a")
def two(): ...
"""


def test_apps_of_tests_are_their_own_business(tmp_path: Path) -> None:
    double = MAIN[: MAIN.index("app.include_router")] + DOUBLE
    assert told(tmp_path, main=double) == ["main.py:11 duplicate-route <- main.py:8"]
    assert told(tmp_path, main="", tests__test_app=double) == []


def test_blueprints_of_an_app_factory(tmp_path: Path) -> None:
    assert told(tmp_path, main=FACTORY) == ["main.py:16 duplicate-route <- main.py:6"]


STARLETTE = """
from starlette.applications import Starlette
from starlette.routing import Host, Mount, Route

def a(request): ...
def b(request): ...
def c(request): ...

app = Starlette(routes=[
    Route("/files/{path:path}", a),
    Mount("/files", routes=[Route("/x", b)]),
    Host("api.example.org", Starlette(routes=[Route("/files/y", c)])),
])
"""


def test_lists_of_routes(tmp_path: Path) -> None:
    assert told(tmp_path, main=STARLETTE) == [
        "main.py:11 shadowed-route <- main.py:10",
        "main.py:6 shadowed-route <- main.py:11",
    ]


SITE = """
from django.urls import path
import views
urlpatterns = [
    path("pets/<name>/", views.pet),
    path("pets/new/", views.new),
    path("pets/all/", views.listed),
    path("pets/", views.listed),
    path("pets/mine/", views.Mine.as_view()),
    path("pets/our/", views.Mine.as_view()),
]
"""
VIEWS = """
from django.views import View
def pet(request, name): ...
def new(request): ...
def listed(request): ...
class Mine(View):
    def get(self, request): ...
    def post(self, request): ...
"""


def test_a_view_is_marked_where_no_pattern_leads_to_it(tmp_path: Path) -> None:
    settings = 'ROOT_URLCONF = "urls"\n'
    found = told(tmp_path, settings=settings, urls=SITE, views=VIEWS)
    assert [one for one in found if one.startswith("views.py")] == [
        "views.py:4 shadowed-route <- urls.py:6",
        "views.py:7 shadowed-route <- urls.py:9",
        "views.py:8 shadowed-route <- urls.py:9",
    ]
    now = read(tmp_path, {"settings.py": settings, "urls.py": SITE, "views.py": VIEWS})
    now = replace(now, hidden=hidden(now.routes))
    marks = [one for file, one in hidden_routes(now, "warning") if file == "views.py"]
    assert {one.severity for one in marks} == {"information"}
    assert marks[1].message == (
        "no request comes here: GET /pets/mine/, GET /pets/our/ (urls.py:9, urls.py:10) is never served"
    )


@pytest.mark.parametrize(
    "text",
    [
        # Only one of them is there.
        '''
if DEBUG:
    @app.get("/a")
    def one(): ...
else:
    @app.get("/a")
    def two(): ...
''',
        # It may not be there.
        '''
try:
    app.include_router(router)
except Exception:
    pass
@app.get("/a")
def two(): ...
''',
        # The same router, included twice.
        '''
app.include_router(router)
app.include_router(router)
''',
        # One handler.
        '''
@app.get("/b")
@app.get("/b")
def two(): ...
''',
        # Another app.
        '''
other = FastAPI()
@app.get("/a")
def one(): ...
@other.get("/a")
def two(): ...
''',
        # Nobody knows which of two prefixes it is.
        '''
PREFIX = "/a" if DEBUG else ""
@app.get("/a/a")
def one(): ...
app.include_router(router, prefix=PREFIX)
''',
    ],
)  # fmt: skip
def test_what_may_be_meant_is_not_marked(tmp_path: Path, text: str) -> None:
    head = """
from fastapi import APIRouter, FastAPI
app = FastAPI()
router = APIRouter()
@router.get("/a")
def of_router(): ...
"""
    assert told(tmp_path, main=head + text) == []


def test_what_it_says_and_where_it_leads(tmp_path: Path) -> None:
    now = read(tmp_path, {"main.py": MAIN, "users.py": USERS, "more.py": MORE})
    now = replace(now, hidden=hidden(now.routes))
    found = dict(hidden_routes(now, "hint"))
    shadowed, double = found[WorkspacePath("main.py")], found[WorkspacePath("more.py")]
    assert shadowed.message == (
        "GET /users/me is never served: GET /users/{user_id} (users.py:6) is registered before and takes its requests"
    )
    assert double.message == (
        "GET /pets/me is defined twice in main:app: the first (main.py:8) is served, this one never"
    )
    menu = actions(now, WorkspacePath("main.py"), 11, [shadowed])
    assert menu[0].title == "Go to route GET /users/{user_id}, registered first"
    assert list(hidden_routes(now, "off")) == []
