"""Inline tools: what runs beside the suites against a running server, how it is called, and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import Location

ToolName = Literal["schemathesis", "ui", "a11y", "lighthouse", "perf"]
TOOLS: tuple[ToolName, ...] = get_args(ToolName)
"""In the order in which they run."""

ToolOutcome = Literal["passed", "failed", "error", "skipped", "cancelled", "timeout"]
"""``failed``: it found what must be mended. ``error``: it broke, so that its silence means nothing. ``skipped``: it did
not start, for the reason that is said."""

FindingSeverity = Literal["critical", "high", "medium", "low", "info"]


@dataclass(frozen=True, slots=True)
class ToolFinding:
    """One thing that a tool found.

    ``code`` is the tool's own name of the rule (``not_a_server_error``, ``image-alt``). ``route`` is the route it
    concerns; ``at`` the place that an editor marks: the line of a template, the handler's definition; None where
    neither is known. ``url`` is the page or request; ``details`` is longer text: a curl command, the element's markup.
    ``blocks``: it makes the tool's outcome ``failed``; others are only told.
    """

    tool: ToolName
    severity: FindingSeverity
    code: str
    message: str
    route: RouteKey | None = None
    at: Location | None = None
    url: str = ""
    details: str = ""
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Metric:
    """One number that a tool measured: of a route, a page (``subject`` is its path or URL), or of all (``""``).

    ``unit`` is ``s``, ``ms``, ``1`` (a ratio from 0 to 1), ``score`` (0 to 100), ``req`` or ``req/s``. ``limit`` is the
    threshold of the configuration and ``holds`` whether it is kept; None where there is none.
    """

    name: str
    value: float
    unit: str
    subject: str = ""
    route: RouteKey | None = None
    limit: float | None = None
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What became of one inline tool in a run.

    ``executed`` only if a process started; ``exit_code`` is its true one, None where there is none. ``error`` says what
    broke, or ``skipped: <why>``; ``""`` if nothing. ``duration`` in seconds. ``argv`` is the first call's.
    """

    name: ToolName
    outcome: ToolOutcome
    executed: bool = False
    version: str | None = None
    exit_code: int | None = None
    error: str = ""
    duration: float = 0.0
    argv: tuple[str, ...] = ()
    cwd: str = ""
    findings: tuple[ToolFinding, ...] = ()
    metrics: tuple[Metric, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    summary: str = ""
    """One sentence for a person: ``12 operations, 340 cases: 2 failures``."""


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One start of an inline tool. All paths are absolute; never a shell string.

    ``inputs`` are files to be written before the start; ``results`` those that the tool writes and that are read after
    its end (a missing one is not an error by itself). ``output`` takes stdout and stderr. ``timeout`` is in seconds;
    then the whole tree is ended. ``env`` is added to the environment, in order.
    """

    tool: ToolName
    argv: tuple[str, ...]
    cwd: str
    output: str
    env: tuple[tuple[str, str], ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()
    results: tuple[str, ...] = ()
    timeout: float = 300.0


@dataclass(frozen=True, slots=True)
class PlannedTool:
    """A tool that can be started: its calls, one after the other, and the version that was found (None: unknown)."""

    name: ToolName
    version: str | None
    calls: tuple[ToolCall, ...]


@dataclass(frozen=True, slots=True)
class SkippedTool:
    """A tool that is not started. ``why`` is for a person and says what would bring it."""

    name: ToolName
    why: str
    version: str | None = None


@dataclass(frozen=True, slots=True)
class EndedCall:
    """A call that is over. ``exit_code`` is ``-N`` for signal N. ``files`` holds the results that were there."""

    call: ToolCall
    exit_code: int
    duration: float
    ending: Literal["exited", "timeout", "cancelled"] = "exited"
    output: str = ""
    """The last 20,000 characters of what it wrote to stdout and stderr."""
    files: Mapping[str, bytes] = field(default_factory=dict)
