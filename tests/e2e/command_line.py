"""Calls ``qaagent-lsp`` as a shell would: a process of its own, its streams and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CALL_SECONDS = 600
WAIT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Called:
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Stdout as the one JSON value that it must be."""
        return json.loads(self.out)


def call(*argv: str, cwd: Path, **env: str) -> Called:
    """Call the command line and wait for its end."""
    done = subprocess.run(
        command(*argv),
        cwd=cwd,
        env={**os.environ, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=CALL_SECONDS,
        check=False,
    )
    return Called(done.returncode, done.stdout, done.stderr)


def start(*argv: str, cwd: Path) -> subprocess.Popen[str]:
    """Start the command line in a process group of its own and return at once."""
    return subprocess.Popen(
        command(*argv),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> Called:
    """Wait for the end of a started call."""
    out, err = process.communicate(timeout=WAIT_SECONDS)
    return Called(process.returncode, out, err)


def command(*argv: str) -> list[str]:
    """The argv of a call."""
    return [sys.executable, "-m", "qaagent_lsp", *argv]


def wait_until(seen: Callable[[], object], what: str) -> None:
    """Poll until something is so; fail by name when it is not within a generous time."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not seen():
        assert time.monotonic() < deadline, f"never seen: {what}"
        time.sleep(0.02)
