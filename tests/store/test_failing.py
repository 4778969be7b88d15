from __future__ import annotations

from pathlib import Path

from qaagent_lsp.store.failing import recent_failures
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import PETS, Clock, begin, failed, passed, written


def test_runs_in_which_a_route_failed_are_counted(store: RunStoreOnDisk, clock: Clock) -> None:
    written(store, failed("test_a"), failed("test_b"), passed("test_c"))
    clock.now += 60
    written(store, failed("test_a"))
    clock.now += 60
    written(store, passed("test_a"))
    assert recent_failures(store.root, "/project") == {PETS: 2}


def test_a_run_that_goes_on_is_read_again(store: RunStoreOnDisk) -> None:
    run = begin(store)
    run.append([passed("test_a")])
    assert recent_failures(store.root, "/project") == {}
    run.append([failed("test_b")])
    assert recent_failures(store.root, "/project") == {PETS: 1}


def test_runs_of_other_folders_do_not_count(store: RunStoreOnDisk) -> None:
    written(store, failed("test_a"))
    assert recent_failures(store.root, "/elsewhere") == {}


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    assert recent_failures(tmp_path / "none", "/project") == {}
