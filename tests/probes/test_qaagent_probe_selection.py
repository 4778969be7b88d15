"""Exactly the chosen tests run, and what could not be chosen is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.environments import THIS, environment
from tests.probes.probed import probed, write

CASES = """
import pytest


@pytest.mark.parametrize("v", ["a", "b[1]", "c::d"])
def test_p(v):
    pass


class TestC:
    def test_m(self):
        pass

    class TestN:
        def test_n(self):
            pass


@pytest.mark.slow
def test_slow():
    pass


def test_p_other():
    pass
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = write(
        tmp_path / "w",
        test_a=CASES,
        test_b=CASES,
        sub__test_c=CASES,
        sub__deep____init__="",
        sub__deep__test_d="def test_d(): pass\n",
    )
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    return folder


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (
            ["test_a.py::test_p"],
            ["test_a.py::test_p[a]", "test_a.py::test_p[b[1]]", "test_a.py::test_p[c::d]"],
        ),
        (["test_a.py::test_p[b[1]]"], ["test_a.py::test_p[b[1]]"]),
        (["test_a.py::test_p[c::d]"], ["test_a.py::test_p[c::d]"]),
        (["test_b.py::TestC"], ["test_b.py::TestC::test_m", "test_b.py::TestC::TestN::test_n"]),
        (["test_b.py::TestC::TestN"], ["test_b.py::TestC::TestN::test_n"]),
        (["sub/deep"], ["sub/deep/test_d.py::test_d"]),
        (
            ["sub/deep/test_d.py", "test_a.py::TestC::test_m"],
            ["test_a.py::TestC::test_m", "sub/deep/test_d.py::test_d"],
        ),
    ],
    ids=["function", "case", "case with colons", "class", "nested class", "folder", "file and test"],
)
@pytest.mark.parametrize(
    "args", [(), (".",), ("test_a.py", "test_b.py", "sub")], ids=["none", "folder", "files"]
)
def test_runs_the_chosen(
    selection: list[str], expected: list[str], args: tuple[str, ...], workspace: Path
) -> None:
    run = probed(workspace, *args, selection=selection)
    assert sorted(run.verdicts) == sorted(expected)
    assert (run.seen.missing, run.returncode) == ((), 0)


def test_files_without_a_chosen_test_are_not_even_imported(workspace: Path) -> None:
    (workspace / "sub" / "test_c.py").write_text("raise SystemExit(1)\n")
    (workspace / "test_b.py").write_text("1 / 0\n")
    run = probed(workspace, ".", selection=["test_a.py::TestC::test_m"])
    assert (run.verdicts, run.returncode) == ({"test_a.py::TestC::test_m": "passed"}, 0)


@pytest.mark.parametrize("args", [(), ("-n2",)], ids=["alone", "xdist"])
def test_tells_what_it_did_not_find_once(args: tuple[str, ...], workspace: Path) -> None:
    python = environment(THIS, "pytest9")
    selection = ["test_a.py::test_gone", "test_a.py::test_slow", "test_a.py::TestC", "nowhere.py::test_x"]
    run = probed(workspace, *args, "-m", "not slow", ".", selection=selection, python=python)
    assert sorted(run.verdicts) == ["test_a.py::TestC::TestN::test_n", "test_a.py::TestC::test_m"]
    assert run.seen.missing == ("nowhere.py::test_x", "test_a.py::test_gone")
    assert run.seen.deselected == ("test_a.py::test_slow",)


def test_ids_are_relative_to_the_workspace_in_a_sub_project(tmp_path: Path) -> None:
    workspace = write(
        tmp_path / "w", services__a__tests__test_x="def test_x(): pass\n\ndef test_y(): assert 0\n"
    )
    project = workspace / "services" / "a"
    (project / "pytest.ini").write_text("[pytest]\n")
    run = probed(project, workspace=workspace, selection=["services/a/tests/test_x.py::test_y"])
    (case,) = run.seen.cases
    assert case.id == "services/a/tests/test_x.py::test_y"
    assert case.failures[0].location is not None
    assert case.failures[0].location.file == "services/a/tests/test_x.py"
    assert run.seen.started is not None
    assert run.seen.started.rootdir == str(project)


def test_workspace_behind_a_symbolic_link(tmp_path: Path) -> None:
    write(tmp_path / "real", test_x="def test_x(): assert 0\n")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real", target_is_directory=True)
    run = probed(tmp_path / "real", workspace=link, selection=["test_x.py::test_x"])
    (case,) = run.seen.cases
    assert case.id == "test_x.py::test_x"
    assert case.failures[0].location is not None
    assert case.failures[0].location.file == "test_x.py"


def test_thousands_of_ids(tmp_path: Path) -> None:
    source = "import pytest\n\n@pytest.mark.parametrize('n', range(3000))\ndef test_n(n): pass\n"
    chosen = [f"test_n.py::test_n[{n}]" for n in range(0, 3000, 2)]
    run = probed(write(tmp_path / "w", test_n=source), selection=chosen)
    assert list(run.verdicts) == chosen
