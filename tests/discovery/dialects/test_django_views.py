from __future__ import annotations

import pytest

from tests.discovery.tables import table

VIEWS = """
from functools import wraps
from django.contrib.auth.decorators import login_required
from django.contrib.syndication.views import Feed
from django.views.decorators.cache import cache_page
from django.views.decorators.http import require_GET, require_POST, require_http_methods, require_safe
from django.views.generic import DetailView
from rest_framework.decorators import api_view

def plain(request): ...
def form(request):
    if request.method == "POST": ...
@login_required
@require_http_methods(["GET", "HEAD", "PUT"])
def listed(request): ...
@require_POST
def posted(request): ...
@require_safe
def safe(request): ...
@api_view(["GET", "DELETE"])
def api(request): ...
@api_view
def bare_api(request): ...

class Pet(DetailView):
    def post(self, request): ...

pet = login_required(Pet.as_view(extra=1))

def own(view):
    @wraps(view)
    def inner(request): ...
    return inner

class Latest(Feed): ...
class Hook:
    def __call__(self, request): ...
"""

KNOWN = [
    ("views.plain", "GET views.plain 0.9 any"),
    ("views.form", "GET views.form 0.9 any, POST views.form 0.9 any"),
    ("views.listed", "GET views.listed 1, PUT views.listed 1"),
    ("views.posted", "POST views.posted 1"),
    ("views.safe", "GET views.safe 1"),
    ("views.api", "DELETE views.api 1, GET views.api 1"),
    ("views.bare_api", "GET views.bare_api 1"),
    ("views.pet", "GET views.Pet.get 1, POST views.Pet.post 1"),
    ("cache_page(60)(views.Pet.as_view())", "GET views.Pet.get 1, POST views.Pet.post 1"),
    ("require_GET(views.Pet.as_view())", "GET views.Pet.get 1"),
    ("require_POST(views.plain)", "POST views.plain 1"),
    ("views.own(views.listed)", "GET views.listed 1, PUT views.listed 1"),
    ("views.own(views.Pet.as_view())", "GET views.Pet.get 1, POST views.Pet.post 1"),
    ("views.Latest()", "GET views.Latest 0.9 any"),
    ("views.Hook()", "GET views.Hook.__call__ 0.9 any"),
    ("TemplateView.as_view(template_name='x')", "GET django.views.generic.base.TemplateView.get 1"),
    ("other.CartCreateView.as_view()", " ".join(
        f"{verb} other.CartCreateView.{verb.lower()} 0.5 any," for verb in ("GET", "POST", "PUT"))[:-1]),
    ("other.view", "ANY other.view 0.9"),
    ("lambda request: None", "GET urls.<lambda> 0.9 any"),
    ("missing", "GET missing 0.5 any"),
    ("serve", ""),
]  # fmt: skip


@pytest.mark.parametrize(("view", "expected"), KNOWN)
def test_view(view: str, expected: str) -> None:
    urls = (
        "import other, views\nfrom django.urls import path\nfrom django.views.static import serve\n"
        "from django.views.decorators.cache import cache_page\n"
        "from django.views.decorators.http import require_GET, require_POST\n"
        f"from django.views.generic import TemplateView\nurlpatterns = [path('', {view})]\n"
    )
    found = table({"views.py": VIEWS, "urls.py": urls, "settings.py": "ROOT_URLCONF = 'urls'\n"})
    assert (
        ", ".join(
            f"{route.key.method} {route.handler} {route.confidence:g}" + " any" * route.any_method
            for route in sorted(found.routes, key=lambda route: route.key)
        )
        == expected
    )
