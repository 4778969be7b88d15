from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import Shop
from tests.e2e.command_line import call


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def test_all_of_it_is_seen(kept: Path, tmp_path: Path) -> None:
    done = call("demo", "--keep", str(kept), cwd=tmp_path)
    assert done.code == 0, done.out + done.err
    for words in (
        "The lenses of GET /pets/{pet_id} in app/pets.py, line 12:\n    ▶ 2 tests",
        "✗ tests/test_pets.py::test_unknown_pet_is_not_found",
        "On the failing line, app/pets.py:14, error",
        "KeyError: 7",
        "On the route, app/pets.py:12, warning",
        "✗ 1/2",
        "green: 0 failed, 2 passed",
        "✓ 2/2",
        "All seen",
    ):
        assert words in done.out
    runs = Path(os.environ["QAAGENT_RUNS_DIR"])
    assert len(list(runs.iterdir())) == 2
    assert all(str(run) in done.out for run in runs.iterdir())
    assert "PETS.get(pet_id)" in (kept / "app" / "pets.py").read_text()


def test_a_folder_that_holds_something_is_left_alone(shop: Shop) -> None:
    said = shop("demo", "--keep", str(shop.folder))
    assert said.code == 2
    assert "not an empty folder" in said.err
