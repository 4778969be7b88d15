from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qaagent_lsp.store.evidence import read_sidecar
from qaagent_lsp.store.layout import OWNER
from qaagent_lsp.store.records import Owner
from qaagent_lsp.store.run_store import RunStoreOnDisk
from qaagent_lsp.store.sealing import write_sidecar
from qaagent_lsp.store.writing import WrittenRun
from tests.host.tool_scripts import eventually
from tests.store.cases import REPOSITORY, begin, passed, result_of, written
from tests.store.conftest import Launch
from tests.store.original_reader import check_run

PROBE = REPOSITORY / "qaagent_lsp" / "probes" / "pytest"


def orphan(root: Path, run_id: str, target: str | None = None) -> Path:
    """Make a run look as if its owner, a process that has ended, had left it."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    sidecar = read_sidecar(root / run_id)
    assert sidecar is not None
    owner = Owner(pid=ended.pid, started=1.0, host=sidecar.owner.host)
    change = {"owner": owner, "target_path": target or sidecar.target_path}
    write_sidecar(root / run_id, sidecar.model_copy(update=change))
    return root / run_id


def release(run: WrittenRun) -> None:
    """Let go of the lock that says that the owner lives, as the end of its process would."""
    assert run._owner_lock is not None
    os.close(run._owner_lock)


def test_a_run_whose_owner_ended_is_sealed_once(launch: Launch, root: Path) -> None:
    run_id = launch("leave_unsealed").communicate()[0].strip()
    store = RunStoreOnDisk(root)
    before = store.load_run(run_id)
    assert store.recover() == [run_id]
    assert store.recover() == []
    after = store.load_run(run_id)
    assert before.status == after.status == "interrupted"
    assert before.cases == after.cases == (passed("test_one"),)
    assert "ended before the run did" in after.notes[0]
    assert check_run(root / run_id)["counts"]["tests_passed"] == 1
    assert not (root / run_id / OWNER).exists()


def test_an_owner_that_was_killed_and_is_still_a_zombie_is_dead(launch: Launch, root: Path) -> None:
    writer = launch("write_for_ever")
    assert writer.stdout is not None
    run_id = writer.stdout.readline().strip()
    os.kill(writer.pid, signal.SIGKILL)
    # Waits for the end and leaves the zombie there.
    os.waitid(os.P_PID, writer.pid, os.WEXITED | os.WNOWAIT)
    store = RunStoreOnDisk(root)
    # The child that it was making to ask git holds its lock until it has become git.
    eventually(lambda: store.load_run(run_id).status == "interrupted")
    assert store.recover() == [run_id]


def test_one_of_several_processes_recovers_a_run(launch: Launch, root: Path) -> None:
    left = {launch("leave_unsealed").communicate()[0].strip() for _ in range(3)}
    said = [
        line for process in [launch("recover") for _ in range(4)] for line in process.communicate()[0].split()
    ]
    assert sorted(said) == sorted(left)
    for run_id in left:
        check_run(root / run_id)


def test_finished_cases_that_only_the_probe_wrote_are_added(root: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "tests").mkdir(parents=True)
    (project / "tests" / "test_x.py").write_text(
        "import os\ndef test_a(): pass\ndef test_b(): assert 1 == 2\ndef test_c(): os.abort()\n"
    )
    writer = RunStoreOnDisk(root)
    run = begin(writer, str(project))
    events = Path(run.artifacts_dir("unit")) / "events.jsonl"
    environment = {
        "QAAGENT_EVENTS": str(events),
        "QAAGENT_WORKSPACE": str(project),
        "PYTHONPATH": str(PROBE),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "qaagent_probe", "-p", "no:cacheprovider", "tests"]
    subprocess.run(argv, cwd=project, env=os.environ | environment, capture_output=True, check=False)
    run_dir = orphan(root, run.run_id)
    release(run)
    reader = RunStoreOnDisk(root)
    verdicts = {"tests/test_x.py::test_a": "passed", "tests/test_x.py::test_b": "failed"}
    assert {case.id: case.outcome for case in reader.load_run(run.run_id).cases} == verdicts
    assert reader.recover() == [run.run_id]
    recovered = reader.load_run(run.run_id)
    assert {case.id: case.outcome for case in recovered.cases} == verdicts
    assert recovered.status == "interrupted"
    manifest = check_run(run_dir)
    assert manifest["counts"]["tests_failed"] == 1
    sidecar = read_sidecar(run_dir)
    assert sidecar is not None
    assert sidecar.tools["unit"].tool == "pytest"


def test_the_ids_of_added_cases_go_on_after_those_there_are(root: Path) -> None:
    store = RunStoreOnDisk(root)
    run = begin(store)
    run.append([passed("test_a")])
    event = {
        "kind": "finished",
        "id": "tests/test_pets.py::test_b",
        "line": 3,
        "phases": [["call", "passed", 0.1]],
    }
    (Path(run.artifacts_dir("unit")) / "events.jsonl").write_text(json.dumps(event) + "\n" + '{"kind": "fini')
    run_dir = orphan(root, run.run_id)
    release(run)
    assert store.recover() == [run.run_id]
    lines = (run_dir / "evidence" / "tests.jsonl").read_text().splitlines()
    assert [json.loads(line)["test_id"][-4:] for line in lines] == ["0001", "0002"]


@pytest.mark.parametrize("mark", ["held", "gone"])
def test_a_living_owner_keeps_its_run(root: Path, mark: str) -> None:
    store = RunStoreOnDisk(root)
    run = begin(store)
    if mark == "gone":
        (root / run.run_id / OWNER).unlink()
    assert store.recover() == []
    assert store.load_run(run.run_id).status == "running"
    run.seal(result_of(run))


def test_an_owner_that_cannot_be_seen_but_holds_its_lock_lives(root: Path) -> None:
    store = RunStoreOnDisk(root)
    run = begin(store)
    orphan(root, run.run_id)
    assert store.recover() == []
    assert store.load_run(run.run_id).status == "running"
    run.seal(result_of(run))


def test_a_run_that_died_while_it_was_sealed_keeps_its_verdict(root: Path) -> None:
    store = RunStoreOnDisk(root)
    run_id = written(store, passed("test_a"))
    run_dir = orphan(root, run_id)
    (run_dir / OWNER).touch()
    manifest = json.loads((run_dir / "manifest.json").read_text())
    del manifest["counts"]["test_suites"]
    (run_dir / "manifest.json").write_text(json.dumps(manifest))
    assert store.recover() == [run_id]
    assert store.load_run(run_id).status == "passed"
    assert check_run(run_dir)["counts"]["test_suites"] == 1
