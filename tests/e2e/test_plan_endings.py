"""Plans that are cut short, or lack their tools: one run all the same, that says what was finished and what was not."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from qaagent_lsp.model.tool import TOOLS
from tests.e2e.command_line import call, ended, start, wait_until
from tests.tools.shop import python, served_shop

TESTS = """
from fastapi.testclient import TestClient
from shop.main import app

def test_get_pet():
    assert TestClient(app).get("/pets/1").json() == {"id": 1, "name": "Ada"}
"""
SLOW = "import time, pathlib\n\ndef test_slow():\n    pathlib.Path('begun').touch()\n    time.sleep(600)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = served_shop(tmp_path / "shop", "{schemathesis: {max_examples: 100000}}", "/pets")
    (folder / "tests").mkdir()
    (folder / "tests" / "test_pets.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    return folder


def processes_of(project: Path) -> Iterator[psutil.Process]:
    """Whatever still runs in the project's folder."""
    for process in psutil.process_iter():
        try:
            if process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()).is_relative_to(project):
                yield process
        except (psutil.Error, OSError):
            continue


def stored(project: Path) -> dict[str, Any]:
    """The one run that there is, as the command line reads it."""
    (listed,) = call("runs", "list", "--format", "json", cwd=project).json
    run: dict[str, Any] = call("runs", "show", listed["run_id"], "--format", "json", cwd=project).json
    return run


def until_it_works(project: Path) -> None:
    """Wait until the tool has begun to write what it sees."""
    runs = Path(os.environ["QAAGENT_RUNS_DIR"])
    logs = "*/artifacts/schemathesis/*.log"
    wait_until(lambda: any(log.stat().st_size for log in runs.glob(logs)), "output of the tool")
    assert list(processes_of(project))


def test_a_plan_that_is_killed_reads_as_interrupted_with_what_was_finished(project: Path) -> None:
    argv = ("plan-run", "--tool", "schemathesis", "--format", "jsonl", "--python", str(python()))
    running = start(*argv, cwd=project)
    until_it_works(project)
    os.kill(running.pid, signal.SIGKILL)
    ended(running)
    wait_until(lambda: not list(processes_of(project)), "every process to be gone")
    run = stored(project)
    assert run["outcome"] == "interrupted"
    assert [case["outcome"] for case in run["cases"]] == ["passed"]
    assert run["risks"]
    (tool,) = run["tools"]
    assert (tool["name"], tool["outcome"], tool["executed"]) == ("schemathesis", "error", True)
    assert tool["error"] == "the run ended before this tool did"
    manifest = json.loads((Path(run["run_dir"]) / "manifest.json").read_text())
    assert manifest["tools"]["schemathesis"]["executed"] is True
    assert manifest["tools"]["schemathesis"]["error"]


def test_ctrl_c_ends_the_tool_and_seals_the_run_once(project: Path) -> None:
    argv = ("plan-run", "--tool", "schemathesis", "--format", "json", "--python", str(python()))
    running = start(*argv, cwd=project)
    until_it_works(project)
    running.send_signal(signal.SIGINT)
    done = ended(running)
    assert done.code == 130
    run = done.json
    assert run["outcome"] == "cancelled"
    assert [tool["outcome"] for tool in run["tools"] if tool["executed"]] == ["cancelled"]
    left_out = {tool["name"]: tool["error"] for tool in run["tools"] if not tool["executed"]}
    assert left_out == dict.fromkeys(TOOLS[1:], "skipped: it was not asked for")
    assert not list(processes_of(project))
    assert stored(project) == run


def test_ctrl_c_in_the_suites_leaves_the_tools_alone(project: Path) -> None:
    (project / "tests" / "test_slow.py").write_text(SLOW)
    running = start("plan-run", "--format", "json", "--python", str(python()), cwd=project)
    wait_until((project / "begun").exists, "the slow test to begin")
    running.send_signal(signal.SIGINT)
    done = ended(running)
    assert (done.code, done.json["outcome"]) == (130, "cancelled")
    assert [(tool["name"], tool["executed"], tool["error"]) for tool in done.json["tools"]] == [
        (name, False, "skipped: the run was cancelled before its turn") for name in TOOLS
    ]
    assert [case["outcome"] for case in done.json["cases"] if "test_get_pet" in case["id"]] == ["passed"]
    assert not list(processes_of(project))


def test_missing_tools_are_skipped_and_the_run_completes(project: Path) -> None:
    # The interpreter of these tests has FastAPI and pytest, but none of the tools; Node has nothing installed here.
    done = call("plan-run", "--format", "json", "--python", sys.executable, cwd=project)
    assert done.code == 0, done.err
    run = done.json
    assert (run["outcome"], run["counts"]["passed"]) == ("passed", 1)
    assert [tool["name"] for tool in run["tools"]] == list(TOOLS)
    entries = json.loads((Path(run["run_dir"]) / "manifest.json").read_text())["tools"]
    for entry in (entries[name] for name in TOOLS):
        assert (entry["executed"], entry["exit_code"]) == (False, None)
        assert entry["error"].startswith("skipped: ")
