"""Views that leave their request to another function answer what that tells apart."""

from __future__ import annotations

from tests.discovery.tables import rows

URLS = """
from django.urls import path
import views
urlpatterns = [path("new/", views.new), path("edit/", views.edit), path("loop/", views.loop), path("gone/", views.gone)]
"""
VIEWS = """
from django.shortcuts import render
from forms import handle

def _form(request, pet=None):
    if request.method == "POST" and pet: ...
    return handle(request, pet)
def new(request):
    return _form(request)
def edit(request, pet_id):
    return handle(request, pet_id)
def loop(request):
    if request.method == "PATCH": ...
    return loop(request)
def gone(request):
    return nowhere(request)
"""
FORMS = """
from django.http import HttpResponse

def handle(request, pet):
    if request.method == "PUT": ...
"""


def test_methods_are_followed_within_and_across_files() -> None:
    found = rows(
        {"urls.py": URLS, "views.py": VIEWS, "forms.py": FORMS, "settings.py": "ROOT_URLCONF = 'urls'\n"}
    )
    assert [row.rpartition(" ")[0] for row in found] == [
        "GET /new/",
        "POST /new/",
        "PUT /new/",
        "GET /edit/",
        "PUT /edit/",
        "GET /loop/",
        "PATCH /loop/",
        "GET /gone/",
    ]
