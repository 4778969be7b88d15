from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from qaagent_lsp.store.ownership import ABANDONED_AFTER, is_orphaned, last_write, this_process


@pytest.fixture
def run_dir(tmp_path: Path) -> Path:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "lsp.json").touch()
    (tmp_path / "artifacts" / "unit").mkdir(parents=True)
    return tmp_path


def test_this_process_lives(run_dir: Path) -> None:
    assert not is_orphaned(run_dir, this_process())


def test_a_pid_that_was_given_to_a_later_process_is_not_the_owner(run_dir: Path) -> None:
    owner = this_process()
    assert is_orphaned(run_dir, owner.model_copy(update={"started": owner.started - 3600}))


def test_another_machines_run_is_left_alone_until_a_day_without_a_write(run_dir: Path) -> None:
    elsewhere = this_process().model_copy(update={"host": "another.example", "pid": 1})
    assert not is_orphaned(run_dir, elsewhere)
    long_ago = time.time() - ABANDONED_AFTER - 60
    for path in (run_dir / "evidence" / "lsp.json", run_dir):
        os.utime(path, (long_ago, long_ago))
    assert is_orphaned(run_dir, elsewhere)
    (run_dir / "artifacts" / "unit" / "output.log").touch()
    assert not is_orphaned(run_dir, elsewhere)


def test_the_last_write_is_that_of_the_newest_evidence(run_dir: Path) -> None:
    log = run_dir / "artifacts" / "unit" / "output.log"
    log.touch()
    os.utime(log, (4_000_000_000, 4_000_000_000))
    assert last_write(run_dir) == 4_000_000_000
