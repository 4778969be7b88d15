"""The original's defects in what surrounds a run: 6 and 16. ``test_original_defects_evidence`` lists all 16."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qaagent_lsp.host.targets import NoTarget, active_target
from qaagent_lsp.model.result import RunResult
from tests.contract.tool_projects import PLAYWRIGHT, project, run
from tests.e2e.command_line import call
from tests.store.original_reader import check_run, list_manifests, read_tests

PYTEST = {
    "pytest.ini": "[pytest]\ntestpaths = tests\n",
    "tests/test_a.py": "def test_passes(): pass\n\ndef test_fails(): assert 1 == 2\n",
}
SPEC = """\
const { expect, test } = require('@playwright/test');

test('passes', () => {});
test('fails', () => { expect(1).toBe(2); });
"""
MARKS = {
    "pytest.ini": "[pytest]\n",
    "test_a.py": "from pathlib import Path\n\ndef test_a(): Path('ran').touch()\n",
}

UNWRITABLE = """\
import os
from pathlib import Path

def test_a():
    records = Path(os.environ["QAAGENT_EVENTS"]).parents[2] / "evidence" / "tests.jsonl"
    records.unlink(missing_ok=True)
    records.mkdir()

def test_b(): pass
"""

REGISTRIES = {
    "not YAML": "targets: [",
    "a list": "- a\n",
    "without its active": "active: shop\ntargets: {}\n",
}


def test_defect_06_relative_folders_start_at_the_cwd_and_nothing_goes_astray(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", {**PLAYWRIGHT, **PYTEST, "e2e/a.spec.js": SPEC})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    before = {entry.name for entry in folder.iterdir()}
    places = ("--workspace", "../project", "--runs-dir", "out/runs")
    told = call("run-all", *places, "--out", "out/reports", "--format", "json", cwd=elsewhere)
    assert told.code == 1
    assert told.json["counts"] == {"passed": 2, "failed": 2, "error": 0, "skipped": 0}
    run_dir = Path(told.json["run_dir"])
    assert run_dir.parent == elsewhere / "out" / "runs"
    assert check_run(run_dir)["counts"]["tests_failed"] == 2
    reports = {
        path.relative_to(elsewhere).as_posix() for path in (elsewhere / "out" / "reports").rglob("*.xml")
    }
    assert reports == {"out/reports/unit/pytest-junit.xml", "out/reports/e2e/playwright-junit.xml"}
    for report in reports:
        assert (elsewhere / report).read_text("utf-8").count("<failure") == 1
    file = call("run", *places, "--path", "../project/tests/test_a.py", "--format", "json", cwd=elsewhere)
    assert (file.code, file.json["counts"]["passed"], file.json["counts"]["failed"]) == (1, 1, 1)
    left = {entry.name for entry in folder.iterdir()} - before
    assert left <= {".pytest_cache"}


def test_defect_16_a_run_that_cannot_be_created_is_refused_and_nothing_runs(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", MARKS)
    (tmp_path / "file").write_text("not a folder")
    told = call("run", "--runs-dir", str(tmp_path / "file"), "--format", "json", cwd=folder)
    assert (told.code, told.json["outcome"]) == (3, "error")
    assert "cannot be written" in told.json["error"]["message"]
    assert "cannot be written" in told.err
    assert not (folder / "ran").exists()


def test_defect_16_records_that_cannot_be_written_make_the_run_red(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", {"pytest.ini": "[pytest]\n", "test_a.py": UNWRITABLE})
    told = call("run", "--runs-dir", "../runs", cwd=folder)
    assert told.code == 3
    assert "cannot be written" in told.err + told.out
    (manifest,) = list_manifests(tmp_path / "runs")
    assert manifest["counts"].get("tests_passed", 0) == 0


def test_defect_16_a_configuration_that_cannot_be_read_refuses_the_run(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", {**MARKS, ".qaagent.yaml": "project:\n  name: shop\nrun: [\n"})
    told = call("run", "--format", "json", cwd=folder)
    assert (told.code, told.json["outcome"]) == (2, "refused")
    assert ".qaagent.yaml" in told.json["error"]["message"]
    assert not (folder / "ran").exists()


def test_defect_16_a_key_that_nobody_knows_is_told(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", {**MARKS, ".qaagent.yaml": "project:\n  name: shop\nrum: {}\n"})
    told = call("run", "--format", "json", cwd=folder)
    assert (told.code, told.json["outcome"]) == (0, "passed")
    assert ".qaagent.yaml:3" in told.err
    assert "rum" in told.err


@pytest.mark.parametrize("text", REGISTRIES.values(), ids=REGISTRIES.keys())
def test_defect_16_a_registry_that_cannot_be_understood_is_told_and_left_as_it_is(
    text: str, tmp_path: Path
) -> None:
    (tmp_path / "targets.yaml").write_text(text)
    found = active_target({"QAAGENT_HOME": str(tmp_path)}, tmp_path)
    assert isinstance(found, NoTarget)
    assert "targets.yaml" in found.why
    assert (tmp_path / "targets.yaml").read_text() == text


def test_defect_16_runs_at_the_same_time_share_no_folder(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", PYTEST)

    def go(_: int) -> RunResult:
        return run(folder, tmp_path / "runs")

    with ThreadPoolExecutor() as pool:
        first, second = pool.map(go, range(2))
    assert first.run_dir != second.run_dir
    for result in (first, second):
        assert (result.counts.passed, result.counts.failed) == (1, 1)
        assert len(read_tests(Path(result.run_dir))) == 2
        events = (Path(result.run_dir) / "artifacts" / "unit" / "events.jsonl").read_text("utf-8")
        assert [json.loads(line)["kind"] for line in events.splitlines()].count("finished") == 2
    assert not list(folder.glob("reports*"))
