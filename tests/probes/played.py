"""Runs Playwright on a small project with our reporter, as the planned call would, and beside Playwright's own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.results.events import Decoder, Seen
from tests.probes.node_environments import node_modules

REPORTER = Path(__file__).parents[2] / "qaagent_lsp" / "probes" / "playwright" / "qaagent_reporter.cjs"
PROJECTS = Path(__file__).parents[1] / "fixtures" / "playwright_projects"
SECONDS = 180


@dataclass(frozen=True)
class Played:
    """A finished run: what our reporter told, and what Playwright's JSON reporter wrote (``{}``: not asked)."""

    seen: Seen
    report: Mapping[str, Any]
    returncode: int
    output: str
    workspace: Path

    @property
    def cases(self) -> dict[str, CaseResult]:
        """Cases by id."""
        return {case.id: case for case in self.seen.cases}

    @property
    def verdicts(self) -> dict[str, str]:
        """Outcome by id, in the order they finished."""
        return {case.id: case.outcome for case in self.seen.cases}

    def case(self, name: str, project: str = "") -> CaseResult:
        """Return the case of a name, ``Outer › title``, in a project."""
        end = f"[{project}]" if project else ""
        (found,) = (case for case in self.seen.cases if case.name == name and end in case.id)
        return found


def project(name: str, folder: Path, version: str) -> Path:
    """Copy a project of ``tests/fixtures/playwright_projects`` and link a Playwright to it."""
    shutil.copytree(PROJECTS / name, folder, dirs_exist_ok=True)
    return linked(folder, version)


def linked(folder: Path, version: str) -> Path:
    """Give a folder a ``node_modules``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "node_modules").symlink_to(node_modules(version), target_is_directory=True)
    return folder


def written(folder: Path, version: str, files: Mapping[str, str]) -> Path:
    """Write a project of a few files; without a configuration of its own it gets an empty one."""
    for name, text in {"playwright.config.js": "module.exports = {};", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return linked(folder, version)


def variables(events: Path, workspace: Path) -> dict[str, str]:
    """Give the environment of a run."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PLAYWRIGHT_", "QAAGENT_"))
    }
    told = {"QAAGENT_EVENTS": str(events), "QAAGENT_WORKSPACE": str(workspace), "SHOP_PORT": str(free_port())}
    return {**kept, **told, "FORCE_COLOR": "0", "CI": ""}


def played(
    folder: Path,
    *args: str,
    workspace: Path | None = None,
    selection: Iterable[str] | None = None,
    beside: str = "",
) -> Played:
    """Run Playwright in ``folder``. ``beside``: another reporter, such as ``json``, in the same run."""
    workspace = workspace or folder
    out = workspace.parent / f"{workspace.name}-out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    events, report = out / "events.jsonl", out / "report.json"
    env = {**variables(events, workspace), "PLAYWRIGHT_JSON_OUTPUT_NAME": str(report)}
    env |= {"PLAYWRIGHT_JSON_OUTPUT_FILE": str(report)}
    if selection is not None:
        chosen = out / "selection.jsonl"
        chosen.write_text("".join(json.dumps(one) + "\n" for one in selection), encoding="utf-8")
        env["QAAGENT_SELECTION"] = str(chosen)
    reporters = ",".join(filter(None, (beside, str(REPORTER))))
    argv = ["node", "node_modules/@playwright/test/cli.js", "test", f"--reporter={reporters}", *args]
    done = subprocess.run(
        [*argv, f"--output={out / 'test-results'}"],
        cwd=folder,
        env=env,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=SECONDS,
    )
    decoder = Decoder("e2e", str(workspace))
    decoder.feed(events.read_bytes().splitlines() if events.exists() else ())
    said = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    return Played(decoder.seen, said, done.returncode, done.stdout + done.stderr, workspace)


@cache
def verdicts_run(version: str) -> Played:
    """Run the project of all verdicts once, with Playwright's JSON reporter beside ours."""
    with TemporaryDirectory() as folder:
        run = played(project("verdicts", Path(folder).resolve() / "verdicts", version), beside="json")
    assert run.seen.notes == ()
    return run


def theirs(run: Played) -> Iterator[tuple[str, str, str]]:
    """Yield (project, ``Outer › title`` or ``title``, status) of every test in Playwright's own report."""
    for suite in run.report["suites"]:
        yield from _reported(suite, ())


def _reported(suite: Mapping[str, Any], around: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for spec in suite.get("specs", ()):
        for test in spec["tests"]:
            yield test["projectName"], " › ".join((*around, spec["title"])), test["status"]
    for inner in suite.get("suites", ()):
        yield from _reported(inner, (*around, inner["title"]))


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
