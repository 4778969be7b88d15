"""Named resources that two runs must not share, such as a test database: one holder at a time on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Protocol

from qaagent_lsp.model.resource import Busy

POLL_SECONDS = 0.1
"""How often a resource that somebody holds is asked for."""


class Held(Protocol):
    """A resource that is ours until ``release``, or until our process dies."""

    def release(self) -> None:
        """Let go of it, at once; a second call does nothing."""
        ...


class ResourceLocks(Protocol):
    """Locks by name, shared by every process of a user on this machine. Methods block on the disk, but never wait."""

    def try_acquire(self, name: str, holder: str) -> Held | Busy:
        """Take a resource or say who has it. ``holder`` is one phrase for whoever has to wait, e.g. ``run 2026…Z``.

        Raises ``StoreUnavailable`` where it can never be taken.
        """
        ...


@dataclass(frozen=True, slots=True)
class AllHeld:
    """Several resources at once."""

    held: tuple[Held, ...] = ()

    def release(self) -> None:
        """Let go of all of them."""
        for one in self.held:
            one.release()


async def acquire_all(
    locks: ResourceLocks,
    names: Sequence[str],
    holder: str,
    stop: asyncio.Event,
    tell: Callable[[str], None],
) -> AllHeld | None:
    """Take all resources or none, waiting as long as it takes; None when ``stop`` was set meanwhile.

    Nothing is held while waiting, so that two runs can never wait for each other, and all take in the same order, so
    that one of two that want the same comes through. ``tell`` is called once for each holder that is waited for. What
    is returned must be released in ``finally``; a cancelled call leaves nothing held. Raises ``StoreUnavailable``.
    """
    wanted = tuple(sorted(set(names)))
    if not wanted:
        return AllHeld()
    said: set[str] = set()
    while not stop.is_set():
        taken = await _taken(locks, wanted, holder)
        if isinstance(taken, AllHeld):
            return taken
        name, busy = taken
        words = f"waiting for {name}" + (f", held by {busy.holder}" if busy.holder else "")
        if words not in said:
            said.add(words)
            tell(words)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)
    return None


async def _taken(locks: ResourceLocks, names: Sequence[str], holder: str) -> AllHeld | tuple[str, Busy]:
    """Try once, in a worker thread. Whoever cancels us does not stop that thread: what it still takes is let go of."""
    trying = asyncio.ensure_future(asyncio.to_thread(_take, locks, names, holder))
    try:
        return await asyncio.shield(trying)
    except asyncio.CancelledError:
        trying.add_done_callback(_let_go)
        raise


def _let_go(tried: asyncio.Future[AllHeld | tuple[str, Busy]]) -> None:
    if tried.cancelled() or tried.exception() is not None:
        return
    taken = tried.result()
    if isinstance(taken, AllHeld):
        taken.release()


def _take(locks: ResourceLocks, names: Sequence[str], holder: str) -> AllHeld | tuple[str, Busy]:
    held: list[Held] = []
    with ExitStack() as undoing:
        for name in names:
            one = locks.try_acquire(name, holder)
            if isinstance(one, Busy):
                return name, one
            held.append(one)
            undoing.callback(one.release)
        undoing.pop_all()
    return AllHeld(tuple(held))
