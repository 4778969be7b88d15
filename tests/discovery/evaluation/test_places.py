"""Functions that register what they are given: each caller's path stays with its own handler."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.evaluation import places
from tests.discovery.tables import check, rows, table

HEAD = "from flask import Flask\napp = Flask(__name__)\ndef a(): ...\ndef b(): ...\n"


def test_each_caller_by_itself() -> None:
    check(
        f"{HEAD}def add(app, path, view, methods=('GET',)):\n"
        "    app.add_url_rule(path, view_func=view, methods=methods)\n"
        "add(app, '/a', a)\nadd(app, '/b', b, ['POST'])\n",
        "GET /a main.a",
        "POST /b main.b",
    )


def test_callers_of_callers_and_closures() -> None:
    check(
        f"{HEAD}def outer(prefix, view):\n    def inner(name):\n"
        "        app.add_url_rule(prefix + name, view_func=view)\n"
        "    inner('/x')\n    inner('/y')\nouter('/a', a)\nouter('/b', b)\n",
        "GET /a/x main.a",
        "GET /a/y main.a",
        "GET /b/x main.b",
        "GET /b/y main.b",
    )


def test_hundreds_of_turns_keep_path_and_handler_together() -> None:
    names = [f"v{number}" for number in range(300)]
    views = "".join(f"def {name}(): ...\n" for name in names)
    listed = ", ".join(f"('/{name}', {name})" for name in names)
    found = rows(
        f"from flask import Flask\n{views}def add(app, pairs):\n    for path, view in pairs:\n"
        f"        app.add_url_rule(path, view_func=view)\napp = Flask(__name__)\nadd(app, [{listed}])\n"
    )
    assert found == sorted(f"GET /{name} main.{name}" for name in names)


def test_a_function_that_is_imported_under_another_name() -> None:
    listed = (
        "from flask import Flask\nfrom {} import add as add_pets\ndef pets(): ...\napp = Flask(__name__)\n"
    )
    adding = "def add(app, view):\n    app.add_url_rule('/pets', view_func=view)\n"
    check(
        {"main.py": f"{listed.format('adding')}add_pets(app, pets)\n", "adding.py": adding},
        "GET /pets main.pets",
    )


def test_a_caller_that_passes_something_unknown_is_not_given_what_others_pass() -> None:
    text = f"{HEAD}def add(path, view):\n    app.add_url_rule(path, view_func=view)\nadd('/a', a)\nadd(compute(), b)\n"
    assert rows(text) == ["GET /a main.a"]


def test_decorated_functions_in_what_is_called_with_a_router() -> None:
    check(
        """
        from fastapi import APIRouter, FastAPI
        pets, owners = APIRouter(prefix="/pets"), APIRouter(prefix="/owners")
        def crud(router: APIRouter, noun: str):
            @router.get(f"/{noun}")
            def listed(): ...
        crud(pets, "all")
        crud(owners, "every")
        app = FastAPI()
        app.include_router(pets)
        app.include_router(owners)
        """,
        "GET /owners/every main.crud.<locals>.listed",
        "GET /pets/all main.crud.<locals>.listed",
    )


def test_loops_over_what_another_file_lists() -> None:
    check(
        {
            "main.py": (
                f"{HEAD}from listing import VIEWS\n"
                "for path, view in VIEWS:\n    app.add_url_rule(path, view_func=view)\n"
            ),
            "listing.py": "def one(): ...\ndef two(): ...\nVIEWS = [('/one', one), ('/two', two)]\n",
        },
        "GET /one listing.one",
        "GET /two listing.two",
    )


def test_objects_hold_what_they_were_made_with() -> None:
    check(
        f"from dataclasses import dataclass\n{HEAD}"
        "@dataclass\nclass Entry:\n    path: str\n    view: object = a\n"
        "class Plain:\n    def __init__(self, path):\n        self.path = path\n"
        "def add(entry, view):\n    app.add_url_rule(entry.path, view_func=view)\n"
        "for item in (Entry(path='/one'), Plain('/two'), Plain(path='/three')):\n    add(item, a)\n",
        "GET /one main.a",
        "GET /three main.a",
        "GET /two main.a",
    )


def test_what_a_function_returns_follows_its_arguments() -> None:
    check(
        f"{HEAD}def at(name, version=1):\n    return f'/api/{{name}}'\ndef made(view):\n    return view\n"
        "app.add_url_rule(at('a'), view_func=made(a))\napp.add_url_rule(at('b'), view_func=made(b))\n"
        "def pair():\n    return '/pair', a\npath, view = pair()\napp.add_url_rule(path, view_func=view)\n",
        "GET /api/a main.a",
        "GET /api/b main.b",
        "GET /pair main.a",
    )


def test_functions_that_call_themselves_end() -> None:
    text = f"{HEAD}def add(path):\n    app.add_url_rule(path, view_func=a)\n"
    text += "    add(path + '/x')\n    add(path)\nadd('/a')\n"
    assert "GET /a main.a" in rows(text)
    assert len(table(text).routes) < 20


def test_what_too_many_ways_lead_to_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MOST_PLACES", 3)
    calls = "".join(f"add(app, '/{name}', a)\n" for name in "vwxyz")
    found = table(f"{HEAD}def add(app, path, view):\n    app.add_url_rule(path, view_func=view)\n{calls}")
    assert [row.key.path for row in found.routes] == ["/v", "/w", "/x"]
    assert [(row.span.line, row.reason) for row in found.left_out] == [
        (6, "only the first 3 ways that lead here were followed")
    ]
