"""What every test of the project starts from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.probes.environments import interpreters

# Our tests run in workers; the pytests that they start are no workers of ours.
for _name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_XDIST_TESTRUNUID"):
    os.environ.pop(_name, None)

LIGHT = "-p no:pytest-lsp -p no:hypothesispytest"
"""Two plugins of our own environment that no project of a test uses; they are more than half of the start of pytest."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a Python that this machine lacks, as the matrices of the probes do."""
    lacking = [
        item
        for item in items
        if (mark := item.get_closest_marker("needs_python")) and mark.args[0] not in interpreters()
    ]
    if lacking:
        config.hook.pytest_deselected(items=lacking)
        items[:] = [item for item in items if item not in lacking]


@pytest.fixture(scope="session", autouse=True)
def _light_pytest() -> Iterator[None]:
    """Have the pytests that tests start leave out what is dear to load; our own keeps it, for it has started."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_ADDOPTS", LIGHT)
        yield


@pytest.fixture(scope="session")
def _stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    base = tmp_path_factory.mktemp("stores")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, _stores: Iterator[Path]) -> None:
    """Give each test its own run store and cache, and hide the shell's virtual environment from our resolution."""
    own = next(_stores)
    monkeypatch.setenv("QAAGENT_RUNS_DIR", str(own / "runs"))
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(own / "cache"))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
