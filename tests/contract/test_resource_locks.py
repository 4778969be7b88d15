"""What every ``ResourceLocks`` of ``runs.resources`` promises, told in terms of the port alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.resource import Busy
from qaagent_lsp.runs.resources import Held, ResourceLocks
from qaagent_lsp.store.resource_locks import FileLocks
from tests.runs.locks_in_memory import LocksInMemory


@pytest.fixture(params=["files", "memory"])
def locks(request: pytest.FixtureRequest, tmp_path: Path) -> ResourceLocks:
    return FileLocks(tmp_path / "locks") if request.param == "files" else LocksInMemory()


def taken(locks: ResourceLocks, name: str, holder: str = "run 1") -> Held:
    held = locks.try_acquire(name, holder)
    assert not isinstance(held, Busy)
    return held


def holder_of(locks: ResourceLocks, name: str) -> str:
    busy = locks.try_acquire(name, "run 2")
    assert isinstance(busy, Busy)
    return busy.holder


def test_one_holder_at_a_time_who_is_told_to_others(locks: ResourceLocks) -> None:
    held = taken(locks, "test-db", "run 20260101_101500Z")
    assert holder_of(locks, "test-db").startswith("run 20260101_101500Z")
    held.release()
    taken(locks, "test-db").release()


def test_whoever_comes_next_is_told_by_their_own_words(locks: ResourceLocks) -> None:
    taken(locks, "test-db", "run with a very long name").release()
    held = taken(locks, "test-db", "run 2")
    assert holder_of(locks, "test-db").startswith("run 2")
    assert "long name" not in holder_of(locks, "test-db")
    held.release()


def test_releasing_twice_does_not_free_it_from_the_next_holder(locks: ResourceLocks) -> None:
    first = taken(locks, "test-db")
    first.release()
    second = taken(locks, "test-db", "run 2")
    first.release()
    assert holder_of(locks, "test-db").startswith("run 2")
    second.release()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("db", "DB"),
        ("db", "db "),
        ("a/b", "a-b"),
        ("..", "."),
        ("", " "),
        ("über", "uber"),
        ("x" * 300, "x" * 301),
        ("a\0b", "a b"),
    ],
)
def test_names_are_of_different_resources_however_alike(locks: ResourceLocks, one: str, other: str) -> None:
    first, second = taken(locks, one), taken(locks, other)
    assert [isinstance(locks.try_acquire(name, "run 2"), Busy) for name in (one, other)] == [True, True]
    first.release()
    second.release()


def test_words_that_no_file_could_hold_as_they_are(locks: ResourceLocks) -> None:
    held = taken(locks, "test-db", "run \udcff " + "x" * 10_000)
    assert holder_of(locks, "test-db").startswith("run ")
    held.release()
