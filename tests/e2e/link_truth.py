"""Links as the command line tells them, against what an independent witness saw the same tests do.

A link is ``(test function, method, path, file of the handler)``, so that hundreds of apps with a ``GET /items/`` each
are told apart. Left out of both sides: handlers of libraries, pages that frameworks add by themselves, and routes that
a test declares for itself. A route that a test mounts elsewhere than its project does is compared as the project's row,
and a handler that a view of the project inherits from a library as the view's own. How a path calls its parameters is
not compared. What reaches a route at all, and what does not (404, 405): ``witness/link_witness.py``.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qaagent_lsp.linking.templates import PLACEHOLDER
from tests.e2e.command_line import call
from tests.e2e.projects import interpreter_of

WITNESS = Path(__file__).parent / "witness"
SECONDS = 900
_TEST_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")

Link = tuple[str, str, str, str]


@dataclass(frozen=True)
class Row:
    """One comparison. ``equal`` of ``tests`` have exactly the links of the truth."""

    what: str
    links: int
    truth: int
    both: int
    equal: int
    tests: int
    spurious: tuple[Link, ...]
    missed: tuple[Link, ...]

    @property
    def precision(self) -> float:
        """Share of the links that are true."""
        return self.both / self.links if self.links else 1.0

    @property
    def recall(self) -> float:
        """Share of the truth that is linked."""
        return self.both / self.truth if self.truth else 1.0


def measure(project: Path, tests: Iterable[str] = (), before: str = "") -> tuple[Row, Row]:
    """Compare the static ``call`` links of a project that never ran, then those observed by a run.

    ``tests`` are the files or folders to run, all by default. Tests that did not run are not judged. ``before`` is a
    shell's command that puts the project in the state in which its tests begin.
    """
    chosen = list(tests)
    static = _links(project, {"call"})
    sworn: list[dict[str, Any]] = []
    for one in chosen or [""]:  # what a session's fixtures ask is asked by the first test of each run
        _prepare(project, before)
        sworn += _truth(project, [one] if one else [])
        _prepare(project, before)
        done = call("run", *(["--path", one] if one else ["--all"]), "--format", "json", cwd=project)
        assert done.code in {0, 1}, done.err
    observed = _links(project, {"observed", "request"})
    ran = {str(row["test"]) for row in sworn}
    truth = _settled(sworn, call("routes", "--format", "json", cwd=project).json)
    within = [*(f"{one.rstrip('/')}/" for one in chosen if not one.endswith(".py"))]
    judged = {link for link in static if link[0] in ran or _within(link[0], chosen, within)}
    return _row("call", judged, truth), _row("observed", observed, truth)


def _prepare(project: Path, command: str) -> None:
    if command:
        subprocess.run(command, cwd=project, shell=True, check=True, timeout=SECONDS)


def _within(test: str, files: Iterable[str], folders: Iterable[str]) -> bool:
    return test.partition("::")[0] in set(files) or test.startswith(tuple(folders))


def _row(what: str, links: set[Link], truth: set[Link]) -> Row:
    tests = {link[0] for link in links | truth}
    equal = sum(
        {link for link in links if link[0] == test} == {link for link in truth if link[0] == test}
        for test in tests
    )
    return Row(
        what,
        len(links),
        len(truth),
        len(links & truth),
        equal,
        len(tests),
        tuple(sorted(links - truth)),
        tuple(sorted(truth - links)),
    )


def _links(project: Path, hows: set[str]) -> set[Link]:
    rows = call("routes", "--format", "json", cwd=project).json
    found: set[Link] = set()
    for test in call("tests", "--format", "json", cwd=project).json:
        for link in test["routes"]:
            if link["how"] in hows:
                files = {
                    row["handler_file"]
                    for row in rows
                    if (row["method"], row["path"]) == (link["method"], link["path"])
                    and link["file"] in (None, row["file"])
                    and _is_own(project, row["handler"], row["handler_file"])
                }
                path = PLACEHOLDER.sub("{}", link["path"])
                found |= {(test["id"], link["method"], path, file) for file in files}
    return {link for link in found if not _TEST_FILE.search(link[3]) and not link[3].startswith(".venv/")}


def _is_own(project: Path, handler: str, file: str) -> bool:
    """Tell a handler of the project from one of a library, which stands where the project's app is made."""
    top = handler.partition(".")[0]
    folders = [project / "src", *(project / folder for folder in Path(file).parents)]
    return any((folder / top).exists() or (folder / f"{top}.py").exists() for folder in folders)


def _truth(project: Path, tests: list[str]) -> list[dict[str, Any]]:
    """Run the tests with the witness, and give what it swears, files relative to the project."""
    with tempfile.TemporaryDirectory() as folder:
        return _sworn(project, tests, Path(folder, "witness.jsonl"))


def _sworn(project: Path, tests: list[str], told: Path) -> list[dict[str, Any]]:
    told.write_text("", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(WITNESS), "LINK_WITNESS": str(told)}
    argv = [str(interpreter_of(project)), "-m", "pytest", "-q", "-p", "link_witness", *tests]
    done = subprocess.run(
        argv,
        cwd=project,
        env=environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
    )
    rows = []
    for line in told.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        file = next((one for one in (row["file"], row["view_file"]) if _is_within(project, one)), "")
        if file:
            row["file"] = Path(file).relative_to(project).as_posix()
            row["test"] = row["test"].partition("[")[0]
            if not _TEST_FILE.search(row["file"]):
                rows.append(row)
    assert rows, f"the witness saw nothing: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return rows


def _is_within(project: Path, file: str) -> bool:
    return Path(file).is_relative_to(project) and ".venv" not in Path(file).parts


def _settled(sworn: list[dict[str, Any]], routes: list[dict[str, Any]]) -> set[Link]:
    known = {(row["method"], row["path"], row["handler_file"]) for row in routes}
    handled: dict[tuple[str, str], set[str]] = {}
    for row in routes:
        handled.setdefault((row["method"], row["handler"]), set()).add(row["path"])
    found: set[Link] = set()
    for row in sworn:
        path = row["path"]
        own = handled.get((row["method"], row["handler"]), set())
        if (row["method"], path, row["file"]) not in known and len(own) == 1:
            (path,) = own
        found.add((row["test"], row["method"], PLACEHOLDER.sub("{}", path), row["file"]))
    return found
