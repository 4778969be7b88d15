"""The files of a workspace that count: not ignored by git, not installed, not generated. Blocking.

Ignoring follows ``gitignore(5)``: nested ``.gitignore`` files, those above the workspace inside the same
repository, and ``.git/info/exclude``; an ignored folder is not entered.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

from qaagent_lsp.model.source import WorkspacePath

NEVER_ENTERED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        "site-packages",
        ".tox",
        ".nox",
        ".eggs",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
    }
)
"""Names of folders that hold nothing of the user's making, ignored by git or not."""

ENVIRONMENT_MARKS = frozenset({"pyvenv.cfg", "conda-meta"})
"""A folder with one of these is a Python environment, whatever its name."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """The patterns of one ignore file. ``strip`` and ``add`` make a workspace path relative to it."""

    spec: GitIgnoreSpec
    strip: int
    add: str

    def verdict(self, path: str) -> bool | None:
        return self.spec.check_file(self.add + path[self.strip :]).include


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder to be entered. ``is_linked`` when a link led out of the workspace on the way to it."""

    path: str
    prefix: str
    rules: tuple[_Rules, ...]
    is_linked: bool


def walk(
    folder: Path,
    *,
    suffixes: Collection[str] = (),
    names: Collection[str] = (),
    exclude: Collection[str] = (),
) -> Iterator[tuple[WorkspacePath, os.stat_result]]:
    """Yield the files with one of the suffixes or names, each with its status, in a stable order.

    ``exclude`` are git-style patterns relative to ``folder``. Folders that cannot be read are passed over.
    A link to a folder is followed when it leads out of the workspace, and then each folder once, so that no
    link can loop; a link to a file is the file.
    """
    endings = tuple(suffixes)
    wanted = frozenset(names)
    excluded = _Rules(_spec(exclude), 0, "")
    top = os.path.realpath(folder)
    visited: set[tuple[int, int]] = set()
    waiting = [_Folder(str(folder), "", _rules_above(folder), is_linked=False)]
    while waiting:
        here = waiting.pop()
        entries = _entries(here.path)
        present = {entry.name for entry in entries}
        if here.prefix and not ENVIRONMENT_MARKS.isdisjoint(present):
            continue
        rules = _rules_in(here, present)
        inner: list[_Folder] = []
        for entry in entries:
            path = here.prefix + entry.name
            try:
                if entry.is_dir():
                    if (
                        entry.name not in NEVER_ENTERED
                        and not _is_ignored(path + "/", rules, excluded)
                        and _is_new(entry, here, top, visited)
                    ):
                        linked = here.is_linked or entry.is_symlink()
                        inner.append(_Folder(entry.path, path + "/", rules, is_linked=linked))
                elif (
                    (entry.name.endswith(endings) or entry.name in wanted)
                    and entry.is_file()
                    and not _is_ignored(path, rules, excluded)
                ):
                    yield WorkspacePath(path), entry.stat()
            except OSError:
                continue  # gone, or a link to nothing
        waiting.extend(reversed(inner))


def _entries(path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_new(entry: os.DirEntry[str], here: _Folder, top: str, visited: set[tuple[int, int]]) -> bool:
    """Tell whether a folder is to be entered. Outside the workspace, where links lead, each is once."""
    if not (entry.is_symlink() or here.is_linked):
        return True
    target = os.path.realpath(entry.path)
    if target == top or target.startswith(top + os.sep) or top.startswith(target + os.sep):
        return False
    status = entry.stat()
    identity = (status.st_dev, status.st_ino)
    if identity in visited:
        return False
    visited.add(identity)
    return True


def _is_ignored(path: str, rules: tuple[_Rules, ...], excluded: _Rules) -> bool:
    if excluded.verdict(path):
        return True
    for rule in reversed(rules):
        verdict = rule.verdict(path)
        if verdict is not None:
            return verdict
    return False


def _rules_in(here: _Folder, present: Collection[str]) -> tuple[_Rules, ...]:
    # A repository inside the workspace (a submodule) is governed by its own files only.
    inherited = () if here.prefix and ".git" in present else here.rules
    if ".gitignore" not in present:
        return inherited
    return (*inherited, _Rules(_read(Path(here.path, ".gitignore")), len(here.prefix), ""))


def _rules_above(folder: Path) -> tuple[_Rules, ...]:
    """Rules of the repository around the workspace; none when they ignore the folder that was opened."""
    absolute = folder.absolute()
    rules: list[_Rules] = []
    for above in (absolute, *absolute.parents):
        inside = absolute.relative_to(above).as_posix()
        add = "" if inside == "." else inside + "/"
        if above != absolute and (above / ".gitignore").is_file():
            rules.insert(0, _Rules(_read(above / ".gitignore"), 0, add))
        if (above / ".git").exists():
            if (above / ".git" / "info" / "exclude").is_file():
                rules.insert(0, _Rules(_read(above / ".git" / "info" / "exclude"), 0, add))
            break
    else:
        return ()  # not in a repository
    return () if any(_swallows(rule) for rule in rules) else tuple(rules)


def _swallows(rule: _Rules) -> bool:
    """Tell whether a rule of a folder above ignores the workspace folder or a folder on the way to it."""
    parts = rule.add.rstrip("/").split("/") if rule.add else []
    return any(rule.spec.check_file("/".join(parts[: end + 1]) + "/").include for end in range(len(parts)))


def _read(path: Path) -> GitIgnoreSpec:
    try:
        return _spec(path.read_text(encoding="utf-8", errors="replace").splitlines())
    except OSError:
        return _spec(())


def _spec(lines: Collection[str]) -> GitIgnoreSpec:
    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return GitIgnoreSpec.from_lines([line for line in lines if _is_pattern(line)])


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
