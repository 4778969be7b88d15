"""Which processes belong to a tool that was started, and how they are ended.

A process belongs when it is the leader or in the leader's session, when it carries the run's mark in its
environment (that is how a daemon is found that forked twice and called ``setsid``), or when its parent
belongs. Anything that is older than the tool is nobody of ours. Blocking: call it in a worker thread.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psutil

MARK_VARIABLE = "QAAGENT_RUN_MARK"

POLL = 0.02
"""Seconds between two looks at processes that have been told to end."""

CLOCK_SLACK = 2.0
"""Seconds by which a process's recorded start may lie before ours: both clocks are rounded."""

KILL_PATIENCE = 5.0
"""Seconds in which killed processes must be gone; only one that hangs in the kernel takes longer."""


_LOOKS = 5
_MOMENT = 0.002
_KERNEL = 2
"""The parent of the threads of Linux's kernel, which have no environment at all."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A tool and all that descends from it. ``leader`` is None while not known; ``born`` is POSIX seconds."""

    mark: str
    leader: int | None
    born: float


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a tree gets after the interrupt and after the termination request."""

    interrupt: float = 2.0
    terminate: float = 1.0


def living(trees: Sequence[Tree], known: Sequence[psutil.Process] = ()) -> tuple[psutil.Process, ...]:
    """Return the processes of the trees that still run; zombies have ended and are not among them.

    ``known`` are processes that belonged at an earlier look: they still do after their parent has ended.
    """
    if not trees:
        return ()
    oldest = min(tree.born for tree in trees) - CLOCK_SLACK
    leaders = {tree.leader for tree in trees if tree.leader is not None}
    marks = tuple(tree.mark for tree in trees)
    young = _processes_since(oldest)
    ours = {pid for pid, process in young.items() if _belongs(process, leaders, marks)}
    ours |= {process.pid for process in known if process.pid in young and _runs(process)}
    parents = {pid: _parent(process) for pid, process in young.items()}
    grew = True
    while grew:
        children = {pid for pid, parent in parents.items() if parent in ours and pid not in ours}
        ours |= children
        grew = bool(children)
    ours.discard(os.getpid())
    return tuple(process for pid, process in young.items() if pid in ours and _runs(process))


def interrupt_and_end(trees: Sequence[Tree], patience: Patience) -> None:
    """Interrupt the leaders, then terminate, then kill whatever is left. Returns when all of it is gone.

    Only leaders are interrupted: a test tool writes its end then, while a helper process that died under a
    running test would make that test *fail*.
    """
    found = living(trees)
    leaders = tuple(process for process in found if process.pid in {tree.leader for tree in trees})
    for process in leaders:
        _tell(process, _interrupt_signal())
    _wait(lambda: not any(_runs(process) for process in leaders), patience.interrupt)
    end(trees, patience, found)


def end(trees: Sequence[Tree], patience: Patience, known: Sequence[psutil.Process] = ()) -> None:
    """Terminate, then kill what is left of the trees. Returns when all of it is gone."""
    left = living(trees, known)
    if not left:
        return
    for process in left:
        _tell(process, signal.SIGTERM)
    _wait(lambda: not living(trees, left), patience.terminate)
    # Repeated, because a process may fork between being listed and being killed.
    _wait(lambda: not _kill_all(living(trees, left)), KILL_PATIENCE)


def birth_of(pid: int) -> float | None:
    """Return when a process was started (POSIX seconds), None when it is already gone."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def _processes_since(oldest: float) -> dict[int, psutil.Process]:
    found: dict[int, psutil.Process] = {}
    for pid in psutil.pids():
        try:
            process = psutil.Process(pid)
            if process.create_time() >= oldest:
                found[pid] = process
        except psutil.Error:
            continue
    return found


def _belongs(process: psutil.Process, leaders: set[int], marks: tuple[str, ...]) -> bool:
    if process.pid in leaders or _session(process.pid) in leaders:
        return True
    value = _mark_of(process)
    return any(mark in value for mark in marks)


def _mark_of(process: psutil.Process) -> str:
    """Read a process's mark. One that is being executed has no environment for a moment, so it is looked at again."""
    try:
        for _ in range(_LOOKS):
            environment = process.environ()
            if environment or process.ppid() == _KERNEL:
                return environment.get(MARK_VARIABLE, "")
            time.sleep(_MOMENT)
    except (psutil.Error, OSError):
        return ""  # it has ended, or is somebody else's
    return ""


def _session(pid: int) -> int | None:
    if sys.platform == "win32":
        return None
    try:
        return os.getsid(pid)
    except OSError:
        return None


def _parent(process: psutil.Process) -> int | None:
    try:
        return process.ppid()
    except psutil.Error:
        return None


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _kill_all(processes: Sequence[psutil.Process]) -> bool:
    for process in processes:
        _tell(process, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    return bool(processes)


def _interrupt_signal() -> int:
    if sys.platform == "win32":
        return signal.CTRL_BREAK_EVENT
    return signal.SIGINT


def _tell(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except (psutil.Error, OSError):
        return


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(POLL)
