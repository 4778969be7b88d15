"""Tables: each app once, what is added late too, from xdist's workers too, and at no cost for anybody else."""

from __future__ import annotations

from pathlib import Path

from qaagent_lsp.model.event import AppSeen
from tests.probes.probed import probed, served, write

APP = """
from fastapi import FastAPI

app = FastAPI()


@app.get("/first")
def first():
    return 1


def make(extra=False):
    made = FastAPI()
    made.get("/made")(first)
    if extra:
        made.get("/extra")(first)
    return made
"""

LATE = """
from fastapi.testclient import TestClient
import web


def test_serves():
    TestClient(web.app).get("/first")


def test_adds():
    web.app.get("/late")(web.first)


def test_variants():
    for _ in range(3):
        TestClient(web.make()).get("/made")
        TestClient(web.make(extra=True)).get("/made")


class Odd(type(web.app)):
    def __init__(self):
        super().__init__(title="odd")
        self.get("/odd")(web.first)


odd = Odd()
unseen = type(web.app)()


def test_odd():
    TestClient(odd).get("/odd")


def test_signature_is_as_ever():
    import inspect

    assert "title" in inspect.signature(type(web.app)).parameters
"""


def test_each_app_once_as_it_is_in_the_end(tmp_path: Path) -> None:
    run = probed(write(tmp_path / "w", web=APP, test_it=LATE), "-W", "ignore")
    assert run.returncode == 0, run.output
    tables = [
        (event.app.app, event.app.file, event.app.line, [str(row.key) for row in event.app.routes])
        for event in run.events
        if isinstance(event, AppSeen)
    ]
    assert sorted(tables) == [
        ("test_it:odd", "test_it.py", 26, ["GET /odd"]),
        ("web:app", "web.py", 4, ["GET /first", "GET /late"]),
        ("web:make()", "web.py", 13, ["GET /made"]),
        ("web:make()", "web.py", 13, ["GET /made", "GET /extra"]),
    ]


def test_workers_tell_each_table_once(tmp_path: Path) -> None:
    tests = "".join(f"def test_{n}():\n    app.test_client().get('/x')\n\n\n" for n in range(6))
    web = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get('/x')\ndef x():\n    return 'x'\n"
    folder = write(tmp_path / "w", web=web, test_it=f"from web import app\n\n\n{tests}")
    run = probed(folder, "-p", "xdist.plugin", "-n", "2")
    assert run.returncode == 0, run.output
    assert served(run) == {"web:app": ["GET /x web.x web.py:6"]}
    assert sum(isinstance(event, AppSeen) for event in run.events) == 1


def test_a_table_that_cannot_be_read_breaks_nothing(tmp_path: Path) -> None:
    source = """
from fastapi import FastAPI
from fastapi.testclient import TestClient


class Broken(FastAPI):
    @property
    def routes(self):
        raise RuntimeError("not today")


app = Broken(openapi_url=None)


@app.get("/x")
def x():
    return 1


def test_it():
    assert TestClient(app).get("/x").json() == 1
"""
    run = probed(write(tmp_path / "w", test_it=source), "-W", "ignore")
    assert run.verdicts == {"test_it.py::test_it": "passed"}
    assert run.returncode == 0
    assert served(run) == {}
    assert "not today" in run.seen.notes[0]


FACTORY = """
from fastapi import APIRouter, FastAPI
from flask import Flask
from starlette.middleware.wsgi import WSGIMiddleware


def first():
    return 1


def make():
    app, router = FastAPI(), APIRouter(prefix="/r")
    router.get("/first")(first)
    app.include_router(router, prefix="/v1")
    flask = Flask(__name__)
    flask.get("/old")(first)
    app.mount("/flask", WSGIMiddleware(flask))
    return app, router, flask


def make_flask(methods):
    flask = Flask(__name__)
    flask.route("/old", methods=methods)(first)
    return flask
"""

GROWING = """
from fastapi.testclient import TestClient
import web

kept = []


def served(app):
    assert TestClient(app).get("/v1/r/first").json() == 1


def test_equal_twice():
    served(web.make()[0])
    served(web.make()[0])


def test_grows_below_before():
    app, router, flask = web.make()
    router.get("/more")(web.first)
    served(app)


def test_grows_in_a_mount_after():
    app, router, flask = web.make()
    kept.append(app)
    served(app)
    flask._got_first_request = False
    flask.get("/late")(web.first)


def test_methods():
    for methods in (["GET"], ["GET"], ["GET", "POST"]):
        web.make_flask(methods).test_client().get("/old")
"""


def test_apps_of_a_factory_are_told_once_for_each_of_their_tables(tmp_path: Path) -> None:
    run = probed(write(tmp_path / "w", web=FACTORY, test_it=GROWING), "-W", "ignore")
    assert run.returncode == 0, run.output
    usual = ["GET /v1/r/first", "GET /flask/old"]
    assert [
        (event.app.app, [str(row.key) for row in event.app.routes])
        for event in run.events
        if isinstance(event, AppSeen)
    ] == [
        ("web:make()", usual),
        ("web:make()", ["GET /v1/r/first", "GET /v1/r/more", "GET /flask/old"]),
        ("web:make_flask()", ["GET /old"]),
        ("web:make_flask()", ["GET /old", "POST /old"]),
        ("web:make()", [*usual, "GET /flask/late"]),
    ]
