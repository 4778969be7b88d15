"""Programs that the tests start as if they were test tools, and how they are called."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from qaagent_lsp.model.plan import Invocation

DAEMON = """
import os, subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])  # a child of the same group
if os.fork() == 0:  # forks twice, own session
    os.setsid()
    if os.fork() == 0:
        os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(600)"])
    os._exit(0)
print("ready", flush=True)
"""
"""Leaves a grandchild in the group and a daemon in a session of its own."""

STUBBORN = """
import signal, subprocess, sys, time
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, signal.SIG_IGN)
child = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
subprocess.Popen([sys.executable, "-c", child])
print("ready", flush=True)
time.sleep(600)
"""
"""Ignores both polite signals, as does its child."""


def invocation(folder: Path, *argv: str, env: tuple[tuple[str, str], ...] = ()) -> Invocation:
    """Return a call of ``argv`` whose output goes to ``folder/out/output.log``."""
    return Invocation(
        suite="unit",
        runner="pytest",
        argv=argv,
        cwd=str(folder),
        env=env,
        events=str(folder / "events.jsonl"),
        junit=str(folder / "junit.xml"),
        output=str(folder / "out" / "output.log"),
    )


def python(folder: Path, code: str, *, env: tuple[tuple[str, str], ...] = ()) -> Invocation:
    """Return a call of our interpreter with a program text."""
    return invocation(folder, sys.executable, "-c", code, env=env)


def eventually(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    """Poll until the condition holds; fail at the deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not come true within {seconds} s"
        time.sleep(0.02)


def text_of(path: Path) -> str:
    """Return a file's text, "" while it does not exist."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def is_over(pid: int) -> bool:
    """Return whether a process is over; one that nobody has waited for yet counts as over."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
