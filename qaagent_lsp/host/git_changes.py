"""Asks git which lines of a folder's files differ from an earlier state. Blocking; changes nothing.

Renames are told as one file gone and one new. Submodules and repositories inside the folder are not looked into.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from qaagent_lsp.model.change import Changes, FileChange, Hunk
from qaagent_lsp.model.errors import ChangesUnknown, ToolMissing, UnknownRevision
from qaagent_lsp.model.source import WorkspacePath

_SECONDS = 60.0
_DIFF = (
    "diff",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--relative",
    "--ignore-submodules=all",
)
_LINES = ("-U0", "--inter-hunk-context=0", "--src-prefix=a/", "--dst-prefix=b/")
# No monitor of the checkout is started, the index is not written, and foreign scripts are not quoted in names.
_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "diff.autoRefreshIndex=false", "-c", "core.quotepath=false")
_SUBMODULE = "160000"
_OBJECTS = frozenset({b"blob", b"tree", b"commit", b"tag"})
_WHAT: Mapping[str, Literal["added", "deleted"]] = MappingProxyType({"A": "added", "D": "deleted"})
# Set in hooks, where they speak of the repository that the hook belongs to, whatever folder is meant.
_OF_A_HOOK = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"})
_HUNK = re.compile(r"@@ -\d+(?:,(?P<gone>\d+))? \+(?P<line>\d+)(?:,(?P<count>\d+))? @@")
_ESCAPED = re.compile(rb'\\([abfnrtv"\\]|[0-7]{3})')
_ESCAPES = dict(zip(b'abfnrtv"\\', b'\a\b\f\n\r\t\v"\\', strict=True))


def changes_since(folder: Path, since: str | None) -> Changes:
    """Tell what differs from a revision, or from the last commit; before the first commit everything does.

    Raises ``ChangesUnknown`` where there is no repository or git fails, ``UnknownRevision``, and ``ToolMissing``.
    """
    ask_git(folder, "rev-parse", "--git-dir")
    commit = _commit(folder, since)
    listed = ask_git(folder, *_DIFF, "--raw", "--numstat", "-z", commit, "--", ".")
    hunks = hunks_in(ask_git(folder, *_DIFF, *_LINES, commit, "--", "."))
    changed = [
        FileChange(change.file, change.what, hunks.get(change.file, ()) if change.what == "edited" else ())
        for change in listed_in(listed)
    ]
    untracked = _names(ask_git(folder, "ls-files", "--others", "--exclude-standard", "-z"))
    # A repository inside this one is told as a folder.
    inner = [name for name in untracked if name.endswith("/")]
    changed += [FileChange(WorkspacePath(name), "added") for name in untracked if not name.endswith("/")]
    merged = {change.file: change for change in changed}
    return Changes(
        since or "the last commit",
        tuple(merged[file] for file in sorted(merged)),
        tuple(f"{name} is a repository of its own: what changed there was not looked at" for name in inner),
    )


def contents_before(
    folder: Path, since: str | None, files: Iterable[WorkspacePath]
) -> Mapping[WorkspacePath, bytes]:
    """Give what files held in that state; those that were not there are left out.

    Raises what ``changes_since`` raises.
    """
    wanted = [file for file in files if "\n" not in file]
    if not wanted:
        return {}
    commit = _commit(folder, since)
    asked = "".join(f"{commit}:./{file}\n" for file in wanted)
    told = _git(folder, "cat-file", "--batch", given=os.fsencode(asked)).stdout
    found: dict[WorkspacePath, bytes] = {}
    at = 0
    for file in wanted:
        end = told.find(b"\n", at)
        head = told[at:end].rsplit(b" ", 2)
        at = end + 1
        if end < 0 or len(head) != 3 or head[1] not in _OBJECTS:
            continue
        size = int(head[2])
        if head[1] == b"blob":
            found[file] = told[at : at + size]
        at += size + 1
    return found


def listed_in(told: bytes) -> Iterator[FileChange]:
    """Read ``git diff --raw --numstat -z --no-renames`` (git-diff(1)); submodules are left out.

    So are files that were merely touched: the index, which would remember that they are the same, is not written.
    """
    fields = iter(told.split(b"\0"))
    listed: dict[bytes, tuple[str, ...]] = {}
    differ: set[bytes] = set()
    for field in fields:
        if field.startswith(b":"):
            before, after, _, _, status = field[1:].decode("ascii").split(" ")
            listed[next(fields, b"")] = (before, after, status[:1])
        elif not field.startswith(b"0\t0\t"):
            differ.add(field.split(b"\t", 2)[-1])
    for name, (before, after, status) in listed.items():
        if _SUBMODULE in {before, after} or (status == "M" and before == after and name not in differ):
            continue
        yield FileChange(WorkspacePath(os.fsdecode(name)), _WHAT.get(status, "edited"))


def hunks_in(patch: bytes) -> dict[WorkspacePath, tuple[Hunk, ...]]:
    """Read ``git diff -U0``: the hunks of each file by its name after the change. Files without lines are left out."""
    found: dict[WorkspacePath, list[Hunk]] = {}
    file = WorkspacePath("")
    lines = iter(patch.decode("utf-8", "surrogateescape").split("\n"))
    for line in lines:
        if line.startswith("+++ "):
            file = WorkspacePath(unquoted(line[4:]).removeprefix("b/"))
        elif (head := _HUNK.match(line)) is not None:
            # Counted, not guessed: a line that was deleted may itself look like a header.
            gone = [next(lines, "")[1:] for _ in range(int(head["gone"] or 1))]
            new = [_after_mark(lines) for _ in range(int(head["count"] or 1))]
            found.setdefault(file, []).append(_hunk(int(head["line"]), gone, new))
    return {name: tuple(hunks) for name, hunks in found.items()}


def _after_mark(lines: Iterator[str]) -> str:
    """Give the next added line, passing over the remark that the deleted part had no newline at its end."""
    line = next(lines, "")
    return (next(lines, "") if line.startswith("\\") else line)[1:]


def _hunk(line: int, gone: list[str], new: list[str]) -> Hunk:
    outermost = min((len(text) - len(text.lstrip()) for text in gone if text.strip()), default=None)
    if not new:
        return Hunk(line, line + 1, outermost)
    filled = [at for at, text in enumerate(new) if text.strip()] or [0, len(new) - 1]
    return Hunk(line + filled[0], line + filled[-1], outermost)


def unquoted(name: str) -> str:
    """Read a name as git writes it: in C's quotes if it holds odd characters, with a tab after it if it has a blank."""
    name = name.removesuffix("\r").removesuffix("\t")
    if not name.startswith('"'):
        return name
    raw = name[1:-1].encode("utf-8", "surrogateescape")
    return os.fsdecode(_ESCAPED.sub(_meant, raw))


def _meant(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 0xFF if code.isdigit() else _ESCAPES[code[0]]])


def _commit(folder: Path, since: str | None) -> str:
    if since is None:
        head = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").stdout
        # Before the first commit: compared with a tree that holds nothing.
        return (head or ask_git(folder, "hash-object", "-t", "tree", "--stdin")).decode().strip()
    told = (
        None
        if since.startswith("-")
        else _git(folder, "rev-parse", "--verify", "--quiet", f"{since}^{{commit}}")
    )
    if told is None or told.returncode or not told.stdout.strip():
        raise UnknownRevision(
            f"git knows no commit {since!r} in {folder}",
            "Give a branch, tag or commit, e.g. main or HEAD~1. A shallow clone knows only what was fetched.",
        )
    return told.stdout.decode().strip()


def _names(told: bytes) -> list[str]:
    return [os.fsdecode(name) for name in told.split(b"\0") if name]


def ask_git(folder: Path, *words: str) -> bytes:
    """Give what git answers in a folder. Raises ``ChangesUnknown`` and ``ToolMissing``."""
    told = _git(folder, *words)
    if told.returncode:
        said = told.stderr.decode("utf-8", "replace").strip().partition("\n")[0].removeprefix("fatal: ")
        hint = (
            "Run this in a git checkout, or choose another scope, e.g. all tests."
            if "not a git repository" in said
            else "Ask git yourself: git status."
        )
        raise ChangesUnknown(f"git cannot tell what changed in {folder}: {said}", hint)
    return told.stdout


def _git(folder: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    argv = ["git", *_SETTINGS, "-C", str(folder), *words]
    try:
        return subprocess.run(
            argv,
            capture_output=True,
            input=given,
            timeout=_SECONDS,
            check=False,
            env={**_without(os.environ.items()), "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired as error:
        raise ChangesUnknown(
            f"git did not tell within {_SECONDS:.0f} s what changed in {folder}",
            "Ask git yourself: git status.",
        ) from error
    except FileNotFoundError as error:
        raise ToolMissing(
            "git was not found", "Install git, or choose another scope, e.g. all tests."
        ) from error
    except OSError as error:
        raise ChangesUnknown(f"git cannot be started: {error}", "Ask git yourself: git status.") from error


def _without(environ: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in environ if name not in _OF_A_HOOK}
