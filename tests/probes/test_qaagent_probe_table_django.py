"""Django: every pattern below the root URL configuration, with the methods that its view answers."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.e2e.projects import environment as ninja_environment
from tests.probes.environments import THIS, environment
from tests.probes.probed import probed, served, traced, write

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
URLS = """
from django.conf import settings

settings.configure(ROOT_URLCONF="urls", ALLOWED_HOSTS=["*"], SECRET_KEY="x")

import django

django.setup()
"""
VIEWS = """
from django.http import HttpResponse
from django.views import View
from django.views.decorators.http import require_POST, require_http_methods
from django.views.generic import RedirectView


@require_POST
def add(request):
    return HttpResponse("x")


@require_http_methods(["GET", "PUT"])
def both(request):
    return HttpResponse("x")


class Narrow(View):
    http_method_names = ["get"]

    def get(self, request, **kwargs):
        return HttpResponse("x")

    def post(self, request):
        return HttpResponse("x")


class Moved(RedirectView):
    url = "/"
"""
ROUTES = """
from django.urls import include, path, re_path
import views

inner = [path("narrow/<uuid:key>", views.Narrow.as_view()), re_path(r"^y/(?P<year>[0-9]{4})/$", views.Narrow.as_view())]
urlpatterns = [
    path("add", views.add),
    path("both", views.both),
    path("moved", views.Moved.as_view()),
    path("in/<slug:shop>/", include(inner)),
    re_path(r"^odd/([a-z]+)/(x|y)\\.html$", views.both),
]
"""
TESTS = """
from django.test import Client


def test_it():
    assert Client().post("/add").status_code == 200
"""


def test_django() -> None:
    assert served(traced("web_django", "web_older")) == {
        "pets:urlpatterns": [
            "ANY /pets/{pet_id}/ pets.get_pet pets.py:17",
            "GET /api/owners/{name} pets.Owners.get pets.py:28",
            "POST /api/owners/{name} pets.Owners.post pets.py:31",
            "ANY /api/slow pets.slow pets.py:23",
            "ANY /old/{year}/page-{page}/ pets.<lambda> pets.py:38",
        ]
    }


def test_methods_and_inherited_handlers(tmp_path: Path) -> None:
    """A method that a view inherits from Django itself stands where the view does, whose line nobody has told."""
    folder = write(tmp_path / "w", conftest=URLS, views=VIEWS, urls=ROUTES, test_it=TESTS)
    run = probed(folder, python=environment(THIS, "web_older"))
    assert run.returncode == 0, run.output
    assert served(run) == {
        "urls:urlpatterns": [
            "POST /add views.add views.py:8",
            "GET /both views.both views.py:13",
            "PUT /both views.both views.py:13",
            *(
                f"{verb} /moved views.Moved.{verb.lower()} views.py:0"
                for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")
            ),
            "GET /in/{shop}/narrow/{key} views.Narrow.get views.py:21",
            "GET /in/{shop}/y/{year}/ views.Narrow.get views.py:21",
            "GET /odd/{var}/{var2}.html views.both views.py:13",
            "PUT /odd/{var}/{var2}.html views.both views.py:13",
        ]
    }


def test_operations_of_django_ninja(tmp_path: Path) -> None:
    """One view of a path has several operations; the pages that Ninja makes itself are nobody's routes."""
    shop = PROJECTS / "shop_ninja"
    shutil.copytree(shop, tmp_path / "w")
    run = probed(tmp_path / "w", python=str(ninja_environment("django_ninja.txt") / "bin" / "python"))
    assert run.returncode == 0, run.output
    (rows,) = served(run).values()
    assert len(rows) == 18
    assert "POST /api/pets/ shop.pets.made shop/pets.py:11" in rows
    assert "GET /api/pets/ shop.pets.listed shop/pets.py:7" in rows
    assert "GET /api/owners/list shop.owners.owners shop/owners.py:7" in rows
    assert not any("openapi" in row for row in rows)
