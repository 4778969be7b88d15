"""The original's defects where several write at once: 9, 10, 11. ``test_original_defects_evidence`` lists all 16."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qaagent_lsp.model.scope import PathScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.store.layout import STAGING
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.contract.tool_projects import begin, project, read_json, run
from tests.store.cases import REPOSITORY, Clock, passed, written
from tests.store.original_reader import check_run, list_manifests, load_manifest

TESTS = "import pytest\n\n@pytest.mark.parametrize('number', range(60))\ndef test_it(number): pass\n"
FEATURE = "Feature: A\n\n" + "".join(f"  Scenario: {number}\n    Given nothing\n\n" for number in range(20))
STEPS = "from behave import given\n\n@given('nothing')\ndef nothing(context): pass\n"
FILES = {
    "pytest.ini": "[pytest]\ntestpaths = tests\n",
    "tests/test_a.py": TESTS,
    "features/a.feature": FEATURE,
    "features/steps/a_steps.py": STEPS,
}

COLLECTOR = """\
import json, os
from pathlib import Path

def test_collector():
    '''Another tool adds to the run that is under way, in place and without a lock, as the original does.'''
    run_dir = Path(os.environ["QAAGENT_EVENTS"]).parents[2]
    (run_dir / "evidence" / "quality.jsonl").write_text(json.dumps({"evidence_id": "FND-1"}) + "\\n")
    manifest = json.loads((run_dir / "manifest.json").read_text())
    manifest["tools"]["flake8"] = {"version": "7", "executed": True, "exit_code": 1, "error": None}
    manifest["counts"]["findings"] += 1
    manifest["evidence_files"]["quality"] = "evidence/quality.jsonl"
    (run_dir / "manifest.json").write_text(json.dumps(manifest))
"""


def test_defect_09_a_reader_never_meets_half_a_manifest(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", FILES)
    handle = begin(folder, tmp_path / "runs")
    run_dir = Path(handle.run_dir)
    large = read_json(handle.run_dir, "manifest.json")
    large["diagnostics"] = ["told before " * 20] * 1000
    (run_dir / "manifest.json").write_text(json.dumps(large))
    done = threading.Event()

    def read() -> int:
        reads = 0
        while not done.is_set():
            load_manifest(run_dir)
            reads += 1
        return reads

    with ThreadPoolExecutor() as pool:
        reading = pool.submit(read)
        try:
            run(folder, tmp_path / "runs", handle=handle, parallel=True)
            handle.finalize()
        finally:
            done.set()
        assert reading.result() > 100
    manifest = check_run(run_dir)
    assert manifest["counts"]["tests_passed"] == 80
    assert len(manifest["diagnostics"]) == 1000


@pytest.mark.parametrize("way", ["staged", "in place"])
def test_defect_10_six_processes_create_ninety_runs(way: str, tmp_path: Path) -> None:
    root = tmp_path / "home" / "runs"
    root.mkdir(parents=True)
    if way == "in place":
        # Where nothing can be staged beside the root, runs are made in it.
        (root.parent / STAGING).write_text("in the way")
    argv = [sys.executable, "-m", "tests.store.writer_process", "create_many", str(root), "15"]
    writers = [subprocess.Popen(argv, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    said = [line for writer in writers for line in writer.communicate()[0].split()]
    assert [writer.returncode for writer in writers] == [0] * 6
    assert len(said) == 90
    assert {manifest["run_id"] for manifest in list_manifests(root)} == set(said)


@pytest.mark.parametrize("way", ["staged", "in place"])
def test_defect_10_six_threads_that_start_together_create_ninety_runs(way: str, tmp_path: Path) -> None:
    root = tmp_path / "home" / "runs"
    root.mkdir(parents=True)
    if way == "in place":
        (root.parent / STAGING).write_text("in the way")
    together = threading.Barrier(6)

    def create(_: int) -> list[str]:
        together.wait()
        return [written(RunStoreOnDisk(root, Clock()), passed("test_a")) for _ in range(15)]

    with ThreadPoolExecutor(6) as pool:
        said = [run_id for ids in pool.map(create, range(6)) for run_id in ids]
    assert len(set(said)) == 90
    assert {manifest["run_id"] for manifest in list_manifests(root)} == set(said)


def test_defect_11_what_another_process_adds_to_a_run_is_kept(tmp_path: Path) -> None:
    files = {
        "pytest.ini": "[pytest]\ntestpaths = tests\n",
        "tests/test_a.py": TESTS,
        "tests/test_b.py": COLLECTOR,
    }
    folder = project(tmp_path / "project", files)
    result = run(folder, tmp_path / "runs")
    manifest = check_run(Path(result.run_dir))
    assert (manifest["counts"]["tests_passed"], manifest["counts"]["findings"]) == (61, 1)
    assert set(manifest["tools"]) == {"pytest", "flake8"}
    assert set(manifest["evidence_files"]) == {"tests", "quality"}


def test_defect_11_orchestrations_at_once_add_to_one_run(tmp_path: Path) -> None:
    folder = project(tmp_path / "project", FILES)
    handle = begin(folder, tmp_path / "runs")

    def add(path: str) -> int:
        scope = PathScope(WorkspacePath(path))
        return run(folder, tmp_path / "runs", scope, handle=handle).counts.passed

    with ThreadPoolExecutor() as pool:
        assert list(pool.map(add, ("tests", "features"))) == [60, 20]
    handle.finalize()
    manifest = check_run(Path(handle.run_dir))
    assert (manifest["counts"]["test_suites"], manifest["counts"]["tests_passed"]) == (2, 80)
    assert set(manifest["tools"]) == {"pytest", "behave"}
