"""Asks git which files were committed lately. Blocking; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.host.git_changes import ask_git, unquoted
from qaagent_lsp.model.source import WorkspacePath

_MOST_COMMITS = 2_000
_MOST_FILES = 200
"""A commit of more files says little of each: an import, a formatter's first run, the end of a shallow clone."""


@dataclass(frozen=True, slots=True)
class Committed:
    """When a file was last committed (POSIX seconds), and in how many commits of the time looked at."""

    at: float
    commits: int = 1


def committed_lately(folder: Path, days: int) -> Mapping[WorkspacePath, Committed]:
    """Give the files of a folder that were committed in the last days, by one question to git.

    Raises ``ChangesUnknown`` where there is no repository or no commit, and ``ToolMissing``.
    """
    told = ask_git(
        folder, "log", f"-n{_MOST_COMMITS}", f"--since={days}.days.ago", "--no-merges", "--no-renames", "--relative",
        "--format=%x01%ct", "--name-only", "--", ".",
    )  # fmt: skip
    found: dict[WorkspacePath, Committed] = {}
    for at, files in commits_in(told.decode("utf-8", "surrogateescape")):
        for file in files if len(files) <= _MOST_FILES else ():
            known = found.get(file)
            found[file] = Committed(at) if known is None else Committed(max(at, known.at), known.commits + 1)
    return found


def commits_in(told: str) -> Iterator[tuple[float, tuple[WorkspacePath, ...]]]:
    """Read ``git log --format=%x01%ct --name-only``."""
    for commit in told.split("\x01")[1:]:
        head, *names = commit.split("\n")
        if head.strip().isdigit():
            yield float(head), tuple(WorkspacePath(unquoted(name)) for name in names if name)
