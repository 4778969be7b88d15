"""All that is known of one workspace folder at one moment. Replaced as a whole, never edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.diagnosis import Refinement
from qaagent_lsp.model.hidden import Hidden
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.operation import Answer, Described
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.served import Sighting
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import Runner, TestFunction, TestGroup, TestId
from qaagent_lsp.model.tool import ToolName, ToolResult


@dataclass(frozen=True, slots=True)
class FunctionSpan:
    """A function of a file as it stands now. ``digest`` is of its source text, so that an edit of it shows."""

    qualname: str
    span: Span
    digest: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a function at the time of a run: which function, how far below its first line, and its text then.

    It lets a marker move with its function while other lines are edited, and tells when the function itself was edited.
    ``qualname`` is ``""`` for module level; then ``offset`` counts from the first line and ``digest`` is the
    whole file's.
    """

    file: WorkspacePath
    qualname: str
    offset: int
    digest: str


@dataclass(frozen=True, slots=True)
class LastResult:
    """The last verdict of a case.

    ``finished_at`` is POSIX seconds. ``anchors`` runs parallel to ``case.failures``; None where a
    failure has no place in the workspace.
    """

    case: CaseResult
    run_id: str
    finished_at: float
    anchors: tuple[Anchor | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolSaid:
    """The last word of an inline tool that was executed. ``at`` is POSIX seconds; ``anchors`` as in ``LastResult``."""

    result: ToolResult
    run_id: str
    at: float
    anchors: tuple[Anchor | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a workspace folder.

    ``routes_by_file`` and ``groups_by_file`` are ordered by position. ``links_by_route`` and ``links_by_test`` hold
    each (test, route) pair once, with the best evidence; the former only tests that have the route for their
    subject (or all where none has), ``passed_by_route`` those that only pass it on the way.
    ``results`` is keyed by case id (parameters included).
    ``broken`` are problems found by the last run (collection errors), per file, and
    ``broken_by`` the tool that told of them; ``problems`` those found statically.
    ``described`` are the operations of descriptions of an API, each with its routes; ``described_by_file`` has
    them by the file that they stand in, ordered by position.
    ``calls_by_file`` are the client calls that stand in the functions of test files.
    ``running`` are case or function ids that a run in progress has been asked to run. ``outlines`` covers the
    files that anchors point into.
    """

    version: int = 0
    routes: tuple[Route, ...] = ()
    routes_by_file: Mapping[WorkspacePath, tuple[Route, ...]] = field(default_factory=dict)
    described: tuple[Described, ...] = ()
    described_by_file: Mapping[WorkspacePath, tuple[Described, ...]] = field(default_factory=dict)
    answers: Mapping[tuple[RouteKey, WorkspacePath], tuple[Answer, ...]] = field(default_factory=dict)
    """What routes that are documented answered to tests, by the key and file of the route."""
    tests: Mapping[TestId, TestFunction] = field(default_factory=dict)
    tests_by_file: Mapping[WorkspacePath, Sequence[TestFunction]] = field(default_factory=dict)
    groups_by_file: Mapping[WorkspacePath, tuple[TestGroup, ...]] = field(default_factory=dict)
    calls_by_file: Mapping[WorkspacePath, Sequence[ClientCall]] = field(default_factory=dict)
    links_by_route: Mapping[RouteKey, tuple[Link, ...]] = field(default_factory=dict)
    links_by_test: Mapping[TestId, tuple[Link, ...]] = field(default_factory=dict)
    passed_by_route: Mapping[RouteKey, tuple[Link, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    """Routes that are never served."""
    left_out: tuple[Route, ...] = ()
    """What is registered and not among ``routes``, because nothing tells its path (``RouteTable.left_out``)."""
    sightings: tuple[Sighting, ...] = ()
    """Apps that were seen at work, whose tables ``routes`` follow."""
    results: Mapping[TestId, LastResult] = field(default_factory=dict)
    broken: Mapping[WorkspacePath, tuple[Problem, ...]] = field(default_factory=dict)
    broken_by: Mapping[WorkspacePath, Runner] = field(default_factory=dict)
    running: frozenset[TestId] = frozenset()
    opinions: Mapping[TestId, Refinement] = field(default_factory=dict)
    """What a language model said of cases that failed, by case id."""
    found: Mapping[ToolName, ToolSaid] = field(default_factory=dict)
    """What inline tools found when they were last executed."""
    outlines: Mapping[WorkspacePath, tuple[FunctionSpan, ...]] = field(default_factory=dict)
    file_digests: Mapping[WorkspacePath, str] = field(default_factory=dict)
