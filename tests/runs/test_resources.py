from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from qaagent_lsp.model.errors import StoreUnavailable
from qaagent_lsp.model.resource import Busy
from qaagent_lsp.runs.resources import POLL_SECONDS, Held, ResourceLocks, acquire_all
from qaagent_lsp.store.resource_locks import FileLocks
from tests.host.tool_scripts import eventually
from tests.runs.locks_in_memory import LocksInMemory

DEADLINE = 20.0


@dataclass(slots=True)
class Wanting:
    """Somebody who wants resources, and what they were told."""

    locks: ResourceLocks
    holder: str = "run 2"
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    told: list[str] = field(default_factory=list)

    async def all_of(self, *names: str) -> Held | None:
        async with asyncio.timeout(DEADLINE):
            return await acquire_all(self.locks, names, self.holder, self.stop, self.told.append)

    async def was_told(self) -> None:
        await asyncio.to_thread(eventually, lambda: bool(self.told))


def hold(locks: ResourceLocks, name: str, holder: str = "run 1") -> Held:
    held = locks.try_acquire(name, holder)
    assert not isinstance(held, Busy)
    return held


async def test_all_are_taken_in_one_order_however_they_are_asked_for() -> None:
    locks = LocksInMemory()
    held = await Wanting(locks).all_of("queue", "db", "queue", "cache")
    assert held is not None
    assert locks.order == ["cache", "db", "queue"]
    held.release()
    assert locks.holders == {}


async def test_nothing_wanted_is_nothing_waited_for() -> None:
    assert await Wanting(LocksInMemory()).all_of() is not None


async def test_who_waits_holds_nothing_says_so_once_and_comes_through() -> None:
    locks = LocksInMemory()
    first = hold(locks, "db")
    wanting = Wanting(locks)
    waiting = asyncio.create_task(wanting.all_of("cache", "db"))
    await wanting.was_told()
    await asyncio.sleep(3 * POLL_SECONDS)
    assert wanting.told == ["waiting for db, held by run 1"]
    assert list(locks.holders) == ["db"]
    first.release()
    held = await waiting
    assert held is not None
    assert sorted(locks.holders) == ["cache", "db"]


async def test_stop_ends_the_waiting_and_leaves_the_holder_alone() -> None:
    locks = LocksInMemory()
    hold(locks, "db")
    wanting = Wanting(locks)
    waiting = asyncio.create_task(wanting.all_of("cache", "db"))
    await wanting.was_told()
    wanting.stop.set()
    assert await waiting is None
    assert list(locks.holders) == ["db"]


@dataclass(slots=True)
class SlowLocks:
    """Locks that are taken only when the test lets them be."""

    locks: LocksInMemory = field(default_factory=LocksInMemory)
    asked: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def try_acquire(self, name: str, holder: str) -> Held | Busy:
        self.asked.set()
        assert self.may_go_on.wait(DEADLINE)
        return self.locks.try_acquire(name, holder)


async def test_cancelled_while_a_lock_is_being_taken_leaves_nothing_held() -> None:
    slow = SlowLocks()
    waiting = asyncio.create_task(Wanting(slow).all_of("db"))
    await asyncio.to_thread(slow.asked.wait, DEADLINE)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    slow.may_go_on.set()
    await asyncio.to_thread(eventually, lambda: slow.locks.order == ["db"] and not slow.locks.holders)


@dataclass(slots=True)
class HalfBroken:
    """Locks of which one can never be taken."""

    locks: LocksInMemory = field(default_factory=LocksInMemory)

    def try_acquire(self, name: str, holder: str) -> Held | Busy:
        if name == "locked-away":
            raise StoreUnavailable("no")
        return self.locks.try_acquire(name, holder)


async def test_a_lock_that_can_never_be_taken_lets_go_of_the_others() -> None:
    broken = HalfBroken()
    with pytest.raises(StoreUnavailable):
        await Wanting(broken).all_of("db", "locked-away")
    assert broken.locks.order == ["db"]
    assert broken.locks.holders == {}


async def test_runs_that_want_the_same_in_any_order_all_come_through_one_at_a_time(tmp_path: Path) -> None:
    inside: list[str] = []
    most: list[int] = []

    async def use(who: str, names: Sequence[str]) -> None:
        wanting = Wanting(FileLocks(tmp_path), who)
        for _ in range(3):
            held = await wanting.all_of(*names)
            assert held is not None
            inside.append(who)
            most.append(len(inside))
            await asyncio.sleep(0.01)
            inside.remove(who)
            held.release()

    await asyncio.gather(use("one", ["a", "b"]), use("two", ["b", "a"]), use("three", ["b", "c", "a"]))
    assert len(most) == 9
    assert set(most) == {1}
