from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.host.git_history import commits_in, committed_lately
from qaagent_lsp.model.errors import ChangesUnknown
from qaagent_lsp.model.source import WorkspacePath
from tests.host.test_git_changes import ODD, commit, git
from tests.host.test_git_changes import checkout as checkout


def test_files_with_the_number_of_their_commits(checkout: Path) -> None:
    (checkout / "a.py").write_text("a = 2\n")
    commit(checkout)
    found = committed_lately(checkout, 90)
    assert {file: one.commits for file, one in found.items()} == {
        "a.py": 2, "gone.py": 1, ODD: 1, "data.bin": 1, "inner/c.py": 1,
    }  # fmt: skip
    assert found[WorkspacePath("a.py")].at == float(git(checkout, "log", "-1", "--format=%ct"))


def test_a_part_of_a_checkout_is_told_by_its_own_names(checkout: Path) -> None:
    assert set(committed_lately(checkout / "inner", 90)) == {"c.py"}


def test_old_commits_and_those_of_very_many_files_do_not_count(checkout: Path) -> None:
    git(checkout, "commit", "-q", "--amend", "--no-edit", "--date=2001-01-01T00:00:00")
    for number in range(201):
        (checkout / f"{number}.txt").write_text("x")
    commit(checkout)
    assert "0.txt" not in committed_lately(checkout, 90)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(ChangesUnknown):
        committed_lately(tmp_path, 90)


def test_reading_what_git_tells() -> None:
    told = "\x01100\n\na.py\nb.py\n\x0150\n\na.py\n\x01torn\n"
    assert list(commits_in(told)) == [(100.0, ("a.py", "b.py")), (50.0, ("a.py",))]
