"""The store as other processes see it: many at once, killed, and next to the original's own runs."""

from __future__ import annotations

import json
import os
import signal
import threading
from pathlib import Path

import pytest

from qaagent_lsp.model.errors import StoreUnavailable
from qaagent_lsp.store.layout import STAGING
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import SUITE, Clock, begin, failed, files_below, passed, result_of, written
from tests.store.conftest import Launch
from tests.store.original_reader import check_run, list_manifests, load_manifest


def test_readers_do_not_make_the_root(root: Path) -> None:
    store = RunStoreOnDisk(root)
    assert list(store.list_runs()) == []
    assert list(store.last_results("/project")) == []
    assert list(store.recover()) == []
    assert not root.exists()
    assert not root.parent.exists()


def test_a_run_has_the_files_of_the_original_and_one_of_ours(store: RunStoreOnDisk, root: Path) -> None:
    run_id = written(store, passed("test_a"), failed("test_b"))
    assert run_id == "20261122_120000Z"
    assert list(files_below(root / run_id)) == [
        "evidence/diagnostics.json",
        "evidence/lsp.json",
        "evidence/tests.jsonl",
        "manifest.json",
    ]
    assert load_manifest(root / run_id)["counts"] == {
        "findings": 0,
        "risks": 0,
        "tests": 2,
        "coverage_components": 0,
        "test_suites": 1,
        "tests_passed": 1,
        "tests_failed": 1,
        "tests_errors": 0,
        "tests_skipped": 0,
    }


def test_values_of_the_environment_are_not_written(store: RunStoreOnDisk, root: Path) -> None:
    run = begin(store, settings={"env": {"API_TOKEN": "hunter2"}, "timeout": 3.0})
    run.seal(result_of(run))
    sidecar = (root / run.run_id / "evidence" / "lsp.json").read_text()
    assert "hunter2" not in sidecar
    assert json.loads(sidecar)["settings"] == {"env": {"API_TOKEN": "(not recorded)"}, "timeout": 3.0}


def test_six_processes_create_ninety_distinct_runs(launch: Launch, root: Path) -> None:
    writers = [launch("create_many", "15") for _ in range(6)]
    said = [line for writer in writers for line in writer.communicate()[0].split()]
    assert [writer.returncode for writer in writers] == [0] * 6
    assert len(said) == len(set(said)) == 90
    assert {manifest["run_id"] for manifest in list_manifests(root)} == set(said)
    for run_id in said:
        check_run(root / run_id)
    assert list((root.parent / STAGING).iterdir()) == []


def test_the_root_never_holds_a_folder_without_a_manifest(launch: Launch, root: Path) -> None:
    writers = [launch("create_many", "15") for _ in range(2)]
    looks = 0
    while any(writer.poll() is None for writer in writers):
        if root.exists():
            list_manifests(root)
            looks += 1
    assert looks
    assert len(list_manifests(root)) == 30


def test_eight_killed_writers_lose_no_acknowledged_case(launch: Launch, root: Path) -> None:
    writers = [launch("write_for_ever") for _ in range(8)]
    acknowledged: list[list[str]] = []
    for writer in writers:
        assert writer.stdout is not None
        acknowledged.append([writer.stdout.readline().strip() for _ in range(100)])
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
    for writer, said in zip(writers, acknowledged, strict=True):
        rest, _ = writer.communicate()
        # The last line of a killed writer may be torn; only whole lines were acknowledged.
        said.extend(line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n"))
    store = RunStoreOnDisk(root)
    assert sum(map(len, acknowledged)) >= 800
    for run_id, *names in acknowledged:
        run = store.load_run(run_id)
        assert run.status == "interrupted"
        assert set(names) <= {case.name for case in run.cases}
    assert sorted(store.recover()) == sorted(run_id for run_id, *_ in acknowledged)
    for run_id, *names in acknowledged:
        check_run(root / run_id)
        assert set(names) <= {case.name for case in store.load_run(run_id).cases}


def test_a_reader_beside_a_writer_never_meets_half_a_manifest(store: RunStoreOnDisk, root: Path) -> None:
    run = begin(store)
    folder = root / run.run_id
    done = threading.Event()
    broken: list[Exception] = []
    reads = 0

    def read() -> None:
        nonlocal reads
        while not done.is_set():
            try:
                load_manifest(folder)
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is what this test is about
                broken.append(error)
            reads += 1

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(100):
        run.append([passed(f"test_{number}")])
        run.add_suite(SUITE)
    run.seal(result_of(run, *(passed(f"test_{number}") for number in range(100))))
    done.set()
    reader.join()
    assert broken == []
    assert reads


def test_a_vanished_folder_is_told_and_not_made_again(store: RunStoreOnDisk, root: Path) -> None:
    run = begin(store)
    (root / run.run_id).rename(root.parent / "elsewhere")
    with pytest.raises(StoreUnavailable, match=run.run_id):
        run.append([passed("test_a")])
    assert not (root / run.run_id).exists()


def test_every_state_of_a_run_is_readable_by_the_original(
    store: RunStoreOnDisk, root: Path, clock: Clock, launch: Launch
) -> None:
    running = begin(store)
    check_run(root / running.run_id)
    running.append([passed("test_a"), failed("test_b")])
    check_run(root / running.run_id)
    running.add_suite(SUITE)
    check_run(root / running.run_id)
    clock.now += 60
    empty = begin(store)
    empty.seal(result_of(empty, suites=()))
    broken = begin(store)
    broken.add_suite(SUITE)
    broken.seal(result_of(broken, status="error"))
    written(store, passed("test_a"), passed("test_s", "skipped"), passed("test_e", "error"))
    left, _ = launch("leave_unsealed").communicate()
    check_run(root / left.strip())
    assert store.recover() == [left.strip()]
    for folder in root.iterdir():
        check_run(folder)
    assert len(list_manifests(root)) == 5
    running.seal(result_of(running, passed("test_a"), failed("test_b")))
    check_run(root / running.run_id)
