"""Variables from files in the form of ``.env``, read anew for each run. Blocking."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dotenv.parser import Binding, parse_stream
from dotenv.variables import parse_variables

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Span, WorkspacePath

ENV_FILE = ".env"
"""The file that is read without being named."""

BROKEN_LINE = "bad-env-line"
NO_FILE = "no-env-file"


@dataclass(frozen=True, slots=True)
class FileVariables:
    """What the files add to the environment of a run.

    ``names`` are for evidence and for people; values are secrets and go nowhere else. ``problems`` name lines that
    cannot be read and files that are not there; their ``file`` is relative to the folder, or as it was named.
    """

    values: Mapping[str, str]
    problems: tuple[Problem, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables, sorted."""
        return tuple(sorted(self.values))


def read_env_files(folder: Path, named: Sequence[str], environ: Mapping[str, str]) -> FileVariables:
    """Read ``.env`` of a folder, if there is one, and then the files named, relative to it; the later ones win.

    What ``environ`` has already is never overridden, as everywhere where such files are used. ``${NAME}`` and
    ``${NAME:-default}`` stand for what is known by then.
    """
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for name in dict.fromkeys((ENV_FILE, *named)):
        file = WorkspacePath(name)
        try:
            text = (folder / name).read_bytes().decode("utf-8-sig", "replace")
        except OSError as error:
            if name != ENV_FILE or not isinstance(error, FileNotFoundError):
                words = f"The env file {name} cannot be read: {error.strerror or error}."
                problems.append(Problem(file, Span(1, 1, 1, 2), words, NO_FILE))
            continue
        for binding in parse_stream(io.StringIO(text)):
            if (problem := _problem(file, binding)) is not None:
                problems.append(problem)
            elif binding.key is not None and binding.value is not None:
                known = {**values, **environ}
                values[binding.key] = "".join(atom.resolve(known) for atom in parse_variables(binding.value))
    kept = {name: value for name, value in values.items() if name not in environ}
    return FileVariables(kept, tuple(problems))


def _problem(file: WorkspacePath, binding: Binding) -> Problem | None:
    broken = binding.error or "=" in (binding.key or "") or "\0" in f"{binding.key}{binding.value}"
    if not broken:
        return None
    # A broken binding begins with the empty lines before it.
    text = binding.original.string
    line = binding.original.line + text[: len(text) - len(text.lstrip())].count("\n")
    length = len(text.strip().split("\n")[0])
    words = "Not NAME=value; this line is passed over."
    return Problem(file, Span(line, 1, line, max(length, 1) + 1), words, BROKEN_LINE)
