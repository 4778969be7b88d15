"""Editing one file of a Django project at a time comes to the same table as reading everything anew."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.assembly.resolve import Resolver, resolve
from qaagent_lsp.discovery.facts import FileFacts, facts_of
from qaagent_lsp.model.source import WorkspacePath
from tests.discovery.tables import source

PROJECT = {
    "conf/settings.py": 'ROOT_URLCONF = "shop.urls"\nOFFICE = "office/"\nLANGUAGE_CODE = "de"\n',
    "shop/__init__.py": "",
    "shop/urls.py": """
        from django.conf import settings
        from django.conf.urls.i18n import i18n_patterns
        from django.urls import include, path
        from shop import views
        from shop.api import router
        urlpatterns = [path(settings.OFFICE, views.Page.as_view()), path("api/", include(router.urls))]
        urlpatterns += i18n_patterns(path("form/", views.form))
        """,
    "shop/views.py": """
        from django.views import View
        from shop.parts import Part
        class Page(Part, View):
            def get(self, request): ...
        def form(request): ...
        """,
    "shop/parts.py": "class Part:\n    def put(self, request): ...\n",
    "shop/api.py": """
        from rest_framework.routers import SimpleRouter
        from shop.sets import Pets
        router = SimpleRouter()
        router.register("pets", Pets, basename="pet")
        """,
    "shop/sets.py": """
        from rest_framework import viewsets
        class Pets(viewsets.ViewSet):
            def list(self, request): ...
        """,
}
EDITS = {
    "another method": (
        "shop/views.py",
        "def get(self, request): ...",
        "def get(self, request): ...\n            def post(self, request): ...",
    ),
    "a method of a form": ("shop/views.py", "def form(request): ...", "def form(request): request.POST"),
    "an inherited method": ("shop/parts.py", "def put", "def patch"),
    "an action": (
        "shop/sets.py",
        "def list(self, request): ...",
        """def list(self, request): ...
            @action(detail=False)
            def old(self, request): ...
        from rest_framework.decorators import action
        """,
    ),
    "another lookup": (
        "shop/sets.py",
        "def list(self, request): ...",
        'lookup_field = "slug"\n            def retrieve(self, request, slug): ...',
    ),
    "another slash": ("shop/api.py", "SimpleRouter()", "SimpleRouter(trailing_slash=False)"),
    "another setting": ("conf/settings.py", "office/", "work/"),
    "another language": ("conf/settings.py", '"de"', '"fr"'),
    "no root any more": ("conf/settings.py", "ROOT_URLCONF", "ROOT"),
    "no include any more": ("shop/urls.py", ', path("api/", include(router.urls))', ""),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_and_its_undoing(edit: str) -> None:
    file, old, new = EDITS[edit]
    assert old in PROJECT[file]
    before = {WorkspacePath(name): facts_of(source(text, name)) for name, text in PROJECT.items()}
    changed = facts_of(source(PROJECT[file].replace(old, new), file))
    after: dict[WorkspacePath, FileFacts] = {**before, WorkspacePath(file): changed}
    resolver = Resolver()
    first, second, third = (resolver.resolve(facts).routes for facts in (before, after, before))
    assert first == resolve(before).routes == third
    assert second == resolve(after).routes
    assert second != first
