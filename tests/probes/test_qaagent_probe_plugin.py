"""The probe's verdicts equal pytest's own, in every supported pytest and Python this machine has."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.event import ToolStarted
from tests.probes.environments import THIS, environment, matrix
from tests.probes.probed import assert_same_verdicts, plain, probed, project

OURS = [pins for version, pins in matrix() if version == THIS]


@pytest.mark.parametrize(("version", "pins"), matrix())
def test_as_plain_pytest(version: str, pins: str, tmp_path: Path) -> None:
    python = environment(version, pins)
    folder = project("verdicts", tmp_path / "verdicts")
    ours = probed(folder, python=python)
    assert_same_verdicts(ours, plain(folder, python=python))
    assert ours.seen.notes == ()


@pytest.mark.parametrize("pins", OURS)
def test_as_plain_pytest_with_xdist(pins: str, tmp_path: Path) -> None:
    python = environment(THIS, pins)
    folder = project("verdicts", tmp_path / "verdicts")
    ours = probed(folder, "-n2", python=python)
    assert_same_verdicts(ours, plain(folder, "-n2", python=python))
    assert sum(isinstance(event, ToolStarted) for event in ours.events) == 1
    assert {case.worker for case in ours.seen.cases if case.duration} == {"gw0", "gw1"}


@pytest.mark.parametrize("pins", [pins for pins in OURS if pins != "pytest9"])
def test_as_plain_pytest_with_forked_children(pins: str, tmp_path: Path) -> None:
    """No release of pytest-forked works with pytest 9: every test of a plain run exits with status 3."""
    python = environment(THIS, pins)
    folder = project("verdicts", tmp_path / "verdicts")
    args = ("--forked", "-p", "no:rerunfailures")
    assert_same_verdicts(probed(folder, *args, python=python), plain(folder, *args, python=python))


@pytest.mark.parametrize("pins", OURS)
def test_as_plain_pytest_where_files_are_broken(pins: str, tmp_path: Path) -> None:
    python = environment(THIS, pins)
    folder = project("broken", tmp_path / "broken")
    ours = probed(folder, "--continue-on-collection-errors", python=python)
    assert_same_verdicts(ours, plain(folder, "--continue-on-collection-errors", python=python))
    assert {broken.id for broken in ours.seen.broken} == {
        "test_syntax.py",
        "test_import.py",
        "test_module_level.py",
    }
