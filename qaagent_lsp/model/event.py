"""What happens while a run runs, decoded and merged: the one language of engine, store, server and command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import CaseOutcome, CaseResult, Failure, SuiteResult
from qaagent_lsp.model.served import ServedApp
from qaagent_lsp.model.test import Runner, TestId
from qaagent_lsp.model.tool import ToolOutcome, ToolResult
from qaagent_lsp.model.trace import Trace


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """The test tool has loaded and said who it is. ``rootdir`` is absolute."""

    suite: str
    tool: str
    version: str
    python: str
    rootdir: str


@dataclass(frozen=True, slots=True)
class CasesCollected:
    """The tool has decided what it will run: ids of cases, parameters included, in the order of the tool.

    Cases that an earlier start of the tool has told of are left out.
    """

    suite: str
    ids: tuple[TestId, ...]


@dataclass(frozen=True, slots=True)
class CollectionBroke:
    """A file could not be collected. ``problem`` stands at the broken line when it lies inside the workspace."""

    suite: str
    id: TestId
    failure: Failure
    problem: Problem | None
    runner: Runner = "pytest"


@dataclass(frozen=True, slots=True)
class CaseStarted:
    """A case is running now."""

    suite: str
    id: TestId


@dataclass(frozen=True, slots=True)
class CaseFinished:
    """A case has its verdict: all phases and attempts are over and merged.

    ``replaces`` is the outcome that an earlier start of the tool gave it, which is told again, better or worse.
    """

    suite: str
    case: CaseResult
    replaces: CaseOutcome | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """Text that the tool's process wrote to stdout or stderr, as it came."""

    suite: str
    text: str


@dataclass(frozen=True, slots=True)
class AppSeen:
    """An app that served requests of the tests, with its whole route table."""

    suite: str
    app: ServedApp


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """The tool said that its session is over (``exitstatus`` as it will exit). Absent after a crash or a kill."""

    suite: str
    exitstatus: int


@dataclass(frozen=True, slots=True)
class SuiteFinished:
    """The invocation is over and reconciled: events and exit code agree, or the difference is an error."""

    suite: str
    result: SuiteResult


@dataclass(frozen=True, slots=True)
class FunctionsTraced:
    """A process of the tool has told which functions its cases executed. Absent where none can be seen."""

    suite: str
    trace: Trace


Step = Literal["rank", "author", "suites", "schemathesis", "ui", "a11y", "lighthouse", "perf"]
"""What ``plan-run`` is made of, in this order."""


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step of ``plan-run`` begins. ``number`` counts from 1 to ``total``. ``text`` is for a person."""

    step: Step
    number: int
    total: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class StepFinished:
    """A step of ``plan-run`` is over. ``text`` says in one sentence what it came to."""

    step: Step
    outcome: ToolOutcome
    text: str = ""


@dataclass(frozen=True, slots=True)
class InlineToolFinished:
    """An inline tool is over, or was skipped; the evidence of it is stored."""

    result: ToolResult


@dataclass(frozen=True, slots=True)
class TestsAuthored:
    """Files of tests were written, or have been run since: each with what is known of it now."""

    __test__ = False

    files: tuple[Authored, ...]


RunEvent = (
    ToolStarted
    | CasesCollected
    | CollectionBroke
    | CaseStarted
    | CaseFinished
    | Output
    | AppSeen
    | ToolFinished
    | SuiteFinished
    | FunctionsTraced
    | StepStarted
    | StepFinished
    | InlineToolFinished
    | TestsAuthored
)
