from __future__ import annotations

from qaagent_lsp.discovery.guards.in_file import FileGuards, Included, guards_of

FASTAPI = """
from typing import Annotated
from fastapi import APIRouter, Depends, HTTPException, Security
from app import users
from app.deps import get_current_user, get_db

CurrentUser = Annotated[str, Depends(get_current_user)]
router = APIRouter(prefix="/pets", dependencies=[Depends(get_current_user)])
app.include_router(users.router, dependencies=[Depends(has_role("admin"))])


@router.post("/", dependencies=[Security(scheme)])
def create(user: CurrentUser, db=Depends(get_db)):
    if not user:
        raise HTTPException(status_code=403)
"""
DJANGO = """
from django.contrib.auth.decorators import login_required

MIDDLEWARE = ["django.contrib.auth.middleware.LoginRequiredMiddleware", "x.SessionMiddleware"]
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"]}
urlpatterns = [path("a/", login_required(View.as_view()))]


@method_decorator(login_required, name="dispatch")
class Pets(View):
    permission_classes = [IsAuthenticated & IsOwner]
"""
FLASK = """
@bp.before_request
def check():
    if g.user is None:
        abort(401)


@bp.before_request
def open_db():
    g.db = 1
"""


def test_dependencies_of_functions_routers_and_aliases() -> None:
    found = guards_of(FASTAPI)
    (create,) = found.functions
    assert (create.owners, create.annotated, create.refuses) == (("router",), ("CurrentUser",), True)
    assert create.dependencies == ("get_db", "Security")
    assert found.asked_by == {"CurrentUser": ("get_current_user",), "router": ("get_current_user",)}
    assert found.included == (Included("app", "users.router", ("has_role",)),)
    assert found.imports["users"] == ("app", "users")


def test_views_permissions_and_settings() -> None:
    found = guards_of(DJANGO)
    pets = found.classes["Pets"]
    assert pets.permissions == ("IsAuthenticated", "IsOwner")
    assert "login_required" in pets.decorators
    assert found.in_calls == ((6, 6, ("login_required",)),)
    assert found.default_permissions == ("rest_framework.permissions.IsAuthenticated",)
    assert found.middleware == ("django.contrib.auth.middleware.LoginRequiredMiddleware",)


def test_what_is_done_before_each_request_counts_where_it_refuses() -> None:
    assert guards_of(FLASK).asked_by == {"bp": ("check",)}


def test_a_broken_file_says_nothing() -> None:
    assert guards_of("def (") == FileGuards()
