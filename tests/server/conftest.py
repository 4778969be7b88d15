"""Writable copies of the small projects."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.server.editor import PROJECTS

SLOW = """
import subprocess, sys, time
from pathlib import Path

def test_first():
    pass

def test_second():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    Path("pids.tmp").write_text(f"{child.pid}")
    Path("pids.tmp").rename("pids")
    time.sleep(600)

def test_third():
    pass
"""


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """A FastAPI project, all green."""
    return Path(shutil.copytree(PROJECTS / "pets_fastapi", tmp_path / "pets"))


@pytest.fixture
def cats(tmp_path: Path) -> Path:
    """A Flask project with a bug behind non-ASCII text: an unknown cat is a KeyError."""
    return Path(shutil.copytree(PROJECTS / "pets_flask", tmp_path / "cats with ü"))


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A project whose second test never ends and has a grandchild."""
    folder = tmp_path / "slow"
    folder.mkdir()
    (folder / "test_slow.py").write_text(SLOW)
    return folder
