"""Runs a short command to its end, to a limit or until it is stopped, and leaves nothing of it behind. Blocking."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.host.process_tree import MARK_VARIABLE, Patience, Tree, end

_LOOK = 0.1
"""Seconds between two looks at whether a command is to be stopped."""
_AT_ONCE = Patience(interrupt=0.0, terminate=0.0)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: ``code`` is None where it was stopped. ``output`` is stdout and stderr."""

    code: int | None
    output: str


def run_bounded(
    argv: Sequence[str],
    *,
    cwd: Path,
    environ: Mapping[str, str],
    seconds: float,
    stop: threading.Event | None = None,
) -> Ended:
    """Run a command for some seconds at most, or until ``stop`` is set. Raises ``OSError`` when it cannot be started.

    What is stopped is killed with all that it has started, daemons too.
    """
    mark, born = uuid.uuid4().hex, time.time()
    marks = ":".join(filter(None, (environ.get(MARK_VARIABLE), mark)))
    # Into a file, not a pipe: a grandchild that hangs would hold a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            argv,
            cwd=cwd,
            env={**environ, MARK_VARIABLE: marks},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=sys.platform != "win32",
        )
        code: int | None = None
        try:
            code = _wait(process, seconds, stop)
        finally:
            _end(process)
            if code is None:
                end((Tree(mark, process.pid, born),), _AT_ONCE)
        output.seek(0)
        return Ended(code, output.read().decode("utf-8", "replace"))


def _wait(process: subprocess.Popen[bytes], seconds: float, stop: threading.Event | None) -> int | None:
    """Give the exit code; None when the time is over or the command is to be stopped."""
    deadline = time.monotonic() + seconds
    while stop is None or not stop.is_set():
        left = deadline - time.monotonic()
        try:
            return process.wait(left if stop is None else min(left, _LOOK))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                return None
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
