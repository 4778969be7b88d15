"""The main job in real VS Code: flaskr, a bug in a handler, a click, red; a fix, a click, green."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.editors import play, vs_code
from tests.e2e.projects import flaskr_project

GOOD = 'return render_template("blog/index.html", posts=posts)'
BAD = 'return render_template("blog/index.html", posts=rows)'


def test_click_red_fix_click_green(tmp_path: Path) -> None:
    """Nothing is set up but the extension: it makes the server's environment from the wheel it carries."""
    project = flaskr_project(tmp_path / "flaskr-project")
    blog = project / "flaskr" / "blog.py"
    good = blog.read_text()
    assert good.count(GOOD) == 1
    blog.write_text(good.replace(GOOD, BAD))
    line = blog.read_text().splitlines().index(f"    {BAD}") + 1
    home = tmp_path / "home"
    home.mkdir()

    with vs_code(home, settings={}, env={"QAAGENT_RUNS_DIR": os.environ["QAAGENT_RUNS_DIR"]}) as code:
        seen = play("flaskr.mjs", code, folder=str(project), file="flaskr/blog.py", line=line, text=GOOD)

    assert seen["before"]["errors"] == 0
    red, green = seen["red"], seen["green"]
    assert (red["errors"], red["warnings"]) == (1, 1)
    assert any("name 'rows' is not defined" in row for row in red["problems"]), red["problems"]
    assert " failed" in red["status"]
    assert " failed" not in green["status"]
    assert blog.read_text() == good, "the client saves what was typed before it runs"
    newest, oldest = runs_of(project)
    assert [oldest["outcome"], newest["outcome"]] == ["failed", "passed"]
    assert oldest["scope"] == newest["scope"]
    assert oldest["scope"]["kind"] == "route"
    assert oldest["scope"]["path"] == "/"


def runs_of(project: Path) -> list[dict[str, Any]]:
    """What the command line says of the run store of this test."""
    listed = subprocess.run(
        [sys.executable, "-m", "qaagent_lsp", "runs", "list", "--format", "json"],
        cwd=project,
        check=True,
        capture_output=True,
        text=True,
    )
    found: list[dict[str, Any]] = json.loads(listed.stdout)
    return found
