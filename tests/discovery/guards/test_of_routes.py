"""Which routes ask who is calling, by the files of small projects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qaagent_lsp.discovery.assembly.resolve import Resolver
from qaagent_lsp.discovery.facts import facts_of
from qaagent_lsp.discovery.guards.in_file import guards_of
from qaagent_lsp.discovery.guards.of_routes import Guarding
from qaagent_lsp.model.source import Source, WorkspacePath


def check(files: Mapping[str, str], expected: Mapping[str, str | None], roots: Iterable[str] = ()) -> None:
    sources = {WorkspacePath(file): Source(WorkspacePath(file), text, text) for file, text in files.items()}
    facts = {file: facts_of(source) for file, source in sources.items()}
    table = Resolver().resolve(facts, frozenset(facts))
    guarding = Guarding(
        {file: guards_of(source.text) for file, source in sources.items()}, [*map(WorkspacePath, roots)]
    )
    assert {str(route.key): guarding.guard_of(route) for route in table.routes} == expected


def test_dependencies_of_a_handler_by_name_alias_and_what_they_do() -> None:
    check(
        {
            "deps.py": """
from typing import Annotated
from fastapi import Depends, HTTPException

def who(x=None):
    raise HTTPException(401)

def through(user=Depends(who)):
    return user

def get_db():
    return 1

Signed = Annotated[str, Depends(through)]
""",
            "main.py": """
from fastapi import Depends, FastAPI, Security
from deps import Signed, get_db, through

app = FastAPI()

@app.post("/a")
def a(db=Depends(get_db)): ...

@app.post("/b")
def b(user=Depends(through)): ...

@app.post("/c")
def c(user: Signed): ...

@app.post("/d", dependencies=[Depends(verify_token)])
def d(): ...

@app.post("/e")
def e(user=Security(get_user)): ...

@app.post("/f", response_model=Token)
def f(form=Depends(OAuth2PasswordRequestForm)): ...
""",
        },
        {
            "POST /a": "",
            "POST /b": "through",
            "POST /c": "through",
            "POST /d": "verify_token",
            "POST /e": "Security",
            "POST /f": "",
        },
    )


def test_routers_that_ask_and_routers_that_are_included_with_a_question() -> None:
    check(
        {
            "app/__init__.py": "",
            "app/main.py": """
from fastapi import Depends, FastAPI
from app.routers import open, pets
from app.routers.users import router as users_router

app = FastAPI()
app.include_router(users_router, dependencies=[Depends(get_current_user)])
app.include_router(pets.router)
app.include_router(open.router)
""",
            "app/routers/__init__.py": "",
            "app/routers/users.py": """
from fastapi import APIRouter
router = APIRouter()

@router.post("/users")
def make(): ...
""",
            "app/routers/pets.py": """
from fastapi import APIRouter, Depends
router = APIRouter(dependencies=[Depends(get_current_user)])

@router.post("/pets")
def make(): ...
""",
            "app/routers/open.py": """
from fastapi import APIRouter
router = APIRouter()

@router.post("/open")
def make(): ...
""",
        },
        {"POST /users": "get_current_user", "POST /pets": "get_current_user", "POST /open": ""},
    )


def test_flask_decorators_hooks_and_handlers_that_refuse() -> None:
    check(
        {
            "web.py": """
from flask import Blueprint, Flask, abort, g
from flask_login import login_required

app = Flask(__name__)
bp = Blueprint("admin", __name__)

@bp.before_request
def check():
    if not g.user:
        abort(403)

@bp.post("/x")
def x(): ...

@app.post("/a")
@login_required
def a(): ...

@app.post("/b")
def b(): ...

@app.post("/c")
def c():
    if not ok:
        return "no", 401

app.register_blueprint(bp)
"""
        },
        {"POST /x": "check", "POST /a": "login_required", "POST /b": "", "POST /c": "c itself"},
    )


DJANGO = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "site.settings")\n',
    "views.py": """
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views import View
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.views import APIView

@login_required
def a(request): ...

def b(request): ...

class C(LoginRequiredMixin, View):
    def post(self, request): ...

class D(APIView):
    permission_classes = [IsAuthenticated]
    def post(self, request): ...

class E(D):
    permission_classes = [AllowAny]
    def post(self, request): ...

class F(APIView):
    def post(self, request): ...

class G(View):
    def post(self, request): ...
""",
    "urls.py": """
from django.contrib.auth.decorators import login_required
from django.urls import path
from views import *

urlpatterns = [
    path("c/", C.as_view()),
    path("d/", D.as_view()),
    path("e/", E.as_view()),
    path("f/", F.as_view()),
    path("g/", G.as_view()),
    path("h/", login_required(G.as_view())),
]
""",
}


def test_django_views() -> None:
    expected = {
        "POST /c/": "LoginRequiredMixin",
        "POST /d/": "IsAuthenticated",
        "POST /e/": "",
        "POST /f/": "",
        "POST /g/": "",
        "POST /h/": "login_required",
    }
    check(DJANGO, expected)


def test_default_permissions_of_django_rest_framework_hold_for_its_views_only() -> None:
    settings = 'REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["x.IsAuthenticated"]}\n'
    expected = {
        "POST /c/": "LoginRequiredMixin",
        "POST /d/": "IsAuthenticated",
        "POST /e/": "",
        "POST /f/": "x.IsAuthenticated",
        "POST /g/": "",
        "POST /h/": "login_required",
    }
    check({**DJANGO, "settings.py": settings}, expected)


def test_middleware_asks_for_all() -> None:
    check(
        {
            "main.py": """
from fastapi import FastAPI
app = FastAPI()
app.add_middleware(TokenAuthMiddleware)

@app.post("/a")
def a(): ...
"""
        },
        {"POST /a": "TokenAuthMiddleware"},
    )


def test_middleware_of_one_project_asks_nobody_of_another() -> None:
    app = """
from fastapi import FastAPI
app = FastAPI()
{middleware}
@app.post("/{path}")
def a(): ...
"""
    check(
        {
            "services/one/main.py": app.format(
                middleware="app.add_middleware(TokenAuthMiddleware)", path="one"
            ),
            "services/two/main.py": app.format(middleware="", path="two"),
        },
        {"POST /one": "TokenAuthMiddleware", "POST /two": ""},
        ["services/one", "services/two", ""],
    )


def test_functions_under_any_statement_are_read() -> None:
    check(
        {
            "main.py": """
from fastapi import Depends, FastAPI
app = FastAPI()
try:
    import fast
except ImportError:
    @app.post("/a")
    def a(user=Depends(get_current_user)): ...
"""
        },
        {"POST /a": "get_current_user"},
    )


def test_a_handler_named_like_its_own_decorator_is_no_endless_question() -> None:
    check(
        {
            "main.py": """
from fastapi import FastAPI
app = FastAPI()

@app.put("/a")
def put(): ...
"""
        },
        {"PUT /a": ""},
    )
