"""Runs real behave over a small project, with the probe and without, and gives what each said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qaagent_lsp.model.event import RunEvent
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.results.events import Decoder, Seen
from tests.probes.environments import THIS, environment, interpreters

PROBES = Path(__file__).parents[2] / "qaagent_lsp" / "probes"
PROJECTS = Path(__file__).parents[1] / "fixtures" / "behave_projects"
SECONDS = 120

WANTED = (
    ("3.9", "behave12"),
    (THIS, "behave12"),
    (THIS, "behave13"),
    ("3.13", "behave12"),
    ("3.13", "behave13"),
)
MATRIX = [(version, pins) for version, pins in WANTED if version in interpreters()]
PINS = ("behave12", "behave13")

PLAIN_WORDS = {
    "passed": "passed",
    "skipped": "skipped",
    "failed": "failed",
    "error": "failed",
    "hook_error": "failed",
    "cleanup_error": "failed",
}
"""behave's statuses as green, skipped or red: 1.2.6 knows no other red than ``failed``."""


@dataclass(frozen=True)
class Behaved:
    """A finished run with the probe."""

    events: tuple[RunEvent, ...]
    seen: Seen
    lines: tuple[dict[str, Any], ...]
    returncode: int
    output: str

    @property
    def cases(self) -> dict[str, CaseResult]:
        """Cases by id."""
        return {case.id: case for case in self.seen.cases}

    @property
    def verdicts(self) -> dict[str, str]:
        """Outcome by id, in the order they finished."""
        return {case.id: case.outcome for case in self.seen.cases}


@dataclass(frozen=True)
class PlainBehave:
    """What behave itself says: the status of every scenario that it lists (None: it forgot), and its exit code."""

    statuses: dict[str, str | None]
    names: dict[str, str]
    returncode: int
    output: str


def behave_project(name: str, folder: Path) -> Path:
    """Copy a project of ``tests/fixtures/behave_projects``."""
    shutil.copytree(PROJECTS / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def put(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files by their paths."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def behaved(
    folder: Path,
    *args: str,
    pins: str = "behave13",
    version: str = THIS,
    workspace: Path | None = None,
    selection: Iterable[str] | None = None,
    manage: str = "",
) -> Behaved:
    """Run behave in ``folder`` with the probe."""
    workspace = workspace or folder
    events = workspace.parent / f"{workspace.name}-events.jsonl"
    events.unlink(missing_ok=True)
    variables = {
        "QAAGENT_EVENTS": str(events),
        "QAAGENT_WORKSPACE": str(workspace),
        "QAAGENT_MANAGE": manage,
        "PYTHONPATH": os.pathsep.join((str(PROBES / "behave"), str(PROBES / "pytest"))),
    }
    if selection is not None:
        chosen = workspace.parent / f"{workspace.name}-selection.jsonl"
        chosen.write_text("".join(json.dumps(one) + "\n" for one in selection), encoding="utf-8")
        variables["QAAGENT_SELECTION"] = str(chosen)
    done = _run(environment(version, pins), folder, ("qaagent_behave", *args), variables)
    decoder = Decoder("behave", str(workspace))
    raw = events.read_bytes().splitlines() if events.exists() else []
    decoded = decoder.feed(raw)
    lines = tuple(json.loads(line) for line in raw)
    assert decoder.seen.notes == ()
    return Behaved(decoded, decoder.seen, lines, done.returncode, done.stdout + done.stderr)


def plain_behave(folder: Path, *args: str, pins: str = "behave13", version: str = THIS) -> PlainBehave:
    """Run behave in ``folder`` as its user would, and read its JSON."""
    report = folder.parent / f"{folder.name}-plain.json"
    report.unlink(missing_ok=True)
    done = _run(environment(version, pins), folder, ("behave", "-f", "json", "-o", str(report), *args), {})
    text = report.read_text(encoding="utf-8") if report.exists() else ""
    elements = [
        element
        for feature in (json.loads(text) if text.rstrip().endswith("]") else [])
        for element in feature.get("elements", ())
        if element["type"] != "background"
    ]
    return PlainBehave(
        {element["location"]: element.get("status") for element in elements},
        {element["location"]: element["name"].strip() for element in elements},
        done.returncode,
        done.stdout + done.stderr,
    )


def assert_same_as_plain(ours: Behaved, theirs: PlainBehave) -> None:
    """Compare every scenario's verdict and name, and the exit code, with behave's own."""
    told = {test: "failed" if verdict == "error" else verdict for test, verdict in ours.verdicts.items()}
    expected = {
        test: told.get(test, "") if status is None else PLAIN_WORDS.get(status)
        for test, status in theirs.statuses.items()
        if status != "untested"
    }
    # What is excluded by its name counts as skipped, but no formatter hears of it.
    assert {test: told.get(test) for test in expected} == expected, theirs.output
    assert {told[test] for test in told.keys() - expected.keys()} <= {"skipped"}, theirs.output
    assert {test: ours.cases[test].name for test in expected} == {
        test: theirs.names[test] for test in expected
    }
    assert ours.returncode == theirs.returncode
    assert ours.seen.exitstatus == theirs.returncode


@cache
def verdicts_project(pins: str) -> Behaved:
    """The project of all verdicts, run once for each behave."""
    with TemporaryDirectory() as folder:
        return behaved(behave_project("verdicts", Path(folder).resolve() / "w"), pins=pins)


def _run(
    python: str, folder: Path, argv: tuple[str, ...], variables: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("QAAGENT", "PYTEST"))}
    environ.update({"PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": ""})
    return subprocess.run(
        [python, "-m", *argv],
        cwd=folder,
        env={**environ, **variables},
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
