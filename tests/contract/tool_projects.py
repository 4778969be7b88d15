"""Small projects for all three tools, and runs of them: what the tests of the original's defects share."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.result import CaseResult, RunResult
from qaagent_lsp.model.scope import AllScope, SuitesScope
from qaagent_lsp.session.orchestrate import orchestrate
from qaagent_lsp.store.run_store import RunStoreOnDisk
from qaagent_lsp.store.writing import WrittenRun
from tests.e2e.projects import environment
from tests.probes.node_environments import NEWEST, node_modules

SLEEP = "import time; time.sleep(600)"

PLAYWRIGHT = {
    "package.json": '{"private": true, "devDependencies": {"@playwright/test": "1.65.0"}}\n',
    "playwright.config.js": "module.exports = { testDir: 'e2e', workers: 1 };\n",
}
"""What makes a folder a project of Playwright."""

_HANGING_PYTHON = f"""\
import subprocess, sys, time
from pathlib import Path

def hang(name):
    sleep = [sys.executable, "-c", "{SLEEP}"]
    near, far = subprocess.Popen(sleep), subprocess.Popen(sleep, start_new_session=True)
    whole = Path(name + ".tmp")  # who waits for the file reads all of it
    whole.write_text(f"{{near.pid}} {{far.pid}}")
    whole.rename(name)
    time.sleep(600)
"""

_HANGING_NODE = """\
const { test } = require('@playwright/test');
const { spawn } = require('child_process');
const { renameSync, writeFileSync } = require('fs');

test('quick', () => {});

test('hangs', async () => {
  test.setTimeout(0);
  const near = spawn('sleep', ['600']);
  const far = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  writeFileSync('e2e.pids.tmp', `${near.pid} ${far.pid}`);
  renameSync('e2e.pids.tmp', 'e2e.pids');
  await new Promise(() => {});
});
"""

HANGING: Mapping[str, str] = {
    **PLAYWRIGHT,
    "hanging.py": _HANGING_PYTHON,
    "pytest.ini": "[pytest]\ntestpaths = tests\npythonpath = .\n",
    "tests/test_hanging.py": (
        "from hanging import hang\n\ndef test_quick(): pass\n\ndef test_hangs(): hang('unit.pids')\n"
    ),
    "features/hanging.feature": (
        "Feature: Hanging\n\n  Scenario: quick\n    Given nothing\n\n  Scenario: hangs\n    Given a hanging step\n"
    ),
    "features/steps/hanging_steps.py": (
        "import sys\nsys.path.insert(0, '.')\nfrom behave import given\nfrom hanging import hang\n\n"
        "@given('nothing')\ndef nothing(context): pass\n\n"
        "@given('a hanging step')\ndef hanging(context): hang('behave.pids')\n"
    ),
    "e2e/hanging.spec.js": _HANGING_NODE,
}
"""In each tool a quick test and one that hangs, with a child and a child in a session of its own: ``<suite>.pids``."""

SUITES = ("unit", "behave", "e2e")


def project(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files into a folder that has the tools; return it."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / ".venv").symlink_to(environment("three_tools.txt"), target_is_directory=True)
    if "package.json" in files:
        (folder / "node_modules").symlink_to(node_modules(NEWEST), target_is_directory=True)
    return folder


def run(
    folder: Path,
    runs: Path,
    scope: SuitesScope | None = None,
    *,
    handle: WrittenRun | None = None,
    **settings: Any,
) -> RunResult:
    """Run a scope of a project, everything by default, in a run of its own unless a caller's is given."""
    return asyncio.run(
        orchestrate(
            folder, scope or AllScope(), settings=Settings(**settings), handle=handle, runs_dir=str(runs)
        )
    )


def begin(folder: Path, runs: Path) -> WrittenRun:
    """Create a run that its caller owns."""
    store = RunStoreOnDisk(runs)
    return store.create_run(target_name=folder.name, target_path=str(folder), scope=AllScope(), settings={})


def by_name(result: RunResult, suite: str) -> dict[str, CaseResult]:
    """The cases of a suite by their names, of which each must be there once."""
    cases = [case for case in result.cases if case.suite == suite]
    named = {case.name: case for case in cases}
    assert len(named) == len(cases), sorted(case.id for case in cases)
    return named


def read_json(run_dir: str, name: str) -> Any:
    """A file of JSON in the folder of a run."""
    return json.loads((Path(run_dir) / name).read_text("utf-8"))


def living(folder: Path, suite: str) -> list[int]:
    """The processes that the hanging test of a suite started and that are still there."""
    pids = [int(pid) for pid in (folder / f"{suite}.pids").read_text().split()]
    assert len(pids) == 2
    return [pid for pid in pids if _lives(pid)]


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
