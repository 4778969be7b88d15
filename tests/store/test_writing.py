from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import SUITE, begin, failed, passed, result_of
from tests.store.original_reader import bugs, check_run, load_manifest, read_tests


def test_a_case_is_on_disk_when_append_returns(store: RunStoreOnDisk, root: Path) -> None:
    run = begin(store)
    for number in range(3):
        run.append([passed(f"test_{number}")])
        assert len(read_tests(root / run.run_id)) == number + 1
    assert [record["test_id"] for record in read_tests(root / run.run_id)] == [
        "TST-20261122-0001",
        "TST-20261122-0002",
        "TST-20261122-0003",
    ]
    assert load_manifest(root / run.run_id)["evidence_files"] == {"tests": "evidence/tests.jsonl"}
    run.seal(result_of(run, *(passed(f"test_{number}") for number in range(3))))


def test_a_verdict_that_changed_replaces_the_record_and_keeps_its_id(
    store: RunStoreOnDisk, root: Path
) -> None:
    run = begin(store)
    run.append([passed("test_a"), passed("test_b")])
    run.append([failed("test_a")])
    assert [case.outcome for case in store.load_run(run.run_id).cases] == ["failed", "passed"]
    run.seal(result_of(run, failed("test_a"), failed("test_b")))
    records = read_tests(root / run.run_id)
    assert [(record["test_id"][-4:], record["status"]) for record in records] == [
        ("0001", "failed"),
        ("0002", "failed"),
    ]
    assert store.load_run(run.run_id).cases == (failed("test_a"), failed("test_b"))


def test_the_same_id_in_two_suites_is_two_cases(store: RunStoreOnDisk, root: Path) -> None:
    run = begin(store)
    cases = (passed("test_a"), replace(passed("test_a"), suite="api"))
    run.append(cases)
    run.seal(result_of(run, *cases))
    assert store.load_run(run.run_id).cases == cases
    assert len(read_tests(root / run.run_id)) == 2


def test_a_suite_that_ended_is_known_before_the_run_is_sealed(store: RunStoreOnDisk) -> None:
    run = begin(store)
    events = Path(run.artifacts_dir("unit")) / "events.jsonl"
    session = {
        "kind": "session",
        "v": 1,
        "pid": 1,
        "pytest": "9.2.0",
        "python": "3.11.7",
        "rootdir": "/project",
    }
    events.write_text(f"{json.dumps(session)}\n")
    run.add_suite(SUITE)
    run.add_suite(replace(SUITE, returncode=0))
    assert store.load_run(run.run_id).suites == (replace(SUITE, returncode=0),)
    sidecar = json.loads((Path(run.run_dir) / "evidence" / "lsp.json").read_text())
    assert sidecar["tools"]["unit"] == {
        "tool": "pytest",
        "version": "9.2.0",
        "python": "3.11.7",
        "rootdir": "/project",
    }
    run.seal(result_of(run))
    assert load_manifest(Path(run.run_dir))["tools"]["pytest"]["version"] == "9.2.0"


def test_a_seal_that_fails_can_be_tried_again(store: RunStoreOnDisk, root: Path) -> None:
    run = begin(store)
    (root / run.run_id / "evidence" / "diagnostics.json").mkdir()
    (root / run.run_id / "evidence" / "diagnostics.json" / "in the way").touch()
    result = result_of(run, failed("test_a"))
    with pytest.raises(Exception, match="cannot be written"):
        run.seal(result)
    (root / run.run_id / "evidence" / "diagnostics.json" / "in the way").unlink()
    (root / run.run_id / "evidence" / "diagnostics.json").rmdir()
    run.seal(result)
    assert store.load_run(run.run_id) == result
    with pytest.raises(RuntimeError):
        run.seal(result)


def test_threads_may_share_a_run(store: RunStoreOnDisk, root: Path) -> None:
    run = begin(store)
    names = [f"test_{number}" for number in range(80)]

    def append(mine: list[str]) -> None:
        for name in mine:
            run.append([passed(name)])

    threads = [threading.Thread(target=append, args=(names[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run.seal(result_of(run, *map(passed, names)))
    check_run(root / run.run_id)
    assert {case.name for case in store.load_run(run.run_id).cases} == set(names)


def test_a_later_orchestration_of_a_suite_has_a_folder_of_its_own_and_no_second_interchange_file(
    store: RunStoreOnDisk, root: Path
) -> None:
    run = begin(store)
    for names in (("test_a", "test_b"), ("test_b",), ("test_c",)):
        folder = Path(run.artifacts_dir("unit"))
        assert list(folder.glob("*.*")) == []
        (folder / "events.jsonl").touch()
        (folder / "junit.xml").touch()
        Path(run.artifacts_dir("tool of the owner")).touch()
        run.add_result(result_of(run, *(failed(name, f"in the {folder.name}") for name in names)))
    run.finalize()
    artifacts = root / run.run_id / "artifacts"
    (junit,) = artifacts.rglob("*.xml")
    assert junit.parent == artifacts / "unit"
    text = junit.read_text("utf-8")
    assert [text.count(f'name="{name}"') for name in ("test_a", "test_b", "test_c")] == [1, 1, 1]
    assert [text.count(f'"in the {name}"') for name in ("unit", "round-2", "round-3")] == [1, 1, 1]
    assert [folder.name for folder in artifacts.iterdir() if folder.name != "unit"] == ["tool of the owner"]


def test_what_broke_in_an_earlier_orchestration_stays_told(store: RunStoreOnDisk, root: Path) -> None:
    run = begin(store)
    broken = replace(SUITE, outcome="error", returncode=4, error="no conftest")
    green = replace(SUITE, outcome="passed", returncode=0)
    for suite in (broken, green):
        run.add_suite(suite)
        run.add_result(result_of(run, suites=(suite,), status=suite.outcome))
    assert run.finalize().status == "error"
    manifest = load_manifest(root / run.run_id)
    assert (manifest["tools"]["pytest"]["exit_code"], manifest["tools"]["pytest"]["error"]) == (
        4,
        "no conftest",
    )
    assert bugs(root / run.run_id)
    (told,) = store.load_run(run.run_id).suites
    assert (told.outcome, told.attempts, told.duration) == ("error", 2, 1.0)
