"""Routes that the code does not tell, in real VS Code: marked until a click has run a test that uses their app."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.editors import play, with_our_server

MAIN = """\
from fastapi import FastAPI

from registry import path_of, router_of

app = FastAPI()


@app.get("/pets")
def pets():
    return []


@app.get(path_of("cats"))
def cats():
    return []


app.include_router(router_of("dogs"), prefix="/dogs")
"""
REGISTRY = """\
import json

from fastapi import APIRouter

PATHS = json.loads('{"cats": "/cats", "dogs": "/rex"}')
ROUTERS = {}


def path_of(name):
    return PATHS[name]


def router_of(name):
    if name not in ROUTERS:
        ROUTERS[name] = APIRouter()
        ROUTERS[name].get(path_of(name))(lambda: [])
    return ROUTERS[name]
"""
TESTS = """\
from fastapi.testclient import TestClient

from main import app


def test_pets():
    assert TestClient(app).get("/pets").json() == []
"""


def test_they_are_marked_until_a_test_has_used_the_app(tmp_path: Path) -> None:
    project = tmp_path / "pets"
    project.mkdir()
    for name, text in {"main": MAIN, "registry": REGISTRY, "test_main": TESTS}.items():
        (project / f"{name}.py").write_text(text)
    settings = {"qaagent.untestedRoutes": "off", "problems.defaultViewMode": "table"}
    with with_our_server(tmp_path, settings) as code:
        seen = play("unknown.mjs", code, folder=str(project), file="main.py")

    told = sorted("".join(row.split()) for row in seen["problems"])
    assert len(told) == 2
    assert "thisrouteisnotlisted:itspathcomesfrom`path_of()`" in told[0] + told[1]
    assert "theroutesthatareputherebelow/dogsarenotlisted:theycomefrom`router_of()`" in told[0] + told[1]
    assert len(seen["lenses"]) == 1
    assert (seen["after"]["problems"], seen["after"]["squiggles"]) == ([], 0)
    assert ["no tests" in text for text in seen["after"]["lenses"]] == [False, True]
