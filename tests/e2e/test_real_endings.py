"""Runs that are cut short: nothing of them survives but their evidence."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from tests.e2e.command_line import Called, call, ended, start, wait_until

FINISHED = 20

PROJECT = f"""\
import os, subprocess, sys, time
from pathlib import Path
import pytest

HERE = Path(__file__).parent
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]

def note(name, text):
    with open(HERE / name, "a") as file:
        file.write(text + "\\n")

@pytest.fixture(autouse=True)
def finished(request):
    yield
    note("finished", request.node.name)

@pytest.mark.parametrize("number", range({FINISHED}))
def test_quick(number):
    assert number != 3

def test_long():
    note("pids", str(os.getpid()))
    child = subprocess.Popen([sys.executable, "-c", '''
import subprocess, sys, time
grandchild = subprocess.Popen(sys.argv[1:])
daemon = subprocess.Popen(sys.argv[1:], start_new_session=True)
print(grandchild.pid, daemon.pid, flush=True)
time.sleep(600)
''', *SLEEP], stdout=subprocess.PIPE, text=True)
    for pid in child.stdout.readline().split():
        note("pids", pid)
    note("pids", str(child.pid))
    note("ready", "")
    time.sleep(600)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "test_endings.py").write_text(PROJECT, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    return folder


def living(project: Path) -> list[int]:
    """Processes of the long test that are still there."""
    pids = [int(line) for line in (project / "pids").read_text().split()]
    assert len(pids) == 4
    return [pid for pid in pids if _is_alive(pid)]


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def finished(project: Path) -> set[str]:
    """The tests that had ended, as they themselves say."""
    return {f"test_endings.py::{line}" for line in (project / "finished").read_text().split()}


def latest(project: Path) -> Called:
    """The newest run, as the store tells it."""
    return call("runs", "show", "latest", "--format", "json", cwd=project)


def test_ctrl_c_leaves_no_process_and_a_cancelled_run(project: Path) -> None:
    running = start("run", "--format", "json", "--python", sys.executable, cwd=project)
    wait_until((project / "ready").exists, "the long test")
    running.send_signal(signal.SIGINT)
    done = ended(running)
    assert living(project) == []
    assert (done.code, done.json["outcome"]) == (130, "cancelled")
    told = {case["id"]: case["outcome"] for case in done.json["cases"]}
    quick = {name for name in finished(project) if "quick" in name}
    assert len(quick) == FINISHED
    assert quick <= told.keys()
    assert told["test_endings.py::test_quick[3]"] == "failed"
    shown = latest(project).json
    assert shown["outcome"] == "cancelled"
    assert {case["id"] for case in shown["cases"]} == told.keys()


def test_a_second_ctrl_c_kills_and_the_guardian_tidies_up(project: Path) -> None:
    (project / "conftest.py").write_text("import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n")
    running = start("run", "--format", "json", "--python", sys.executable, cwd=project)
    wait_until((project / "ready").exists, "the long test")
    # What stdout holds after a kill is what was known: a busy machine may be late to read of tests that have ended.
    wait_until(lambda: len(latest(project).json["cases"]) >= FINISHED, "the tests that had ended")
    assert running.stderr is not None
    running.send_signal(signal.SIGINT)
    while "Ctrl-C again" not in running.stderr.readline():
        pass
    running.send_signal(signal.SIGINT)
    done = ended(running)
    assert (done.code, done.json["outcome"]) == (130, "cancelled")
    assert done.json["counts"] == {"passed": FINISHED - 1, "failed": 1, "error": 0, "skipped": 0}
    wait_until(lambda: not living(project), "the end of every process")
    assert done.json["run_id"] == latest(project).json["run_id"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_polite_end_is_a_cancelled_run_too(number: signal.Signals, project: Path) -> None:
    running = start("run", "--format", "json", "--python", sys.executable, cwd=project)
    wait_until((project / "ready").exists, "the long test")
    running.send_signal(number)
    assert ended(running).code == 130
    assert living(project) == []
    assert latest(project).json["outcome"] == "cancelled"


def test_after_kill_9_no_finished_test_is_missing(project: Path) -> None:
    running = start("run", "--format", "json", "--python", sys.executable, cwd=project)
    wait_until((project / "ready").exists, "the long test")
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    wait_until(lambda: not living(project), "the end of every process")
    assert call("runs", "recover", cwd=project).code == 0
    shown = latest(project).json
    assert shown["outcome"] == "interrupted"
    assert {name for name in finished(project) if "quick" in name} <= {case["id"] for case in shown["cases"]}
    assert shown["counts"]["failed"] == 1
    assert call("runs", "recover", "--format", "json", cwd=project).json == []
