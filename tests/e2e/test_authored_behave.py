"""Tests that are written for a Flask app and for a Django project run there: pytest's, and features in real Behave."""

from __future__ import annotations

import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from qaagent_lsp.model.brief import Authored, Framework
from qaagent_lsp.session.authored import write
from qaagent_lsp.session.authoring import briefed
from qaagent_lsp.session.generating import drafts_in
from tests.e2e.projects import environment
from tests.probes.environments import THIS
from tests.probes.environments import environment as probe_environment
from tests.session.conftest import Open
from tests.session.conftest import opened as opened
from tests.session.conftest import own_places as own_places

FLASK: Mapping[str, str] = {
    "notes.py": """\
from flask import Flask, abort, redirect, request, session


def create_app(store):
    app = Flask(__name__)
    app.secret_key = "notes"

    @app.post("/login")
    def login():
        session["user"] = request.form.get("name")
        return redirect("/notes")

    @app.get("/notes")
    def notes():
        return {"notes": store()}

    @app.post("/notes")
    def add():
        if "user" not in session:
            abort(401)
        store().append(request.get_json().get("title", "none"))
        return {"added": True}, 201

    @app.post("/tags")
    def tag():
        if "name" not in request.get_json():
            abort(400)
        store().append(request.get_json()["name"])
        return {"id": len(store()), "name": store()[-1]}, 201

    @app.get("/tags/<int:id>")
    def one(id):
        if not 1 < id <= len(store()):
            abort(404)
        return {"id": id, "name": store()[id - 1]}

    return app
""",
    "tests/conftest.py": """\
import pytest

from notes import create_app


class Login:
    def __init__(self, client):
        self._client = client

    def login(self, name="ada"):
        return self._client.post("/login", data={"name": name})


@pytest.fixture
def kept():
    yield ["milk"]


@pytest.fixture(name="client")
def client_fixture(kept):
    return create_app(lambda: kept).test_client()


@pytest.fixture
def auth(client):
    return Login(client)
""",
}
DJANGO: Mapping[str, str] = {
    "manage.py": """\
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_settings")
execute_from_command_line(sys.argv)
""",
    "pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = site_settings\npythonpath = .\n",
    "site_settings.py": """\
SECRET_KEY = "notes"
ROOT_URLCONF = "site_urls"
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = ["notes", "rest_framework"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "notes.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": [], "UNAUTHENTICATED_USER": None}
""",
    "site_urls.py": """\
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from notes.views import Notes, greeting

router = DefaultRouter()
router.register("notes", Notes)
urlpatterns = [path("hello/<str:name>/", greeting), path("api/", include(router.urls))]
""",
    "notes/__init__.py": "",
    "notes/models.py": """\
from django.db import models


class Note(models.Model):
    title = models.CharField(max_length=20)
""",
    "notes/views.py": """\
from django.http import HttpResponse
from django.shortcuts import redirect
from rest_framework import serializers, viewsets

from notes.models import Note


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "title"]


class Notes(viewsets.ModelViewSet):
    queryset = Note.objects.order_by("id")
    serializer_class = NoteSerializer


def greeting(request, name):
    if name == "nobody":
        return redirect(request.build_absolute_uri("/hello/somebody/"))
    return HttpResponse(f"<h1>Hello {name}</h1>")
""",
}


def _project(folder: Path, files: Mapping[str, str], homes: Sequence[Path]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    venv.create(folder / ".venv", with_pip=False, symlinks=True)
    homes = [*homes, Path(probe_environment(THIS, "behave13")).parents[1]]
    sites = [next(home.glob("lib/python*/site-packages")) for home in homes]
    own = next((folder / ".venv").glob("lib/python*/site-packages"))
    (own / "shared.pth").write_text("".join(f"{site}\n" for site in (*sites, folder)))
    return folder


async def _written(opened: Open, folder: Path, *frameworks: Framework) -> list[Mapping[str, Authored]]:
    """Try requests once, write tests for each of the frameworks, and run them."""
    session, _ = await opened(folder, python=None)
    routes = session.snapshot.routes
    found = await briefed(session, routes)
    drafts = [await drafts_in(framework, session, routes, found) for framework in frameworks]
    return [{file.file: file for file in await write(session, one.drafts)} for one in drafts]


async def test_flask_is_asked_with_the_fixtures_of_its_tests(tmp_path: Path, opened: Open) -> None:
    folder = _project(tmp_path / "notes", FLASK, [environment("flaskr.txt")])
    features, modules = await _written(opened, folder, "behave", "pytest")
    (file,) = features.values()
    assert (file.file, file.outcome, file.notes) == ("features/notes.feature", "passed", ()), file.message
    text = (folder / file.file).read_text()
    assert "And the answer leads to" in text
    assert 'Given I am signed in\n    When I send POST "/notes"' in text
    assert "Then the status is 201" in text
    assert '{"notes": ["milk"]}' in text
    (file,) = modules.values()
    assert file.outcome == "passed", file.message
    text = (folder / file.file).read_text()
    assert 'assert response.json == {"notes": ["milk"]}' in text
    assert "/tags/{made.json['id']}" in text


async def test_django_has_its_database(tmp_path: Path, opened: Open) -> None:
    folder = _project(tmp_path / "notes", DJANGO, [environment("django.txt")])
    features, modules = await _written(opened, folder, "behave", "pytest")
    assert {file.outcome for file in features.values()} == {"passed"}, features
    told = "".join((folder / name).read_text() for name in features)
    assert 'When I send POST "/api/notes/" with the JSON' in told
    assert 'the answer leads to "/hello/somebody/"' in told
    assert {file.outcome for file in modules.values()} == {"passed"}, modules
    text = "".join((folder / name).read_text() for name in modules)
    assert "@pytest.mark.django_db" in text
    for method in ("get", "put", "patch", "delete"):
        assert f"def test_{method}_api_notes_pk_happy_made(client):" in text
    assert '"location"].endswith("/hello/somebody/")' in text
    assert not (folder / "notes.sqlite3").exists()


@pytest.mark.parametrize("package", [True, False])
async def test_a_unittest_class_lends_its_client(tmp_path: Path, opened: Open, *, package: bool) -> None:
    base = "tests.prepared" if package else "prepared"
    files = {
        "notes.py": FLASK["notes.py"],
        "tests/prepared.py": (
            "import unittest\n\nfrom notes import create_app\n\n\nclass Prepared(unittest.TestCase):\n"
            "    def setUp(self):\n        self.kept = ['milk']\n"
            "        self.client = create_app(lambda: self.kept).test_client()\n"
        ),
        "tests/test_login.py": (
            f"from {base} import Prepared\n\n\nclass LoginTests(Prepared):\n    def test_login(self):\n"
            "        assert self.client.post('/login').status_code == 302\n"
        ),
    } | ({"tests/__init__.py": ""} if package else {})
    folder = _project(tmp_path / "notes", files, [environment("flaskr.txt")])
    (modules,) = await _written(opened, folder, "pytest")
    (file,) = modules.values()
    assert file.outcome == "passed", file.message
    text = (folder / file.file).read_text()
    assert f"from {base} import Prepared\n" in text
    assert 'assert response.json == {"notes": ["milk"]}' in text
