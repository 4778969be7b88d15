from __future__ import annotations

import pytest

from tests.discovery.tables import table

VIEWS = """
from django.views import View
from django.views.generic import CreateView, DeleteView, ListView, RedirectView
from rest_framework.views import APIView
from rest_framework import generics, viewsets
from shop.views import CartListView, ThingView

class Mixin:
    def delete(self, request): ...

class Own(Mixin, View):
    def get(self, request): ...
    async def post(self, request): ...
    put = post
class Child(Own):
    delete = None
    def options(self, request): ...
class Listed(Own):
    http_method_names = ["get", "head"]
class Empty(View): ...
class Dispatching(View):
    def dispatch(self, request, *args):
        return request.method == "POST"
class Outside(CartListView): ...
class Filled(ThingView):
    def patch(self, request): ...
class Create(CreateView): ...
class Delete(DeleteView): ...
class Away(RedirectView): ...
class Api(generics.ListCreateAPIView):
    def get(self, request): ...
class Set(viewsets.ModelViewSet):
    def retrieve(self, request, pk): ...
MAPPED = {"get": "retrieve", "patch": "partial_update", "head": "list"}
"""

CLASSES = [
    ("Own.as_view()", "DELETE Mixin.delete, GET Own.get, POST Own.post, PUT Own.post"),
    ("Child.as_view()", "GET Own.get, OPTIONS Child.options, POST Own.post, PUT Own.post"),
    ("Listed.as_view()", "GET Own.get"),
    ("Own.as_view(http_method_names=['put'])", "PUT Own.post"),
    ("Empty.as_view()", ""),
    ("Dispatching.as_view()", "GET Dispatching.dispatch, POST Dispatching.dispatch"),
    ("Outside.as_view()", "GET Outside"),
    ("Filled.as_view()", "PATCH Filled.patch"),
    ("Create.as_view()", "GET Create, POST Create, PUT Create"),
    ("Delete.as_view()", "DELETE Delete, GET Delete, POST Delete"),
    ("Away.as_view()", "DELETE Away, GET Away, PATCH Away, POST Away, PUT Away"),
    ("Api.as_view()", "GET Api.get, POST Api"),
    ("Set.as_view({'get': 'list', 'post': 'create'})", "GET Set, POST Set"),
    ("Set.as_view(MAPPED)", "GET Set.retrieve, PATCH Set"),
    ("Set.as_view(actions={'get': 'retrieve'})", "GET Set.retrieve"),
]


@pytest.mark.parametrize(("view", "expected"), CLASSES)
def test_methods_of_a_class_and_where_they_stand(view: str, expected: str) -> None:
    """``Own.get`` is the method that the row points to, ``Create`` a class that inherits it from outside."""
    files = {
        "views.py": VIEWS,
        "urls.py": f"from django.urls import path\nfrom views import *\nurlpatterns = [path('', {view})]\n",
        "settings.py": "ROOT_URLCONF = 'urls'\n",
    }
    lines = VIEWS.lstrip("\n").splitlines()
    found = []
    for route in table(files).routes:
        at = route.handler_span.line - 1
        name = lines[at].replace("async ", "").split()[1].partition("(")[0]
        if lines[at].startswith("class"):
            spot = name
        else:
            owner = next(line for line in reversed(lines[:at]) if line.startswith("class"))
            spot = f"{owner.split()[1].partition('(')[0].rstrip(':')}.{name}"
        found.append(f"{route.key.method} {spot}")
    assert ", ".join(sorted(found)) == expected


def test_what_a_class_inherits_from_outside_is_a_guess() -> None:
    files = {
        "views.py": VIEWS,
        "urls.py": "from django.urls import path\nimport views\nurlpatterns = [path('', views.Outside.as_view())]\n",
        "settings.py": "ROOT_URLCONF = 'urls'\n",
    }
    (route,) = table(files).routes
    assert (route.handler, route.confidence) == ("views.Outside.get", 0.5)
    assert route.reason == "inherits its methods from shop.views.CartListView, outside the workspace"
