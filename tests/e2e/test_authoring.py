"""Tests are written for every route of real apps, run at once, and notice when a handler is changed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.authored_apps import app_testing, authored, flaskr
from tests.e2e.mutating import Mutant, chosen, is_caught, mutants_of


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("QAAGENT_RUNS_DIR", str(tmp_path / "runs"))


async def test_flaskr(tmp_path: Path) -> None:
    app = flaskr(tmp_path / "flaskr")
    files = await authored(app)
    assert {file.outcome for file in files} == {"passed"}
    assert sum(len(file.routes) for file in files) == 12
    written = [app.folder / file.file for file in files]
    assert _ruff_says(written) == ""

    blog = app.folder / "flaskr" / "blog.py"
    planted = {
        "another status": _mutant(blog, "404 becomes 405"),
        "a post is not kept": _mutant(blog, "db.commit() is gone"),
        "another page": _mutant(app.folder / "flaskr" / "auth.py", '"auth/login.html" is another text'),
    }
    caught = {name: is_caught(mutant, app.folder, app.python, written) for name, mutant in planted.items()}
    assert caught == dict.fromkeys(planted, True)


async def test_an_app_with_bodies(tmp_path: Path) -> None:
    app = app_testing(tmp_path / "items")
    files = await authored(app)
    assert [(file.outcome, len(file.routes)) for file in files] == [("passed", 2)]
    written = [app.folder / file.file for file in files]
    mutants = chosen(mutants_of(app.folder / app.handlers[0]), 5, seed=1)
    caught = [is_caught(mutant, app.folder, app.python, written) for mutant in mutants]
    assert sum(caught) >= 3


def _ruff_says(files: list[Path]) -> str:
    """Format and check files as they are formatted and checked where nothing is configured."""
    said = ""
    for command in (("format", "--isolated", "--check"), ("check",)):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *files], check=False, capture_output=True, text=True
        )
        said += done.stdout if done.returncode else ""
    return said


def _mutant(file: Path, what: str) -> Mutant:
    return next(one for one in mutants_of(file) if one.what == what)
