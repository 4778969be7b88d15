"""Who owns a run, and whether that process still lives."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path

import psutil

from qaagent_lsp.store.layout import ARTIFACTS, EVIDENCE, OWNER
from qaagent_lsp.store.locks import is_locked
from qaagent_lsp.store.records import Owner

START_TOLERANCE = 2.0
"""Seconds by which two readings of one process's start may differ.

The system derives it from an adjusted clock.
"""

ABANDONED_AFTER = 24 * 3600.0
"""Seconds without a write after which another machine's run counts as dead: its processes cannot be seen."""


def this_process() -> Owner:
    """Return the calling process as an owner."""
    return Owner(pid=os.getpid(), started=psutil.Process().create_time(), host=socket.gethostname())


def is_orphaned(run_dir: Path, owner: Owner) -> bool:
    """Tell whether the owner of a run is dead, so that nobody is writing it any more.

    By pid and start on this machine, by the age of the last write on another. A process that cannot be seen
    but holds the lock lives: it is in another container. The lock alone would not do: not every network file
    system has locks.
    """
    if owner.host != socket.gethostname():
        dead = time.time() - last_write(run_dir) > ABANDONED_AFTER
    else:
        dead = not _is_running(owner)
    return dead and not is_locked(run_dir / OWNER)


def _is_running(owner: Owner) -> bool:
    try:
        process = psutil.Process(owner.pid)
        # A killed process that nobody waits for, as in a container without an init, keeps its pid and start.
        ended = process.status() in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
        return not ended and abs(process.create_time() - owner.started) <= START_TOLERANCE
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def last_write(run_dir: Path) -> float:
    """Return when evidence of the run, or output of its tools, was last written, in POSIX seconds."""
    files = [run_dir, *(run_dir / EVIDENCE).glob("*"), *(run_dir / ARTIFACTS).glob("*/*")]
    return max((file.stat().st_mtime for file in files if file.exists()), default=0.0)
