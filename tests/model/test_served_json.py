"""Tables of live apps survive the way to disk and back; anything else is said and forgotten."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qaagent_lsp.model.route import PathParam, RouteKey
from qaagent_lsp.model.served import ServedApp, ServedRoute, Sighting
from qaagent_lsp.model.served_json import (
    served_app_of,
    served_app_row,
    sightings_from_json,
    sightings_to_json,
)
from qaagent_lsp.model.source import WorkspacePath

APP = ServedApp(
    "app.main:app",
    "app/main.py",
    3,
    (
        ServedRoute(
            RouteKey("GET", "/a/{n}"), "app.a.get", "app/a.py", 5, "fastapi", (PathParam("n", "int"),)
        ),
        ServedRoute(RouteKey("GET", "/metrics"), "lib.metrics", "/lib/x.py", 9, "starlette"),
    ),
)
SIGHTING = Sighting(
    APP,
    12.5,
    "20260101_000000Z",
    {WorkspacePath("app/a.py"): "d1"},
    frozenset({("GET", "/a/{n}", "app.a.get")}),
    frozenset({("GET", "/b", "app.a.get")}),
    frozenset({("", "/more", "app/main.py: they come from `make()`")}),
)


def test_round_trip() -> None:
    assert served_app_of(json.loads(json.dumps(served_app_row(APP)))) == APP
    assert sightings_from_json(sightings_to_json((SIGHTING,))) == ((SIGHTING,), "")


def test_what_an_older_version_wrote() -> None:
    older = json.loads(sightings_to_json((SIGHTING,)))
    del older["apps"][0]["answered"]
    assert sightings_from_json(json.dumps(older)) == ((replace(SIGHTING, answered=frozenset()),), "")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        '{"version": 1}',
        '{"version": 1, "apps": [3]}',
        '{"version": 1, "apps": [{"app": 1}]}',
    ],
)
def test_what_cannot_be_read_starts_anew(text: str) -> None:
    assert sightings_from_json(text)[0] == ()
    assert "starting anew" in sightings_from_json(text)[1]


def test_another_version_starts_anew() -> None:
    text = sightings_to_json((SIGHTING,)).replace('"version":1', '"version":99')
    assert sightings_from_json(text) == ((), "observed routes are of version 99, not 1; starting anew")


@pytest.mark.parametrize(
    "row",
    [
        ["GET", "/x", "h", "f.py", 1, "rails", []],
        ["GET", "/x", "h", "f.py", "one", "flask", []],
        ["GET", None, "h", "f.py", 1, "flask", []],
        ["GET", "/x"],
    ],
)
def test_rows_of_another_shape_are_refused(row: list[object]) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        served_app_of({"app": "", "file": "", "line": 0, "rows": [row]})


def test_a_path_starts_with_a_slash() -> None:
    row = ["GET", "x", "h", "f.py", 1, "django", []]
    assert served_app_of({"app": "", "file": "", "line": 0, "rows": [row]}).routes[0].key.path == "/x"
