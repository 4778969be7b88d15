"""Route tables of one project, from four hands: the runtime's own, ours, ours with the overlay, and fastapi-lsp's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.benchmarks.truth_projects import REQUIREMENTS, Project
from tests.e2e.projects import environment

RUNTIME = Path(__file__).parents[1] / "e2e" / "runtime_routes.py"
ROOT = Path(__file__).parents[2]
SECONDS = 900


@dataclass(frozen=True)
class Entry:
    """One row of any table. ``file`` is below the project's folder, or absolute where it lies outside."""

    method: str
    path: str
    handler: str
    file: str
    line: int

    @property
    def by_name(self) -> tuple[str, str, str]:
        """What a row is told from others by: its handler's name."""
        return self.method, self.path, self.handler

    @property
    def by_line(self) -> tuple[str, str, str, int]:
        """The same with the handler's place."""
        return self.method, self.path, self.file, self.line


@dataclass(frozen=True)
class Table:
    """Rows and the seconds that it took to get them."""

    entries: frozenset[Entry]
    seconds: float


@dataclass(frozen=True)
class Ours:
    """``claimed`` are the rows of the app that is asked; ``unplaced`` those of no app; the rest is of other apps."""

    claimed: Table
    unplaced: frozenset[Entry]
    others: int


def runtime_table(project: Project, folder: Path, python: Path) -> Table:
    """Ask the app itself, in the project's interpreter."""
    command = [str(python), str(RUNTIME), str(folder), project.app]
    if project.prelude:
        command.append(project.prelude)
    out, seconds = _output(command, folder, project)
    rows: list[tuple[str, str, str, str, int]] = json.loads(out)
    return Table(frozenset(Entry(m, p, h, _below(folder, f), n) for m, p, h, f, n in rows), seconds)


def our_table(project: Project, folder: Path, *options: str) -> Ours:
    """Read the folder as ``qaagent-lsp routes`` does."""
    command = [sys.executable, "-m", "qaagent_lsp", "routes", str(folder), "--format", "json", *options]
    out, seconds = _output(command, ROOT, project)
    rows = told_by_runtime(json.loads(out))
    app = project.rows_of or project.app
    return Ours(
        Table(frozenset(map(_entry, (row for row in rows if row["app"] == app))), seconds),
        frozenset(map(_entry, (row for row in rows if row["app"] is None))),
        sum(row["app"] not in {app, None} for row in rows),
    )


def overlay_table(project: Project, folder: Path, python: Path, temporary: Path) -> Table:
    """Ask the app through ``routes --observe``, and give the rows that are shown of it then."""
    target = project.app
    environ = {"QAAGENT_CACHE_DIR": str(temporary / "cache")}
    if project.prelude:
        name = target.partition(":")[2].removesuffix("()")
        prelude = temporary / "prelude"
        prelude.mkdir()
        module = target.partition(":")[0]
        (prelude / "truth_app.py").write_text(f"{project.prelude}\nfrom {module} import {name}\n")
        target = f"truth_app:{name}"
        environ["PYTHONPATH"] = str(prelude)
    command = [sys.executable, "-m", "qaagent_lsp", "routes", str(folder), "--observe", target]
    asked = replace(project, environment={**project.environment, **environ})
    out, seconds = _output([*command, "--python", str(python), "--format", "json"], ROOT, asked)
    return Table(frozenset(map(_entry, json.loads(out))), seconds)


def told_by_runtime(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out a HEAD beside a GET: Flask and Starlette do not tell one asked for from the one that they add."""
    with_get = {(row["path"], row["handler"]) for row in rows if row["method"] == "GET"}
    return [
        row
        for row in rows
        if row["method"] != "HEAD"
        or row["framework"] not in {"flask", "starlette"}
        or (row["path"], row["handler"]) not in with_get
    ]


def peer_table(project: Project, folder: Path) -> tuple[int, frozenset[tuple[str, str]], float]:
    """Run ``fastapi-lsp routes``: how many rows it prints, and which methods and paths they are."""
    tool = environment(str(REQUIREMENTS / "fastapi_lsp.txt")) / "bin" / "fastapi-lsp"
    out, seconds = _output([str(tool), "routes", "--format", "json", "."], folder, project)
    rows = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    found = {(row["method"], re.sub(r"\{(\w+):[^}]*\}", r"{\1}", row["path"])) for row in rows}
    return len(rows), frozenset(found), seconds


def share(hits: Collection[object], of: Collection[object]) -> float:
    """Give the part of ``of`` that was hit; 1.0 of nothing."""
    return len(hits) / len(of) if of else 1.0


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(row["method"], row["path"], row["handler"], row["handler_file"], row["handler_line"])


def _below(folder: Path, file: str) -> str:
    """Write a file as our rows do, where it is of the project."""
    path = os.path.realpath(file) if file else ""
    home = f"{os.path.realpath(folder)}/"
    return path.removeprefix(home)


def _output(command: Sequence[str], folder: Path, project: Project) -> tuple[str, float]:
    began = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **project.environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    seconds = time.perf_counter() - began
    if done.returncode != 0:
        raise SystemExit(f"{project.name}: {' '.join(command)}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout, seconds
