from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from qaagent_lsp.host.git_changes import changes_since, contents_before, hunks_in, listed_in
from qaagent_lsp.model.change import Changes, FileChange, Hunk
from qaagent_lsp.model.errors import ChangesUnknown, ToolMissing, UnknownRevision
from qaagent_lsp.model.source import WorkspacePath

ODD = 'ü "quoted" \t name.py'


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    argv = ["git", *identity, "-C", str(folder), *arguments]
    return subprocess.run(argv, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "a.py").write_text("def a():\n    x = 1\n    return x\n\n\ndef b():\n    return 2\n")
    (folder / "gone.py").write_text("gone = 1\n")
    (folder / ODD).write_text("odd = 1\n")
    (folder / "data.bin").write_bytes(b"\0\1")
    (folder / "inner").mkdir()
    (folder / "inner" / "c.py").write_text("c = 1\n")
    commit(folder)
    return folder


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "state")


def check(found: Changes, *expected: tuple[str, str, tuple[Hunk, ...]]) -> None:
    assert [(change.file, change.what, change.hunks) for change in found.files] == list(expected)


def test_nothing_changed(checkout: Path) -> None:
    assert changes_since(checkout, None) == Changes("the last commit")


@pytest.mark.parametrize(
    ("text", "hunks"),
    [
        ("def a():\n    x = 2\n    return x\n\n\ndef b():\n    return 2\n", (Hunk(2, 2, 4),)),
        ("def a():\n    x = 2\n    return x\n\n\ndef b():\n    return 3\n", (Hunk(2, 2, 4), Hunk(7, 7, 4))),
        ("def a():\n    x = 1\n    return x\n", (Hunk(3, 4, 0),)),
        ("\ndef a():\n    x = 1\n    return x\n\n\ndef b():\n    return 2\n", (Hunk(1, 1),)),
        (
            "def a():\n    x = 1\n    return x\n\n\ndef n():\n    pass\n\n\ndef b():\n    return 2\n",
            (Hunk(6, 7),),
        ),
        ("def a():\n    x = 1\n    return x\n\n\ndef b():\n    return 3", (Hunk(7, 7, 4),)),
        ("def a():\n    x = 1\n    return x\n\n\ndef b():\n", (Hunk(6, 7, 4),)),
    ],
)
def test_lines_are_those_of_the_file_now(checkout: Path, text: str, hunks: tuple[Hunk, ...]) -> None:
    (checkout / "a.py").write_text(text)
    check(changes_since(checkout, None), ("a.py", "edited", hunks))


def test_staged_new_deleted_renamed_and_binary_files_are_seen(checkout: Path) -> None:
    (checkout / ".gitignore").write_text("*.log\n")
    (checkout / "some.log").touch()
    (checkout / "new.py").write_text("new = 1\n")
    (checkout / "staged.py").write_text("staged = 1\n")
    git(checkout, "add", "staged.py")
    git(checkout, "mv", "inner/c.py", "inner/d.py")
    (checkout / "gone.py").unlink()
    (checkout / "data.bin").write_bytes(b"\0\2")
    (checkout / ODD).write_text("odd = 2\n")
    check(
        changes_since(checkout, None),
        (".gitignore", "added", ()),
        ("data.bin", "edited", ()),
        ("gone.py", "deleted", ()),
        ("inner/c.py", "deleted", ()),
        ("inner/d.py", "added", ()),
        ("new.py", "added", ()),
        ("staged.py", "added", ()),
        (ODD, "edited", (Hunk(1, 1, 0),)),
    )


def test_a_revision_counts_what_is_committed_and_what_is_not(checkout: Path) -> None:
    (checkout / "gone.py").write_text("gone = 2\n")
    commit(checkout)
    (checkout / "inner" / "c.py").write_text("c = 2\n")
    found = changes_since(checkout, "HEAD~1")
    assert found.since == "HEAD~1"
    check(found, ("gone.py", "edited", (Hunk(1, 1, 0),)), ("inner/c.py", "edited", (Hunk(1, 1, 0),)))
    check(changes_since(checkout, "main"), ("inner/c.py", "edited", (Hunk(1, 1, 0),)))


def test_only_the_folder_itself_is_looked_at(checkout: Path) -> None:
    (checkout / "gone.py").unlink()
    (checkout / "inner" / "c.py").write_text("c = 2\n")
    (checkout / "inner" / "new.py").touch()
    check(
        changes_since(checkout / "inner", None), ("c.py", "edited", (Hunk(1, 1, 0),)), ("new.py", "added", ())
    )


def test_what_the_user_has_configured_of_diffs_does_not_matter(checkout: Path) -> None:
    for name, value in (
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.context", "7"),
        ("diff.external", "false"),
        ("color.ui", "always"),
        ("core.quotepath", "true"),
    ):
        git(checkout, "config", name, value)
    (checkout / ODD).write_text("odd = 2\n")
    check(changes_since(checkout, None), (ODD, "edited", (Hunk(1, 1, 0),)))


def test_before_the_first_commit_everything_is_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a.py").touch()
    (tmp_path / "b.py").touch()
    git(tmp_path, "add", "a.py")
    check(changes_since(tmp_path, None), ("a.py", "added", ()), ("b.py", "added", ()))


def test_a_repository_inside_is_named_and_not_looked_into(checkout: Path) -> None:
    inside = checkout / "other"
    inside.mkdir()
    git(inside, "init", "-q")
    (inside / "x.py").touch()
    commit(inside)
    found = changes_since(checkout, None)
    check(found)
    assert found.notes == ("other/ is a repository of its own: what changed there was not looked at",)


def test_nothing_of_the_checkout_is_touched(checkout: Path) -> None:
    os.utime(checkout / "a.py", (1, 1))
    before = (checkout / ".git" / "index").read_bytes()
    check(changes_since(checkout, "HEAD"))
    assert (checkout / ".git" / "index").read_bytes() == before


@pytest.mark.parametrize("revision", ["moon", "", "-p", "--output=x", "HEAD~99", "HEAD..HEAD", "HEAD:a.py"])
def test_an_unknown_revision_is_refused_with_a_hint(checkout: Path, revision: str) -> None:
    with pytest.raises(UnknownRevision, match="knows no commit") as refusal:
        changes_since(checkout, revision)
    assert "HEAD~1" in refusal.value.hint
    assert not (checkout / "x").exists()


def test_without_a_repository_it_is_refused_with_a_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(ChangesUnknown, match="not a git repository") as refusal:
        changes_since(tmp_path, None)
    assert "git checkout" in refusal.value.hint


def test_in_a_hook_the_folder_counts_and_not_the_hooks_repository(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "elsewhere" / "index"))
    check(changes_since(checkout, None))


def test_without_git_it_is_refused(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    with pytest.raises(ToolMissing, match="git was not found"):
        changes_since(checkout, None)


def test_a_deleted_line_that_looks_like_a_header_is_none() -> None:
    patch = b"--- a/q.sql\n+++ b/q.sql\n@@ -1,2 +1 @@\n--- a/x\n-++ b/other\n+kept\n@@ -9 +8,0 @@ f\n-    y\n"
    assert hunks_in(patch) == {WorkspacePath("q.sql"): (Hunk(1, 1, 0), Hunk(8, 9, 4))}


def test_submodules_and_files_that_were_merely_touched_are_left_out() -> None:
    raw = b":160000 160000 a b M\0sub\0:100644 120000 a b T\0link\0:1 1 a b M\0same\0:1 1 a b M\0bin\0"
    assert list(listed_in(raw + b"1\t1\tsub\0-\t-\tbin\0")) == [
        FileChange(WorkspacePath("link"), "edited"),
        FileChange(WorkspacePath("bin"), "edited"),
    ]


def test_what_files_held_before(tmp_path: Path) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    git(tmp_path, "init", "-q", "-b", "main")
    (folder / "a.py").write_bytes(b"a = 1\n\n")
    (folder / "b c.py").write_bytes(b"")
    (folder / "gone.py").write_bytes(b"\xff\x00")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "state")
    (folder / "a.py").write_bytes(b"a = 2\n")
    (folder / "gone.py").unlink()
    wanted = [WorkspacePath(file) for file in ("a.py", "new.py", "b c.py", "gone.py", "odd\nname.py")]
    found = contents_before(folder, None, wanted)
    assert found == {"a.py": b"a = 1\n\n", "b c.py": b"", "gone.py": b"\xff\x00"}
    assert contents_before(folder, "main", wanted) == found
    assert contents_before(folder, None, []) == {}
