"""Writable copies of the small projects."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.server.editor import PROJECTS


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """A FastAPI project, all green."""
    return Path(shutil.copytree(PROJECTS / "pets_fastapi", tmp_path / "pets"))


@pytest.fixture
def cats(tmp_path: Path) -> Path:
    """A Flask project with a bug behind non-ASCII text: an unknown cat is a KeyError."""
    return Path(shutil.copytree(PROJECTS / "pets_flask", tmp_path / "cats with ü"))
