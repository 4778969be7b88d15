from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from qaagent_lsp.store.git import GitLookup, git_state, read_status


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    argv = ["git", *identity, "-C", str(folder), *arguments]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a.py").write_text("a = 1\n")
    git(tmp_path, "add", "a.py")
    git(tmp_path, "commit", "-q", "-m", "first")
    return tmp_path


def test_branch_commit_and_changes_are_found(checkout: Path) -> None:
    commit = git(checkout, "rev-parse", "HEAD")
    assert git_state(str(checkout)) == {"branch": "main", "commit": commit, "dirty": False}
    (checkout / "a.py").write_text("a = 2\n")
    assert GitLookup(str(checkout)).result() == {"branch": "main", "commit": commit, "dirty": True}


def test_a_detached_head_has_no_branch(checkout: Path) -> None:
    git(checkout, "checkout", "-q", "--detach")
    state = git_state(str(checkout))
    assert state is not None
    assert state["branch"] == ""


@pytest.mark.parametrize("folder", ["plain", "absent"])
def test_no_checkout_is_none(tmp_path: Path, folder: str) -> None:
    (tmp_path / "plain").mkdir()
    assert GitLookup(str(tmp_path / folder)).result() is None


def test_before_the_first_commit_there_is_no_commit() -> None:
    text = "# branch.oid (initial)\0# branch.head main\0? new file\0"
    assert read_status(text) == {"branch": "main", "commit": "", "dirty": True}
