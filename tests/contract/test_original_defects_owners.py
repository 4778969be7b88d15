"""The original's defect 1: an owner dies, a tool is missing. ``test_original_defects_evidence`` lists all 16."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.contract.tool_projects import HANGING, PLAYWRIGHT, living, project, read_json, run
from tests.e2e.command_line import wait_until
from tests.store.cases import REPOSITORY
from tests.store.original_reader import check_run

OWNER = """\
import sys
from pathlib import Path
from qaagent_lsp.model.scope import PathScope, TestScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.contract.tool_projects import begin, run

folder, runs = map(Path, sys.argv[1:])
handle = begin(folder, runs)
run(folder, runs, TestScope(TestId("features/hanging.feature:3")), handle=handle)
run(folder, runs, PathScope(WorkspacePath("tests")), handle=handle)
handle.finalize()
"""


def test_defect_01_an_owner_that_is_killed_leaves_a_run_that_is_finished_for_it(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "project", {name: text for name, text in HANGING.items() if name not in PLAYWRIGHT}
    )
    runs = tmp_path / "runs"
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(folder), str(runs)], cwd=REPOSITORY)
    wait_until((folder / "unit.pids").exists, "the hanging test")
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    wait_until(lambda: not living(folder, "unit"), "the end of every process")
    store = RunStoreOnDisk(runs)
    store.recover()
    (summary,) = store.list_runs()
    sealed = store.load_run(summary.run_id)
    assert sealed.status == "interrupted"
    assert {case.id: case.outcome for case in sealed.cases} == {
        "features/hanging.feature:3": "passed",
        "tests/test_hanging.py::test_quick": "passed",
    }
    manifest = check_run(Path(sealed.run_dir))
    assert (manifest["counts"]["test_suites"], manifest["counts"]["tests_passed"]) == (1, 2)
    assert {name: (tool["executed"], tool["exit_code"]) for name, tool in manifest["tools"].items()} == {
        "behave": (True, 0),
        "pytest": (True, None),
    }
    assert "ended before" in manifest["tools"]["pytest"]["error"]
    assert list(store.recover()) == []


def test_defect_01_a_tool_that_is_not_there_is_told_and_the_others_run(tmp_path: Path) -> None:
    spec = "const { test } = require('@playwright/test');\n\ntest('one', () => {});\n"
    files = {
        **PLAYWRIGHT,
        "e2e/a.spec.js": spec,
        "pytest.ini": "[pytest]\n",
        "test_a.py": "def test_a(): pass\n",
    }
    folder = project(tmp_path / "project", files)
    (folder / "node_modules").unlink()
    result = run(folder, tmp_path / "runs")
    assert (result.status, result.counts.passed) == ("error", 1)
    tools = read_json(result.run_dir, "manifest.json")["tools"]
    assert (tools["pytest"]["executed"], tools["pytest"]["exit_code"]) == (True, 0)
    assert (tools["playwright"]["executed"], tools["playwright"]["exit_code"]) == (False, None)
    assert "npm" in tools["playwright"]["error"]
