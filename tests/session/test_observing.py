"""An app is asked with the project's interpreter, rules and variables, for so long and no longer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.errors import AppBroke, QaAgentError, ToolMissing, UnknownApp, UntrustedWorkspace
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.conventions import Conventions
from qaagent_lsp.session.observing import Question, ask, ask_document
from qaagent_lsp.session.rules import Rulebook, rulebook_of
from tests.session.conftest import Open

WEB = """
import os
from flask import Flask

app = Flask(__name__)
app.add_url_rule(os.environ.get("WHERE", "/nowhere"), view_func=lambda: "x")
"""


def rules(folder: Path, **settings: object) -> Rulebook:
    return rulebook_of(folder, Settings.model_validate({"python": sys.executable, **settings}), Conventions())


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    (folder / "sub").mkdir(parents=True)
    (folder / "web.py").write_text(WEB)
    (folder / "sub" / "inner.py").write_text(WEB)
    (folder / "slow.py").write_text("import time\ntime.sleep(60)\n")
    (folder / "dies.py").write_text("import os\nos.write(2, b'last words')\nos._exit(7)\n")
    (folder / "broken.py").write_text("import not_there\n")
    return folder


def test_the_environment_is_that_of_a_run(project: Path) -> None:
    app = ask(Question("web:app", WorkspacePath(""), rules(project, env={"WHERE": "/here"})))
    assert [(str(row.key), row.file) for row in app.routes] == [("GET /here", "web.py")]


def test_a_sub_project_is_asked_where_it_lies(project: Path) -> None:
    app = ask(Question("inner:app", WorkspacePath("sub"), rules(project)))
    assert [(str(row.key), row.file) for row in app.routes] == [("GET /nowhere", "sub/inner.py")]


@pytest.mark.parametrize(
    ("target", "kind", "message"),
    [
        ("", UnknownApp, "'' names no app."),
        (":app", UnknownApp, "':app' names no app."),
        ("web:nope", UnknownApp, "web has no attribute nope."),
        (
            "broken:app",
            AppBroke,
            "broken:app could not be imported: ModuleNotFoundError: No module named 'not_there'",
        ),
        ("dies:app", AppBroke, "dies:app: the interpreter ended with 7: last words"),
        ("slow:app", AppBroke, "slow:app was not imported within 2 s."),
    ],
)
def test_what_goes_wrong_is_said(project: Path, target: str, kind: type[QaAgentError], message: str) -> None:
    with pytest.raises(kind) as raised:
        ask(
            Question(
                target, WorkspacePath(""), rules(project), patience=2.0 if target == "slow:app" else 60.0
            )
        )
    assert raised.value.message == message
    assert raised.value.exit_code == (2 if kind is UnknownApp else 3)


def test_an_app_is_asked_for_its_description(project: Path) -> None:
    (project / "api.py").write_text("from fastapi import FastAPI\napp = FastAPI(title='Pets')\n")
    assert '"title": "Pets"' in ask_document(Question("api:app", WorkspacePath(""), rules(project)))
    assert ask_document(Question("web:app", WorkspacePath(""), rules(project))) == ""


def test_no_such_interpreter(project: Path) -> None:
    with pytest.raises(ToolMissing):
        ask(Question("web:app", WorkspacePath(""), rules(project, python="/nowhere/python")))


async def test_an_untrusted_workspace_is_not_asked(project: Path, opened: Open) -> None:
    session, _ = await opened(project, trusted=False)
    with pytest.raises(UntrustedWorkspace):
        await session.observe("web:app")


async def test_what_was_asked_is_remembered(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    assert "observed" not in {route.source for route in session.snapshot.routes}
    await session.observe("web:app")
    later, _ = await opened(project)
    shown = [(route.file, route.key.path, route.source) for route in later.snapshot.routes]
    assert ("web.py", "/nowhere", "observed") in shown
    assert ("sub/inner.py", "/nowhere", "static") in shown
    assert [one.run_id for one in later.snapshot.sightings] == [""]
