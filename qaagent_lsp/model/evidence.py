"""All that a run left behind, as a report tells it: its result, and what stands beside it in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qaagent_lsp.model.diagnosis import Diagnosis
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId

CaseKey = tuple[str, TestId]
"""Suite and case id: what tells the cases of a run apart."""


@dataclass(frozen=True, slots=True)
class Target:
    """What was tested. ``dirty`` is None where nothing is known of git; ``commit`` is the whole hash, or ``""``."""

    name: str = ""
    path: str = ""
    branch: str = ""
    commit: str = ""
    dirty: bool | None = None


@dataclass(frozen=True, slots=True)
class ToolEntry:
    """A tool as the manifest names it; ``executed`` only when its process started."""

    name: str
    version: str | None = None
    executed: bool = False
    exit_code: int | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class QualityFinding:
    """A line of ``quality.jsonl``: what a linter or scanner of the original found. ``line`` 0: unknown."""

    tool: str
    severity: str
    code: str
    message: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """A line of ``coverage.jsonl``. ``value`` is 0 to 1; ``component`` a file, or ``__overall__``."""

    component: str
    value: float
    covered: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """A line of ``risks.jsonl``. ``score`` is 0 to 100, ``band`` P0 (worst) to P3."""

    component: str
    score: float
    band: str
    severity: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A line of ``recommendations.jsonl``."""

    component: str
    priority: str
    summary: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a language model said of a failure, beside the rules."""

    model: str
    root_cause: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a file of the workspace, as they stood when the run failed on one of them. ``first`` is 1-based."""

    file: WorkspacePath
    first: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file among the artifacts of a run. ``path`` is relative to the run's folder, ``size`` in bytes."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A run and what stands beside it.

    ``diagnoses`` and ``opinions`` are those that were recorded, by case. ``excerpts`` are found by file and 1-based
    line; there is none where the file is gone or was written after the run began. ``files`` are the first of
    ``files_count`` artifacts.
    """

    run: RunResult
    target: Target = Target()
    tools: tuple[ToolEntry, ...] = ()
    diagnoses: Mapping[CaseKey, Diagnosis] = field(default_factory=dict)
    opinions: Mapping[CaseKey, Opinion] = field(default_factory=dict)
    summary: tuple[str, ...] = ()
    quality: tuple[QualityFinding, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    risks: tuple[Risk, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    excerpts: Mapping[tuple[WorkspacePath, int], Excerpt] = field(default_factory=dict)
    files: tuple[StoredFile, ...] = ()
    files_count: int = 0
    images: Mapping[str, str] = field(default_factory=dict)
    """Images that a page is to hold, as ``data:`` addresses by the paths of their artifacts."""
