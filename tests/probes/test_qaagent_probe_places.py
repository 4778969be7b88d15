"""Which code is the workspace's own, and the columns of what failed in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.source import Span
from tests.probes.environments import environment, matrix
from tests.probes.probed import probed, write


def test_environment_inside_the_workspace_is_not_its_own_code(tmp_path: Path) -> None:
    folder = write(
        tmp_path / "w",
        conftest="import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent / 'env/lib'))\n",
        env__lib__library="def broken():\n    raise ValueError('in library')\n",
        test_it="import library\n\ndef test_a():\n    library.broken()\n",
    )
    (folder / "env" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (failure,) = probed(folder, "test_it.py").cases["test_it.py::test_a"].failures
    assert failure.location is not None
    assert (failure.location.file, failure.location.span.line) == ("test_it.py", 4)


@pytest.mark.parametrize("folder", ["node_modules/x", "lib/python3.11/site-packages", ".tox/py"])
def test_installed_code_is_not_its_own(folder: str, tmp_path: Path) -> None:
    root = write(
        tmp_path / "w",
        conftest=f"import sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent / {folder!r}))\n",
        test_it="import library\n\ndef test_a():\n    library.broken()\n",
    )
    (root / folder).mkdir(parents=True)
    (root / folder / "library.py").write_text("def broken():\n    raise ValueError('in library')\n")
    (failure,) = probed(root, "test_it.py").cases["test_it.py::test_a"].failures
    assert [(frame.file, frame.span.line) for frame in failure.frames] == [("test_it.py", 4)]


@pytest.mark.parametrize(("version", "pins"), matrix())
def test_columns_count_code_points(version: str, pins: str, tmp_path: Path) -> None:
    """Before Python 3.11 there are no columns: the whole line without its indent is marked."""
    source = "def test_a():\n    é = '😀'; x = int(é)  # 😀\n"
    (case,) = probed(write(tmp_path / "w", test_it=source), python=environment(version, pins)).seen.cases
    (failure,) = case.failures
    assert failure.location is not None
    exact = tuple(map(int, version.split("."))) >= (3, 11)
    assert failure.location.span == (Span(2, 18, 2, 24) if exact else Span(2, 5, 2, 29))
