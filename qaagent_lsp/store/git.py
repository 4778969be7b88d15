"""What git says of the folder under test.

It is looked up beside the run and never holds it up or fails it.
"""

from __future__ import annotations

import os
import subprocess
import threading

from qaagent_lsp.store.records import Json

_SECONDS = 5.0
_JOIN_SECONDS = 1.0


class GitLookup:
    """One question to git, asked in a thread of its own so that a click does not wait for it."""

    def __init__(self, folder: str) -> None:
        self._found: Json | None = None
        self._thread = threading.Thread(target=self._look, args=(folder,), name="qaagent-git", daemon=True)
        self._thread.start()

    def result(self) -> Json | None:
        """Return ``{"branch", "commit", "dirty"}``.

        None when it is no checkout or git is too slow or absent.
        """
        self._thread.join(_JOIN_SECONDS)
        return self._found

    def _look(self, folder: str) -> None:
        self._found = git_state(folder)


def git_state(folder: str) -> Json | None:
    """Ask git for branch (``""`` when detached), commit (``""`` before the first) and whether files changed.

    Source: ``git status --porcelain=v2 --branch``. Takes no lock of the checkout and runs no hook of it.
    """
    argv = ["git", "-c", "core.fsmonitor=false", "-C", folder, "status", "--porcelain=v2", "--branch", "-z"]
    try:
        told = subprocess.run(
            argv,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return read_status(told.stdout.decode("utf-8", "replace"))


def read_status(text: str) -> Json:
    """Read the zero-terminated output of ``git status``."""
    entries = [entry for entry in text.split("\0") if entry]
    head = {
        words[1]: words[2] for entry in entries if len(words := entry.split(" ", 2)) == 3 and words[0] == "#"
    }
    branch, commit = head.get("branch.head", ""), head.get("branch.oid", "")
    return {
        "branch": "" if branch == "(detached)" else branch,
        "commit": "" if commit == "(initial)" else commit,
        "dirty": any(not entry.startswith("# ") for entry in entries),
    }
