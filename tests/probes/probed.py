"""Runs real pytest over a small project, with the probe and without, and gives what each said."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from qaagent_lsp.model.event import AppSeen, RunEvent
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import CaseResult, count
from qaagent_lsp.results.events import Decoder, Seen
from qaagent_lsp.results.reconcile import Ending, Reconciled, reconcile
from tests.probes.environments import THIS, environment

PROBE = Path(__file__).parents[2] / "qaagent_lsp" / "probes" / "pytest"
PROJECTS = Path(__file__).parents[1] / "fixtures" / "pytest_projects"
SECONDS = 120

_SUBTEST = r"(?:\[.*?\])? ?(?:\(.*?\))? ?"
_SUMMARY = re.compile(rf"{_SUBTEST}(PASSED|FAILED|ERROR|XFAIL|XPASS|RERUN|SUB[A-Z]+){_SUBTEST}(\S+)")
"""A line of ``-rA``; pytest 9 writes a subtest's name behind the word, the plugin for older ones before it."""


@dataclass(frozen=True)
class Probed:
    """A finished run with the probe."""

    events: tuple[RunEvent, ...]
    seen: Seen
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
class Plain:
    """What pytest itself says: ids by its own word, and the numbers of its last line."""

    words: dict[str, frozenset[str]]
    numbers: dict[str, int]
    returncode: int
    output: str


def project(name: str, folder: Path) -> Path:
    """Copy a project of ``tests/fixtures/pytest_projects``."""
    shutil.copytree(PROJECTS / name, folder, dirs_exist_ok=True)
    return folder


def write(folder: Path, **files: str) -> Path:
    """Write files; ``__`` in a name is a folder, ``.py`` is added."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def probed(
    folder: Path,
    *args: str,
    python: str = sys.executable,
    workspace: Path | None = None,
    selection: Iterable[str] | None = None,
    env: Mapping[str, str] | None = None,
) -> Probed:
    """Run pytest in ``folder`` with the probe."""
    workspace = workspace or folder
    events = workspace.parent / f"{workspace.name}-events.jsonl"
    events.unlink(missing_ok=True)
    variables = {"QAAGENT_EVENTS": str(events), "QAAGENT_WORKSPACE": str(workspace), "PYTHONPATH": str(PROBE)}
    if selection is not None:
        chosen = workspace.parent / f"{workspace.name}-selection.jsonl"
        chosen.write_text("".join(json.dumps(one) + "\n" for one in selection), encoding="utf-8")
        variables["QAAGENT_SELECTION"] = str(chosen)
    done = _pytest(python, folder, ("-p", "qaagent_probe", *args), {**variables, **(env or {})})
    decoder = Decoder("unit", str(workspace))
    decoded = decoder.feed(events.read_bytes().splitlines()) if events.exists() else ()
    return Probed(decoded, decoder.seen, done.returncode, done.stdout + done.stderr)


def plain(
    folder: Path, *args: str, python: str = sys.executable, env: Mapping[str, str] | None = None
) -> Plain:
    """Run pytest in ``folder`` as its user would, and read its ``-rA`` summary."""
    done = _pytest(python, folder, ("-rA", *args), env or {})
    words: dict[str, frozenset[str]] = {}
    for line in done.stdout.partition("short test summary info")[2].splitlines():
        match = _SUMMARY.match(line)
        if match:
            words[match[2]] = words.get(match[2], frozenset()) | {match[1]}
    last = done.stdout.strip().rpartition("\n")[2]
    numbers = {word.rstrip("s"): int(number) for number, word in re.findall(r"(\d+) (\w+)", last)}
    return Plain(words, numbers, done.returncode, done.stdout + done.stderr)


def assert_same_verdicts(ours: Probed, theirs: Plain) -> None:
    """Compare every id's verdict, the numbers and the exit code with pytest's own."""
    expected = {test: _verdict(words) for test, words in theirs.words.items()}
    broken = {event.id for event in ours.seen.broken}
    verdicts = ours.verdicts
    named = {test: verdict for test, verdict in verdicts.items() if test in expected}
    assert named == {test: verdict for test, verdict in expected.items() if test not in broken}, theirs.output
    assert broken <= set(expected)
    rest = set(verdicts) - set(expected)
    assert {verdicts[test] for test in rest} <= {"skipped"}
    counts = count(ours.seen.cases)
    assert counts.skipped == theirs.numbers.get("skipped", 0) + theirs.numbers.get("xfailed", 0), (
        theirs.output
    )
    assert ours.returncode == theirs.returncode, ours.output


def judged(run: Probed) -> Reconciled:
    """Reconcile a run that ended by itself."""
    invocation = Invocation("unit", "pytest", ("python",), "/", (), "", "", "")
    return reconcile(invocation, run.seen, ending=Ending.EXITED, returncode=run.returncode, duration=1.0)


@cache
def traced(name: str, pins: str) -> Probed:
    """Run a web project once, in our own environment (``""``) or in one of ``requirements/``."""
    with TemporaryDirectory() as folder:
        python = environment(THIS, pins) if pins else sys.executable
        run = probed(project(name, Path(folder).resolve() / name), "-W", "ignore", python=python)
    assert run.returncode == 0, run.output
    assert run.seen.notes == ()
    return run


def hits(run: Probed, test: str) -> list[str]:
    """Hits of a case as lines: when, method, path, handler, status, ``entered`` or ``-``, count."""
    return [_line(hit) for hit in run.cases[test].hits]


def served(run: Probed) -> dict[str, list[str]]:
    """Tables that a run told, by app: rows as lines of method, path, handler, file and line."""
    return {
        event.app.app: [f"{row.key} {row.handler} {row.file}:{row.line}" for row in event.app.routes]
        for event in run.events
        if isinstance(event, AppSeen)
    }


def requests_of(run: Probed, test: str) -> list[object]:
    """Outgoing requests of a case: method, path, status, how."""
    return [(hit.method, hit.path, hit.status, hit.how) for hit in run.cases[test].hits]


def _line(hit: Hit) -> str:
    entered = "entered" if hit.entered else "-"
    return f"{hit.when} {hit.method} {hit.path} {hit.handler} {hit.status} {entered} x{hit.count}"


def _verdict(words: frozenset[str]) -> str:
    if "ERROR" in words:
        return "error"
    if "FAILED" in words or any(word.startswith("SUBFAIL") for word in words):
        return "failed"
    return "skipped" if "XFAIL" in words else "passed"


def _pytest(
    python: str, folder: Path, args: Iterable[str], env: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    argv = [python, "-B", "-m", "pytest", "-p", "no:cacheprovider", "--color=no", *args]
    variables = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))
    }
    if python == sys.executable:
        # Our own environment's plugins are dear to load and none of the projects'; the pinned ones load theirs.
        variables["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return subprocess.run(
        argv,
        cwd=folder,
        env={**variables, "COLUMNS": "300", **env},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        timeout=SECONDS,
    )
