"""Ends what we started when we ourselves are killed, and has the run recovered.

A SIGKILL leaves no time to clean up, so one small process outlives us for a moment. It is told over a pipe
which trees are running; when the pipe closes without a farewell it ends them and starts the recovery of the
run store. The pipe's write end is not inheritable, so no tool of ours keeps it open.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from qaagent_lsp.host.process_tree import Tree

_START = (
    "import json, sys\n"
    "settings = json.loads(sys.argv[1])\n"
    "sys.path.extend(settings['path'])\n"
    "from qaagent_lsp.host.guardian_process import main\n"
    "main(settings['parent'], settings['recover'])\n"
)
"""The packages come last on the path, and only one small module is imported: it is up in about 20 ms."""


class Guardian:
    """Our end of the pipe. The process starts with the first tree; thread-safe.

    ``recover`` is the argv to run after the trees have been ended because we died; ``()`` for none.
    """

    def __init__(self, recover: Sequence[str] = ()) -> None:
        self._recover = tuple(recover)
        self._process: subprocess.Popen[bytes] | None = None
        self._watched: dict[str, Tree] = {}
        self._lock = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Process id of the guardian, None while it was never needed."""
        return self._process.pid if self._process else None

    def watch(self, tree: Tree) -> None:
        """End this tree should we die. Called again when the leader is known."""
        with self._lock:
            self._watched[tree.mark] = tree
            self._tell(_watch_line(tree))

    def forget(self, mark: str) -> None:
        """Stop watching a tree: it is gone."""
        with self._lock:
            if self._watched.pop(mark, None):
                self._tell({"forget": mark})

    def close(self) -> None:
        """Say farewell: nothing is to be ended or recovered. Returns when the guardian is gone."""
        with self._lock:
            process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        try:
            _write(process.stdin, {"farewell": True})
            process.stdin.close()
        except OSError:
            pass  # it is gone already, which is what we want
        process.wait()

    def _tell(self, message: dict[str, object]) -> None:
        if self._process and self._process.stdin and self._process.poll() is None:
            try:
                _write(self._process.stdin, message)
            except BrokenPipeError:
                pass  # somebody ended it: start another below
            else:
                return
        self._restart()

    def _restart(self) -> None:
        if self._process:
            self._process.communicate()
        self._process = _spawn(self._recover)
        if self._process.stdin:
            for tree in self._watched.values():
                _write(self._process.stdin, _watch_line(tree))


def recovery_command(runs_dir: str | None) -> tuple[str, ...]:
    """Return the argv that seals the runs of a store whose owner is dead."""
    where = () if runs_dir is None else ("--runs-dir", runs_dir)
    return (sys.executable, "-m", "qaagent_lsp", "runs", "recover", *where)


def _spawn(recover: tuple[str, ...]) -> subprocess.Popen[bytes]:
    settings = {"path": _import_path(), "parent": os.getpid(), "recover": recover}
    detached = 0x00000008 | 0x00000200  # DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _START, json.dumps(settings)],
        stdin=subprocess.PIPE,
        # Never ours: whoever started us waits for the end of our stdout.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        start_new_session=sys.platform != "win32",
        creationflags=detached if sys.platform == "win32" else 0,
    )


def _import_path() -> list[str]:
    import psutil

    ours = str(Path(__file__).parents[2])
    theirs = str(Path(psutil.__file__).parents[1])
    return [ours] if ours == theirs else [ours, theirs]


def _watch_line(tree: Tree) -> dict[str, object]:
    return {"watch": tree.mark, "leader": tree.leader, "born": tree.born}


def _write(pipe: IO[bytes], message: dict[str, object]) -> None:
    pipe.write(json.dumps(message).encode() + b"\n")
