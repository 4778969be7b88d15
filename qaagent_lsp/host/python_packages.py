"""Which of some distributions the project's interpreter holds, and which programs it brings. Blocking."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qaagent_lsp.host.bounded import run_bounded
from qaagent_lsp.host.stamps import Stamp, stamp_of, still_holds
from qaagent_lsp.tools.ground import Available

DISTRIBUTIONS = (
    "schemathesis",
    "locust",
    "pytest",
    "playwright",
    "pytest-playwright",
    "pytest-html",
    "axe-playwright-python",
    "axe-core-python",
)
"""What inline tools ask for."""

COMMANDS = ("schemathesis", "st", "locust")
"""Programs that inline tools can use where the project's interpreter does not hold them."""

PATIENCE = 20.0
"""Seconds within which an interpreter must have answered."""

_QUESTION = """
import sys
sys.path[:] = [entry for entry in sys.path if entry]
import json
from importlib import metadata
held = {}
for name in sys.argv[1:]:
    try:
        held[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
sys.stdout.write("\\n" + json.dumps({"path": sys.path, "held": held}) + "\\n")
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What was found: versions by the names that were asked for. ``why_not`` says why nothing could be found."""

    versions: Mapping[str, str] = field(default_factory=dict)
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    held: Held
    stamp: Stamp


class PythonPackages:
    """Answers, kept while neither the interpreter nor a folder that it imports from has changed. Thread-safe."""

    def __init__(self, *, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._answers: dict[tuple[str, str, tuple[str, ...]], _Answer] = {}
        self._lock = threading.Lock()

    def held(
        self, python: Path, names: Sequence[str] = DISTRIBUTIONS, *, cwd: Path, environ: Mapping[str, str]
    ) -> Held:
        """Ask an interpreter for distributions, once. ``environ`` is what the tools will run in."""
        key = (str(python), environ.get("PYTHONPATH", ""), tuple(names))
        with self._lock:
            known = self._answers.get(key)
            if known is None or not still_holds(known.stamp):
                known = self._asked(python, names, cwd, environ)
                if not known.held.why_not:
                    self._answers[key] = known
            return known.held

    def side(
        self, python: Path | None, *, cwd: Path, environ: Mapping[str, str], why_not: str = ""
    ) -> Available:
        """Return Python's part of what the tools could use. ``why_not`` is why there is no interpreter."""
        commands = commands_of(python, environ)
        if python is None:
            return Available(commands=commands, why_no_python=why_not)
        held = self.held(python, cwd=cwd, environ=environ)
        if held.why_not:
            return Available(commands=commands, why_no_python=held.why_not)
        return Available(python=str(python), modules=held.versions, commands=commands)

    def _asked(self, python: Path, names: Sequence[str], cwd: Path, environ: Mapping[str, str]) -> _Answer:
        argv = [str(python), "-c", _QUESTION, *names]
        try:
            ended = run_bounded(argv, cwd=cwd, environ=environ, seconds=self._patience)
        except OSError as error:
            return _Answer(Held(why_not=f"{python} cannot be started: {error.strerror}"), ())
        if ended.code is None:
            return _Answer(Held(why_not=f"{python} did not answer within {self._patience:g} s"), ())
        for line in reversed(ended.output.splitlines()):
            try:
                said = json.loads(line)
                held, path = said["held"], said["path"]
            except (ValueError, TypeError, KeyError):
                continue
            return _Answer(
                Held({str(name): str(held[name]) for name in held}), stamp_of([str(python), *path])
            )
        return _Answer(
            Held(why_not=f"{python} is no usable Python. It said: {ended.output.strip()[-400:]}"), ()
        )


def commands_of(
    python: Path | None, environ: Mapping[str, str], names: Sequence[str] = COMMANDS
) -> dict[str, str]:
    """Return the programs that are there, by their names: the one beside the interpreter before that on the PATH."""
    beside = str(python.parent) if python else ""
    folders = os.pathsep.join(part for part in (beside, environ.get("PATH", "")) if part)
    found = {name: shutil.which(name, path=folders) for name in names}
    return {name: path for name, path in found.items() if path}
