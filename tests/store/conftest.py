from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import REPOSITORY, Clock

Launch = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "home" / "runs"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(root: Path, clock: Clock) -> RunStoreOnDisk:
    return RunStoreOnDisk(root, clock)


@pytest.fixture
def launch(root: Path) -> Iterator[Launch]:
    """Start ``writer_process``; whatever still runs at the end of the test is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(what: str, *arguments: str) -> subprocess.Popen[str]:
        argv = [sys.executable, "-m", "tests.store.writer_process", what, str(root), *arguments]
        started.append(subprocess.Popen(argv, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
