"""``routes --observe`` that is cut short: nothing of the app survives, and the exit code says it was cancelled."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import psutil
import pytest

from tests.e2e.command_line import Called, call, ended, start, wait_until

SLOW = """\
import os, subprocess, sys, time
from pathlib import Path

HERE = Path(__file__).parent
SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
child = subprocess.Popen(SLEEP)
daemon = subprocess.Popen(SLEEP, start_new_session=True)
(HERE / "pids").write_text(f"{os.getpid()} {child.pid} {daemon.pid}")
(HERE / "ready").touch()
time.sleep(600)
app = None
"""
QUICK = "from flask import Flask\napp = Flask(__name__)\napp.add_url_rule('/x', view_func=lambda: 'x')\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "slow.py").write_text(SLOW, encoding="utf-8")
    (folder / "quick.py").write_text(QUICK, encoding="utf-8")
    return folder


def cut_short(project: Path, number: signal.Signals, *options: str) -> Called:
    """Send a signal while the app is being imported, and wait for the end."""
    running = start("routes", "--observe", "slow:app", "--python", sys.executable, *options, cwd=project)
    wait_until((project / "ready").exists, "the import of the app")
    running.send_signal(number)
    done = ended(running)
    pids = [int(pid) for pid in (project / "pids").read_text().split()]
    assert [pid for pid in pids if is_alive(pid)] == []
    return done


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_of_the_app_is_left_and_a_person_is_told(number: signal.Signals, project: Path) -> None:
    done = cut_short(project, number)
    assert (done.code, done.out) == (130, "")
    message = "Cancelled: slow:app was not asked to its end, and nothing of it is remembered."
    assert done.err == f"qaagent-lsp: {message}\n"


def test_a_program_reads_one_object(project: Path) -> None:
    done = cut_short(project, signal.SIGINT, "--format", "json")
    assert (done.code, done.json["outcome"], done.json["error"]["kind"]) == (130, "cancelled", "cancelled")


def test_what_was_seen_before_is_still_known(project: Path) -> None:
    seen = call(
        "routes", "--observe", "quick:app", "--python", sys.executable, "--format", "json", cwd=project
    )
    assert [row["path"] for row in seen.json] == ["/x"]
    assert cut_short(project, signal.SIGINT).code == 130
    assert "observed" in call("routes", cwd=project).out
