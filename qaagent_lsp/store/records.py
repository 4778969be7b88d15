"""The records on disk, field for field: the original's manifest, test and diagnosis, and our sidecar.

Reading is tolerant: unknown keys are kept where a file is rewritten and ignored elsewhere, missing ones and
nulls take their default. Writing never puts null where the original's readers expect a text, number, list or
object.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.link import Hit, Link
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import Attempt, Counts, Failure, RunStatus, SuiteResult
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.scope import Chosen
from qaagent_lsp.model.tool import ToolResult

Json = dict[str, Any]

SIDECAR_VERSION = 1


def _object(value: object) -> object:
    return {} if value is None else value


def _list(value: object) -> object:
    return [] if value is None else value


def _text(value: object) -> object:
    return "" if value is None else value


def _numbers(value: object) -> object:
    return {k: n for k, n in value.items() if isinstance(n, int)} if isinstance(value, dict) else {}


class _Record(BaseModel):
    # Built when the first one is read or written: an editor that starts waits for none of it.
    model_config = ConfigDict(defer_build=True)


class Target(BaseModel):
    """What was tested. ``git``: ``branch``, ``commit`` and ``dirty`` where the folder is a git checkout."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    name: Annotated[str, BeforeValidator(_text)] = ""
    path: Annotated[str, BeforeValidator(_text)] = ""
    git: Annotated[Json, BeforeValidator(_object)] = Field(default_factory=dict)


class ToolRecord(BaseModel):
    """A tool that took part. ``executed`` only when its process started."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    version: str | None = None
    executed: bool = False
    exit_code: int | None = None
    error: str | None = None


def _tools(value: object) -> object:
    return {name: tool for name, tool in value.items() if tool is not None} if isinstance(value, dict) else {}


class Manifest(BaseModel):
    """``manifest.json``.

    ``created_at`` is ``%Y-%m-%dT%H:%M:%SZ``; ``evidence_files`` are posix paths in the run.
    """

    model_config = ConfigDict(extra="allow", defer_build=True)

    run_id: Annotated[str, BeforeValidator(_text)] = ""
    created_at: Annotated[str, BeforeValidator(_text)] = ""
    target: Annotated[Target, BeforeValidator(_object)] = Field(default_factory=Target)
    tools: Annotated[dict[str, ToolRecord], BeforeValidator(_tools)] = Field(default_factory=dict)
    counts: Annotated[dict[str, int], BeforeValidator(_numbers)] = Field(default_factory=dict)
    evidence_files: Annotated[dict[str, str], BeforeValidator(_object)] = Field(default_factory=dict)
    diagnostics: Annotated[list[str], BeforeValidator(_list)] = Field(default_factory=list)


class CaseMetadata(_Record):
    """What a test record holds beyond the original's fields, in its ``metadata``.

    ``file``/``line`` are where the test is defined; ``failed_at`` repeats the innermost failing place for
    scripts. ``failures`` are those of the last attempt; ``failures_shared`` says that they are left out of
    ``attempts[-1]``. ``output_length`` is the length in characters before the output was cut, absent when it
    was not. ``finished_at`` is POSIX seconds.
    """

    nodeid: str
    file: str
    line: int
    column: int | None = None
    failed_at: Json | None = None
    category: str | None = None
    flaky: bool = False
    reason: str = ""
    worker: str = ""
    output: str = ""
    output_length: int | None = None
    finished_at: float = 0.0
    attempts: tuple[Attempt, ...] = ()
    failures: tuple[Failure, ...] = ()
    failures_shared: bool = False
    hits: tuple[Hit, ...] = ()
    routes: tuple[Link, ...] = ()
    artifacts: tuple[Artifact, ...] = ()


class TestRecord(_Record):
    """One line of ``evidence/tests.jsonl``: one case with its final verdict."""

    __test__: ClassVar[bool] = False

    test_id: str = ""
    kind: str = ""
    name: str = ""
    status: str = ""
    suite_name: str | None = None
    runner_type: str | None = None
    duration: float | None = None
    route: str | None = None
    error_message: str | None = None
    last_run: str | None = None
    evidence_refs: Annotated[list[str], BeforeValidator(_list)] = Field(default_factory=list)
    tags: Annotated[list[str], BeforeValidator(_list)] = Field(default_factory=list)
    metadata: Annotated[Json, BeforeValidator(_object)] = Field(default_factory=dict)


class DiagnosticRecord(_Record):
    """One entry of ``evidence/diagnostics.json``.

    Why one case failed, or why a suite broke without a failing case. The original knows the fields up to ``route``;
    the others are absent from its runs. ``test_id`` is None for a suite. ``refined`` is what a language model made of
    it, with its ``model`` and all that was ``sent`` there.
    """

    test_name: str
    suite: str
    category: str
    root_cause: str
    confidence: float
    suggestion: str
    error_message: str | None = None
    route: str | None = None
    test_id: str | None = None
    fault: str = "unknown"
    fault_confidence: float = 0.0
    evidence: Annotated[list[str], BeforeValidator(_list)] = Field(default_factory=list)
    source: str = "rules"
    refined: Json | None = None


class Owner(_Record):
    """The process that writes a run.

    ``started`` is its start in POSIX seconds, which tells a reused pid apart.
    """

    pid: int
    started: float
    host: str


class SuiteTool(_Record):
    """What the tool of a suite said of itself."""

    tool: str
    version: str
    python: str
    rootdir: str


class Sidecar(_Record):
    """``evidence/lsp.json``: all of a run that the original's files have no place for.

    Only our runs have it.
    """

    version: int = SIDECAR_VERSION
    status: RunStatus = "running"
    scope: Json
    owner: Owner
    created_at: str
    target_path: str
    target_name: str = ""
    finished_at: float | None = None
    duration: float = 0.0
    counts: Counts = Counts()
    suites: tuple[SuiteResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    selection: tuple[Chosen, ...] = ()
    settings: Json = Field(default_factory=dict)
    tools: dict[str, SuiteTool] = Field(default_factory=dict)
    inline: tuple[ToolResult, ...] = ()
    authored: tuple[Authored, ...] = ()
    risks: tuple[RouteRisk, ...] = ()
