"""The probe's verdicts equal pytest's own, in every supported pytest and Python this machine has."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.environments import environment, matrix
from tests.probes.probed import assert_same_verdicts, plain, probed, project


@pytest.fixture(params=matrix(), ids="-py".join)
def python(request: pytest.FixtureRequest) -> str:
    version, pins = request.param
    return environment(version, pins)


@pytest.mark.parametrize("name", ["verdicts", "subtests", "reruns"])
def test_as_plain_pytest(python: str, name: str, tmp_path: Path) -> None:
    folder = project(name, tmp_path / name)
    assert_same_verdicts(probed(folder, python=python), plain(folder, python=python))


@pytest.mark.parametrize("args", [("-n2",), ("-n2", "--dist=loadfile"), ("--forked",)], ids="".join)
def test_as_plain_pytest_with_processes(python: str, args: tuple[str, ...], tmp_path: Path) -> None:
    folder = project("verdicts", tmp_path / "verdicts")
    assert_same_verdicts(probed(folder, *args, python=python), plain(folder, *args, python=python))


def test_as_plain_pytest_where_files_are_broken(python: str, tmp_path: Path) -> None:
    folder = project("broken", tmp_path / "broken")
    ours = probed(folder, "--continue-on-collection-errors", python=python)
    assert_same_verdicts(ours, plain(folder, "--continue-on-collection-errors", python=python))
    assert {broken.id for broken in ours.seen.broken} == {"test_syntax.py", "test_import.py", "test_module_level.py"}
