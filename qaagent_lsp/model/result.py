"""What became of a run, a suite, a test, an attempt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.link import Hit, Link
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.scope import Chosen, Scope
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import Runner, TestId
from qaagent_lsp.model.tool import ToolResult

CaseOutcome = Literal["passed", "failed", "error", "skipped"]
"""A test's verdict. ``failed``: its own call failed; ``error``: setup, teardown, collection or a crash. xfail is
``skipped``, non-strict xpass is ``passed``; strict xpass is ``failed``."""

RunOutcome = Literal["passed", "failed", "error", "cancelled", "timeout"]
RunStatus = Literal["running", "passed", "failed", "error", "cancelled", "timeout", "interrupted"]
"""``interrupted``: whoever owned the run died before it could be sealed; what had finished is there."""

Category = Literal[
    "assertion", "timeout", "connection", "auth", "data", "flaky", "unknown", "collection", "fixture", "crash"
]


@dataclass(frozen=True, slots=True)
class Frame:
    """One traceback entry inside the workspace, innermost last in a ``Failure``.

    Columns are exact on Python 3.11+ only.
    """

    file: WorkspacePath
    span: Span
    function: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a phase of a test did not pass.

    ``location`` is the innermost frame inside the workspace (what the editor underlines), None when nothing of the
    workspace was on the stack. ``message`` is the crash message, first line first; ``text`` the whole report
    as the tool prints it; ``exception`` the type's name, ``""`` when unknown.
    """

    message: str
    exception: str = ""
    text: str = ""
    location: Frame | None = None
    frames: tuple[Frame, ...] = ()
    when: Literal["collect", "setup", "call", "teardown"] = "call"
    category: Category = "unknown"
    subtest: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a test (reruns make several). ``duration`` in seconds, all phases together."""

    outcome: CaseOutcome
    duration: float
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One test case after its last attempt: the worst phase of that attempt decides ``outcome``.

    ``file``/``line`` are where the test is defined. ``failures`` are those of the last attempt (subtests and
    teardown can make several). ``reason`` is the skip or xfail reason. ``output`` is the captured stdout,
    stderr and log of the last attempt. ``hits`` are the requests the probe saw; ``routes`` the links that tie
    this case to routes of the table.
    """

    id: TestId
    suite: str
    runner: Runner
    name: str
    outcome: CaseOutcome
    duration: float
    file: WorkspacePath
    line: int
    attempts: tuple[Attempt, ...]
    failures: tuple[Failure, ...] = ()
    reason: str = ""
    output: str = ""
    hits: tuple[Hit, ...] = ()
    routes: tuple[Link, ...] = ()
    flaky: bool = False
    worker: str = ""
    artifacts: tuple[Artifact, ...] = ()

    @property
    def message(self) -> str:
        """One text for lists: the first failure's message, or the reason of a skip."""
        return self.failures[0].message if self.failures else self.reason

    @property
    def category(self) -> Category | None:
        """The first failure's category; None when nothing failed."""
        return self.failures[0].category if self.failures else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases ended how."""

    passed: int = 0
    failed: int = 0
    error: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        """All cases that have a verdict."""
        return self.passed + self.failed + self.error + self.skipped


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """A suite that one test tool ran, in one start or several (retries).

    ``returncode`` is that of the last start, None when it never started; ``error`` says what broke, ``""`` if nothing.
    """

    name: str
    runner: Runner
    argv: tuple[str, ...]
    cwd: str
    outcome: RunOutcome
    returncode: int | None = None
    error: str = ""
    duration: float = 0.0
    attempts: int = 1


@dataclass(frozen=True, slots=True)
class RunResult:
    """A finished run: the ``run`` object of the command line and of ``qaagent.showRun``. ``duration`` in seconds."""

    run_id: str
    run_dir: str
    status: RunStatus
    scope: Scope
    created_at: str
    duration: float
    counts: Counts
    cases: tuple[CaseResult, ...] = ()
    suites: tuple[SuiteResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default=())
    selection: tuple[Chosen, ...] = ()
    """The tests that were chosen one by one, or file by file, each with the reason; none where whole suites ran."""
    tools: tuple[ToolResult, ...] = ()
    """The inline tools that took part, or were to, in their order."""
    authored: tuple[Authored, ...] = ()
    """The files of tests that the run wrote."""
    risks: tuple[RouteRisk, ...] = ()
    """The routes by their risk, highest first, where the run ranked them."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One line of a listing of runs; ``scope`` is None for the original's runs. ``duration`` in seconds."""

    run_id: str
    run_dir: str
    created_at: str
    status: RunStatus
    scope: Scope | None
    counts: Counts
    duration: float


def count(cases: tuple[CaseResult, ...]) -> Counts:
    """Count the cases of a run by outcome."""
    outcomes = [case.outcome for case in cases]
    return Counts(
        passed=outcomes.count("passed"),
        failed=outcomes.count("failed"),
        error=outcomes.count("error"),
        skipped=outcomes.count("skipped"),
    )
