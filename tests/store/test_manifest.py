from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.store.manifest import change_manifest, first_manifest, read_manifest, tool_records
from qaagent_lsp.store.records import Manifest, Owner, Sidecar, SuiteTool
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import SUITE, begin, failed, result_of
from tests.store.original_reader import check_run


@pytest.fixture
def sidecar() -> Sidecar:
    owner = Owner(pid=1, started=2.0, host="h")
    return Sidecar(
        scope={}, owner=owner, created_at="2026-11-22T12:00:00Z", target_path="/a", target_name="a"
    )


def test_what_another_process_wrote_meanwhile_is_kept(store: RunStoreOnDisk, root: Path) -> None:
    run = begin(store)
    path = root / run.run_id / "manifest.json"
    theirs = json.loads(path.read_text())
    theirs["counts"] |= {"risks": 4, "findings": 2}
    theirs["tools"]["flake8"] = {"version": "7", "executed": True, "exit_code": 0, "error": None}
    theirs["evidence_files"]["quality"] = "evidence/quality.jsonl"
    theirs["diagnostics"] = ["theirs"]
    theirs["later_version"] = {"of": "theirs"}
    path.write_text(json.dumps(theirs))
    (root / run.run_id / "evidence" / "quality.jsonl").touch()
    run.append([failed("test_a")])
    run.seal(result_of(run, failed("test_a")))
    manifest = check_run(root / run.run_id)
    assert manifest["counts"] | {"risks": 4, "findings": 2, "tests_failed": 1} == manifest["counts"]
    assert set(manifest["tools"]) == {"flake8", "pytest"}
    assert set(manifest["evidence_files"]) == {"quality", "tests", "diagnostics"}
    assert manifest["diagnostics"][0] == "theirs"
    assert json.loads(path.read_text())["later_version"] == {"of": "theirs"}


def test_changes_of_several_writers_are_all_kept(tmp_path: Path, sidecar: Sidecar) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(first_manifest("r", "", {"name": "a", "path": "/a"})))

    def add() -> None:
        def change(manifest: Manifest) -> None:
            manifest.counts["tests"] += 1

        for _ in range(10):
            change_manifest(tmp_path, sidecar, change)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read_manifest(tmp_path).counts["tests"] == 40


def test_nulls_that_would_break_the_original_are_healed(tmp_path: Path, sidecar: Sidecar) -> None:
    nulls = {
        "run_id": None,
        "tools": None,
        "counts": None,
        "evidence_files": None,
        "diagnostics": None,
        "target": None,
    }
    (tmp_path / "manifest.json").write_text(json.dumps(nulls | {"tools": {"flake8": None}}))
    change_manifest(tmp_path, sidecar, lambda _: None)
    healed = json.loads((tmp_path / "manifest.json").read_text())
    assert healed == {
        "run_id": "",
        "created_at": "",
        "target": {"name": "", "path": "", "git": {}},
        "tools": {},
        "counts": {"findings": 0, "risks": 0, "tests": 0, "coverage_components": 0},
        "evidence_files": {},
        "diagnostics": [],
    }


def test_tools_say_whether_they_started_and_how_they_ended() -> None:
    never = replace(SUITE, name="api", returncode=None, error="no interpreter")
    told = {
        "unit": SuiteTool(tool="pytest", version="9.2.0", python="3.11.7", rootdir="/project"),
        "behave": SuiteTool(tool="behave", version="1.3.3", python="3.11.7", rootdir="/project"),
    }
    records = tool_records((SUITE, never), told)
    assert {name: tool.model_dump() for name, tool in records.items()} == {
        "pytest": {"version": "9.2.0", "executed": True, "exit_code": 1, "error": None},
        "pytest (api)": {"version": None, "executed": False, "exit_code": None, "error": "no interpreter"},
        "behave": {
            "version": "1.3.3",
            "executed": True,
            "exit_code": None,
            "error": "the run ended before this suite did",
        },
    }


@pytest.mark.parametrize("broken", ["", '{"run_id": "2026', "[]", None])
def test_a_manifest_that_stays_broken_is_begun_anew(
    tmp_path: Path, sidecar: Sidecar, broken: str | None
) -> None:
    if broken is not None:
        (tmp_path / "manifest.json").write_text(broken)
    change_manifest(tmp_path, sidecar, lambda manifest: manifest.counts.update(tests=3))
    manifest = check_run(tmp_path)
    assert (manifest["created_at"], manifest["target"]["name"]) == ("2026-11-22T12:00:00Z", "a")
    assert manifest["counts"]["tests"] == 3


def test_a_writer_in_place_is_waited_for(tmp_path: Path, sidecar: Sidecar) -> None:
    path = tmp_path / "manifest.json"
    whole = json.dumps(first_manifest(tmp_path.name, "", {"name": "theirs", "path": "/a"}))
    path.write_text(whole[:20])
    writer = threading.Timer(0.02, path.write_text, (whole,))
    writer.start()
    change_manifest(tmp_path, sidecar, lambda _: None)
    writer.join()
    assert read_manifest(tmp_path).target.name == "theirs"
