"""Paths of which nothing is known are said, with what they come from."""

from __future__ import annotations

import pytest

from qaagent_lsp.discovery.evaluation.unread import is_unread, unread
from qaagent_lsp.discovery.evaluation.values import TextValue
from tests.discovery.tables import left_out, table

APP = """
import os
from enum import Enum
from fastapi import FastAPI
from settings import settings

app = FastAPI()
"""
LINE = 7


def of_path(path: str, before: str = "") -> list[str]:
    found = left_out({"main.py": f"{APP}{before}@app.get({path})\ndef handler(): ...\n", "settings.py": ""})
    lines = before.count("\n")
    return [one.removeprefix(f"main.py:{LINE + lines} GET : its path ") for one in found]


def test_a_text_of_which_nothing_is_known() -> None:
    assert is_unread(unread("why", "/api"))
    assert not is_unread(TextValue("", 0.1, "a prefix of this route is not known"))


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("make()", "make()"),
        ("os.environ['PATH_OF_PETS']", "os.environ"),
        ("settings.PATH", "settings.PATH"),
        ("first().second", "first().second"),
        ("f'{make()}{settings.PATH}'", "make()"),
        ("PATHS[0]", "paths()"),
        ("LATER", "make()"),
        ("make()()", "make()()"),
        ("str(make())", "make()"),
        ("sorted(settings.PATHS)[0]", "settings.PATHS"),
        ("str(1)", "str()"),
    ],
)
def test_names_what_a_path_comes_from(path: str, source: str) -> None:
    before = "PATHS = paths()\nLATER = make()\n"
    assert of_path(path, before) == [f"comes from `{source}`"]


def test_what_has_no_name_is_made_while_the_app_runs() -> None:
    assert of_path("'/' * 2") == ["is made while the app runs"]


def test_each_turn_of_a_loop_is_read_by_itself() -> None:
    text = """
    from flask import Flask
    from views import index, endpoints

    app = Flask(__name__)
    for path in ("/a", endpoints(), "/c"):
        app.add_url_rule(path, view_func=index)
    for path, view in endpoints():
        app.add_url_rule(path, view_func=view)
    """
    found = table({"main.py": text, "views.py": "def index(): ..."})
    assert [row.key.path for row in found.routes] == ["/a", "/c"]
    assert [(row.span.line, row.reason) for row in found.left_out] == [
        (6, "its path comes from `endpoints()`, which only a running app can tell"),
        (8, "its path comes from `endpoints()`, which only a running app can tell"),
    ]


def test_what_a_helper_hands_on_is_a_route_where_it_is_called() -> None:
    text = """
    from fastapi import FastAPI, APIRouter

    class Router(APIRouter):
        def add(self, path, handler):
            self.add_api_route(self.prefix + path, handler)

    def register(app, path, handler):
        app.add_api_route(path, handler)

    app = FastAPI()
    """
    assert left_out(text) == []
    calls = 'def x(): ...\nregister(app, "/x", x)\nregister(app, make(), x)\n'
    found = table({"main.py": "\n".join(line[4:] for line in text.split("\n")) + calls})
    assert [str(row.key) for row in found.routes] == ["GET /x"]
    assert [(row.span.line, row.reason.partition(",")[0]) for row in found.left_out] == [
        (8, "its path comes from `make()`")
    ]


def test_no_path_at_all_is_nothing_that_is_not_known() -> None:
    assert of_path("None") == of_path("") == []
