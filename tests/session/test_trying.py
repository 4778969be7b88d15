"""Trials are made in the user's pytest, with the fixtures of the folder, and leave nothing behind."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.model.brief import RequestBrief
from qaagent_lsp.model.plan import Interpreter
from qaagent_lsp.model.trial import Reply, Trial
from qaagent_lsp.session.trying import Bench, make_trials

PYTHON = Interpreter(sys.executable, "ours", "3.11", "9", plugins=("pytest-xdist",))
WEB = """
from flask import Flask, redirect, request
app = Flask(__name__)
app.testing = True
@app.route("/", methods=["GET", "POST"])
def home():
    return {"form": request.form, "json": request.get_json(silent=True), "query": request.args}
@app.get("/away")
def away():
    return redirect("/")
@app.get("/broken")
def broken():
    return {}["x"]
"""
CONFTEST = """
import pytest
from web import app
@pytest.fixture
def client():
    return app.test_client()
"""
SOURCE = "".join(f"def test_{number}(client):\n    qaagent_try({number}, client)\n\n" for number in range(4))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    (folder / "tests" / "deeper").mkdir(parents=True)
    (folder / "web.py").write_text(WEB)
    (folder / "tests" / "conftest.py").write_text(CONFTEST)
    for file in ("tests/test_own.py", "tests/deeper/test_own.py", "test_own.py"):
        (folder / file).write_text("raise SystemExit('collected')\n")
    return folder


def bench(project: Path, folder: Path | None) -> Bench:
    return Bench(PYTHON, project, folder, {})


def test_requests_and_their_replies(project: Path) -> None:
    before = sorted(project.rglob("*"))
    trials = [
        Trial((RequestBrief("GET", "/", query=(("a", "1"),)), RequestBrief("GET", "/away"))),
        Trial((RequestBrief("POST", "/", form=(("b", "2"),)),)),
        Trial((RequestBrief("POST", "/", body='{"c": 3}'),)),
        Trial((RequestBrief("GET", "/broken"),)),
    ]
    tried = make_trials(trials, SOURCE, bench(project, project / "tests"))
    assert tried.trouble == ""
    first, form, body, broken = tried.replies
    assert first is not None
    assert form is not None
    assert body is not None
    assert '"a":"1"' in first[0].text.replace(" ", "")
    assert (first[1].status, first[1].location) == (302, "/")
    assert '"b":"2"' in form[0].text.replace(" ", "")
    assert '"c":3' in body[0].text.replace(" ", "")
    assert broken == (Reply(500, error="KeyError: 'x'"),)
    assert sorted(project.rglob("*")) == before


def test_fixtures_that_fail_are_told(project: Path) -> None:
    (project / "tests" / "conftest.py").write_text(CONFTEST.replace("return app", "1 / 0\n    return app"))
    tried = make_trials([Trial((RequestBrief("GET", "/"),))], SOURCE, bench(project, project / "tests"))
    assert tried.replies == (None,)
    assert "ZeroDivisionError" in tried.trouble


def test_an_app_that_cannot_be_imported_is_told(project: Path) -> None:
    source = "from nowhere import app\n" + SOURCE
    tried = make_trials([Trial((RequestBrief("GET", "/"),))], source, bench(project, project / "tests"))
    assert tried.replies == (None,)
    assert "nowhere" in tried.trouble


def test_a_client_of_its_own_where_no_folder_has_one(tmp_path: Path) -> None:
    (tmp_path / "w" / "shop").mkdir(parents=True)
    (tmp_path / "w" / "shop" / "web.py").write_text(WEB)
    source = "from shop.web import app\ndef test_0():\n    qaagent_try(0, app.test_client())\n"
    tried = make_trials([Trial((RequestBrief("GET", "/away"),))], source, bench(tmp_path / "w", None))
    assert tried.trouble == ""
    assert tried.replies[0] is not None
    assert tried.replies[0][0].status == 302


def test_trials_that_never_end_are_ended(project: Path) -> None:
    source = "import time\n\ndef test_0():\n    time.sleep(60)\n"
    tried = make_trials(
        [Trial((RequestBrief("GET", "/"),))], source, bench(project, project / "tests"), patience=3.0
    )
    assert (tried.replies, tried.trouble) == ((None,), "the trials were not over after 3 s")


def test_nothing_to_try_starts_nothing(project: Path) -> None:
    assert make_trials([], "", bench(Path("/nowhere"), None)).replies == ()
    gone = Bench(Interpreter("/nowhere/python", "", "3", "9"), project, None, {})
    assert "cannot be started" in make_trials([Trial(())], "", gone).trouble
