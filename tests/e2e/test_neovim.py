"""Real Neovim on real flaskr: lens, click, marks on the line and on the route, fix, click, green."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.e2e.projects import flaskr_project

DOCS = Path(__file__).parents[2] / "docs" / "editors" / "neovim.md"
JOB = Path(__file__).parent / "neovim_job.lua"
ASKING = ("test_login_required", "test_author_required", "test_exists_required", "test_delete")
RIGHT, WRONG = "DELETE FROM post WHERE", "DELETE FROM pots WHERE"


def test_the_main_job_in_neovim(tmp_path: Path) -> None:
    root = flaskr_project(tmp_path / "flaskr-project")
    blog = root / "flaskr" / "blog.py"
    source = blog.read_text("utf-8")
    assert RIGHT in source
    blog.write_text(source.replace(RIGHT, WRONG), "utf-8")

    seen = _do_the_job(blog, tmp_path / "report.json")

    lines = blog.read_text("utf-8").splitlines()
    route = next(n for n, line in enumerate(lines) if "/delete" in line)
    failing = next(n for n, line in enumerate(lines) if RIGHT in line)
    assert seen["before"][0].startswith("▶ ")
    assert seen["before"][1] == "○ not run"
    assert sorted(seen["references"]) == _lines_of(root / "tests" / "test_blog.py", ASKING)
    assert seen["failed"][1].startswith("✗ 1/")
    assert seen["green"][1].startswith("✓ ")
    marks = {mark["line"]: mark for mark in seen["marks"]}
    assert sorted(marks) == [route, failing]
    assert (marks[failing]["severity"], marks[route]["severity"]) == (1, 2)
    assert "no such table: pots" in marks[failing]["message"]
    assert marks[route]["message"].startswith("POST /{id}/delete: 1 of ")
    assert {mark["source"] for mark in seen["marks"]} == {"qaagent"}
    assert [run["outcome"] for run in seen["finished"]] == ["failed", "passed", "passed"]
    assert all((Path(run["runDir"]) / "manifest.json").is_file() for run in seen["finished"])
    assert seen["messages"] == []


def _lines_of(file: Path, names: tuple[str, ...]) -> list[str]:
    """Write where tests stand as ``test_blog.py:75``."""
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    return [
        f"{file.name}:{number}"
        for number, line in lines
        if line.startswith(tuple(f"def {one}(" for one in names))
    ]


def _do_the_job(file: Path, report: Path) -> dict[str, list[Any]]:
    code = re.findall(r"```lua\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)[0]
    setup = report.parent / "setup.lua"
    setup.write_text(code, "utf-8")
    nvim = shutil.which("nvim", path=str(Path(sys.executable).parent)) or "nvim"
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "JOB_SETUP": str(setup),
        "JOB_FILE": str(file),
        "JOB_PATTERN": "/delete",
        "JOB_WRONG": "pots",
        "JOB_RIGHT": "post",
        "JOB_REPORT": str(report),
        "XDG_STATE_HOME": str(report.parent / "state"),
        "XDG_CONFIG_HOME": str(report.parent / "config"),
    }
    command = [nvim, "--headless", "-n", "-u", "NONE", "-l", str(JOB)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    seen: dict[str, list[Any]] = json.loads(report.read_text("utf-8"))
    return seen
