"""Locks by name between real processes; what holds for every adapter is in ``tests/contract``."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from qaagent_lsp.model.errors import StoreUnavailable
from qaagent_lsp.model.resource import Busy
from qaagent_lsp.store.resource_locks import FileLock, FileLocks, file_name

HOLD = """
import sys
from pathlib import Path
from qaagent_lsp.store.resource_locks import FileLocks
held = FileLocks(Path(sys.argv[1])).try_acquire("test-db", "run of another")
print(type(held).__name__, flush=True)
sys.stdin.read()
"""


def another_holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "FileLock\n"
    return process


def test_another_process_is_named_and_its_death_by_kill_frees_the_lock(tmp_path: Path) -> None:
    locks = FileLocks(tmp_path)
    with another_holder(tmp_path) as process:
        assert locks.try_acquire("test-db", "run 2") == Busy(
            f"run of another (pid {process.pid} on {socket.gethostname()})"
        )
        process.kill()
        process.wait()
        held = locks.try_acquire("test-db", "run 2")
        assert isinstance(held, FileLock)
        held.release()


def test_what_the_holder_started_does_not_keep_the_lock(tmp_path: Path) -> None:
    locks = FileLocks(tmp_path)
    held = locks.try_acquire("test-db", "run 1")
    assert isinstance(held, FileLock)
    with subprocess.Popen(
        [sys.executable, "-S", "-c", "input()"], stdin=subprocess.PIPE, close_fds=False
    ) as child:
        held.release()
        again = locks.try_acquire("test-db", "run 2")
        assert isinstance(again, FileLock)
        again.release()
        child.kill()


def test_a_folder_that_cannot_be_written_is_told_instead_of_waited_for(tmp_path: Path) -> None:
    (tmp_path / "locks").touch()
    with pytest.raises(StoreUnavailable, match="'test-db'"):
        FileLocks(tmp_path / "locks").try_acquire("test-db", "run 1")


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("test-db", "test-db-"),
        ("Test DB (main)", "test-db-main-"),
        ("../../etc/passwd", "etc-passwd-"),
        ("", "-"),
        ("x" * 300, "x" * 40 + "-"),
    ],
)
def test_file_names_are_safe_and_readable(name: str, readable: str) -> None:
    made = file_name(name)
    assert made.startswith(readable)
    assert Path(made).name == made
    assert len(os.fsencode(made)) < 100
