"""What every test of the project starts from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def _stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("stores")
    return (base / str(number) / "runs" for number in count())


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, _stores: Iterator[Path]) -> None:
    """Give each test its own run store and hide the shell's virtual environment from our resolution."""
    monkeypatch.setenv("QAAGENT_RUNS_DIR", str(next(_stores)))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
