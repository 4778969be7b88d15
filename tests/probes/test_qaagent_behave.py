"""The entry is behave: its arguments, its output, its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.behaving import behave_project, behaved, plain_behave


@pytest.mark.parametrize("args", [("--version",), ("--no-such-option",), ("--dry-run", "-f", "progress")])
def test_says_what_behave_says(args: tuple[str, ...], tmp_path: Path) -> None:
    folder = behave_project("rules", tmp_path / "w")
    ours, theirs = behaved(folder, *args), plain_behave(folder, *args)
    assert ours.returncode == theirs.returncode
    assert ours.verdicts.keys() == theirs.statuses.keys()
