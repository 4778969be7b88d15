"""The orchestrator as a Python API, in runs of its own and in runs that a caller owns."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.errors import NothingToRun
from qaagent_lsp.model.scope import AllScope, PathScope, TestScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.session.orchestrate import orchestrate
from qaagent_lsp.store.run_store import RunStoreOnDisk
from qaagent_lsp.store.writing import WrittenRun

SETTINGS = Settings(python=sys.executable)
PASSING = "def test_a(): pass\ndef test_b(): pass\n"
FAILING = "def test_c(): assert 1 == 2\n"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    project = tmp_path / "shop"
    project.mkdir()
    (project / "test_good.py").write_text(PASSING)
    (project / "test_bad.py").write_text(FAILING)
    return project


def made(tmp_path: Path, folder: Path) -> tuple[RunStoreOnDisk, WrittenRun]:
    store = RunStoreOnDisk(tmp_path / "runs")
    return store, store.create_run(target_name="shop", target_path=str(folder), scope=AllScope(), settings={})


async def test_without_a_handle_a_run_is_made_and_sealed(tmp_path: Path, folder: Path) -> None:
    result = await orchestrate(folder, AllScope(), settings=SETTINGS, runs_dir=str(tmp_path / "runs"))
    assert (result.status, result.counts.passed, result.counts.failed) == ("failed", 2, 1)
    read = RunStoreOnDisk(tmp_path / "runs").load_run(result.run_id)
    assert (read.status, read.counts) == ("failed", result.counts)


async def test_a_callers_run_gets_counts_and_records_and_is_not_sealed(tmp_path: Path, folder: Path) -> None:
    store, handle = made(tmp_path, folder)
    result = await orchestrate(folder, AllScope(), settings=SETTINGS, handle=handle)
    assert result.run_id == handle.run_id
    manifest = json.loads((Path(handle.run_dir) / "manifest.json").read_text())
    assert manifest["counts"]["tests"] == 3
    assert "test_suites" not in manifest["counts"]
    assert store.load_run(handle.run_id).status == "running"
    sealed = handle.finalize()
    assert (sealed.status, sealed.counts) == ("failed", result.counts)
    manifest = json.loads((Path(handle.run_dir) / "manifest.json").read_text())
    assert (manifest["counts"]["test_suites"], manifest["counts"]["tests_failed"]) == (1, 1)
    assert store.load_run(handle.run_id).status == "failed"
    with pytest.raises(RuntimeError, match="sealed already"):
        handle.finalize()


async def test_several_orchestrations_add_to_one_run_with_ids_that_go_on(
    tmp_path: Path, folder: Path
) -> None:
    store, handle = made(tmp_path, folder)
    for file in ("test_good.py", "test_bad.py"):
        await orchestrate(folder, PathScope(WorkspacePath(file)), settings=SETTINGS, handle=handle)
    handle.finalize()
    lines = (Path(handle.run_dir) / "evidence" / "tests.jsonl").read_text().splitlines()
    ids = [json.loads(line)["test_id"] for line in lines]
    assert len(ids) == len(set(ids)) == 3
    assert store.load_run(handle.run_id).counts.total == 3


async def test_the_owner_has_the_last_word_on_the_outcome(tmp_path: Path, folder: Path) -> None:
    store, handle = made(tmp_path, folder)
    await orchestrate(folder, PathScope(WorkspacePath("test_good.py")), settings=SETTINGS, handle=handle)
    assert handle.finalize("error").status == "error"
    assert store.load_run(handle.run_id).status == "error"


async def test_a_refusal_reserves_nothing_and_leaves_a_callers_run_alone(
    tmp_path: Path, folder: Path
) -> None:
    store, handle = made(tmp_path, folder)
    (folder / "empty").mkdir()
    with pytest.raises(NothingToRun):
        await orchestrate(folder, PathScope(WorkspacePath("empty")), settings=SETTINGS, handle=handle)
    assert store.load_run(handle.run_id).status == "running"
    assert handle.finalize().status == "error"  # a run that ran nothing is not green
    assert [run.name for run in store.root.iterdir()] == [handle.run_id]


async def test_cancelling_the_task_stops_the_tools_and_keeps_what_had_finished(
    tmp_path: Path, folder: Path
) -> None:
    _, handle = made(tmp_path, folder)
    (folder / "test_bad.py").write_text(
        "import pathlib, time\ndef test_a(): pass\n"
        "def test_b():\n    (pathlib.Path(__file__).parent / 'there').touch()\n    time.sleep(600)\n"
    )
    task = asyncio.create_task(
        orchestrate(folder, PathScope(WorkspacePath("test_bad.py")), settings=SETTINGS, handle=handle)
    )
    async with asyncio.timeout(60):
        while not (folder / "there").exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    sealed = handle.finalize()
    assert (sealed.status, sealed.counts.passed) == ("cancelled", 1)


async def test_one_test_by_its_id(tmp_path: Path, folder: Path) -> None:
    scope = TestScope(TestId("test_good.py::test_b"))
    result = await orchestrate(folder, scope, settings=SETTINGS, runs_dir=str(tmp_path / "runs"))
    assert [case.id for case in result.cases] == ["test_good.py::test_b"]
