from __future__ import annotations

import os
import threading
from pathlib import Path

from qaagent_lsp.store.locks import is_locked, locked, try_lock


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.touch()
    held = try_lock(path)
    assert held is not None
    assert try_lock(path) is None
    assert is_locked(path)
    os.close(held)
    assert not is_locked(path)


def test_a_file_that_is_not_there_is_not_locked_and_not_made(tmp_path: Path) -> None:
    assert not is_locked(tmp_path / "lock")
    assert try_lock(tmp_path / "lock") is None
    assert list(tmp_path.iterdir()) == []


def test_changes_under_the_lock_follow_each_other(tmp_path: Path) -> None:
    path = tmp_path / "number"
    path.write_text("0")

    def add() -> None:
        for _ in range(50):
            with locked(tmp_path / "lock"):
                path.write_text(str(int(path.read_text()) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() == "200"
