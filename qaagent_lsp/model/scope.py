"""What a person asks to be run, and what that comes to."""

from __future__ import annotations

from dataclasses import dataclass

from qaagent_lsp.model.link import How
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath
from qaagent_lsp.model.test import Runner, TestId
from qaagent_lsp.model.tool import ToolName


@dataclass(frozen=True, slots=True)
class AllScope:
    """Every suite, as the tools themselves would collect it."""


@dataclass(frozen=True, slots=True)
class SuiteScope:
    """One suite by name."""

    suite: str


@dataclass(frozen=True, slots=True)
class PathScope:
    """The tests in a file or below a folder (``""`` is the workspace folder itself)."""

    path: WorkspacePath


@dataclass(frozen=True, slots=True)
class TestScope:
    """One test: a function with all its parameters, one parametrised case, or a whole class."""

    __test__ = False

    id: TestId


@dataclass(frozen=True, slots=True)
class RouteScope:
    """The tests that exercise one route. ``file`` tells apps apart that serve the same method and path."""

    key: RouteKey
    file: WorkspacePath | None = None


@dataclass(frozen=True, slots=True)
class RoutesInFileScope:
    """The tests that exercise any route defined in a file."""

    file: WorkspacePath


@dataclass(frozen=True, slots=True)
class FailedScope:
    """What failed when it was last run, of everything known in this workspace."""


@dataclass(frozen=True, slots=True)
class ChangedScope:
    """The tests that what changed may concern.

    Without ``since``, what changed is what differs from the last commit: staged or not, new files that git does not
    ignore included. With a revision, it is what differs from that commit (``git diff REV``), what is not committed
    included.
    """

    since: str | None = None


@dataclass(frozen=True, slots=True)
class AtScope:
    """The tests that a place in a file concerns; line and column are 1-based, the column in code points.

    The test, feature or class that stands there; inside a handler the tests of its routes; inside another function
    those that executed it.
    """

    file: WorkspacePath
    line: int
    column: int = 1


@dataclass(frozen=True, slots=True)
class PlanScope:
    """``plan-run``: every suite, then inline tools; first, with ``generate``, tests for routes that have none.

    ``tools`` are those that were named; None: all that the configuration does not switch off.
    """

    generate: bool = False
    tools: tuple[ToolName, ...] | None = None


SnapshotScope = AllScope | SuiteScope | PathScope | TestScope | RouteScope | RoutesInFileScope | FailedScope
"""Scopes that a snapshot alone can answer."""

SuitesScope = SnapshotScope | ChangedScope | AtScope
"""Scopes that are made of tests alone."""

Scope = SuitesScope | PlanScope


@dataclass(frozen=True, slots=True)
class Chosen:
    """One test of a selection and why it was chosen. ``how`` is None when the scope named the test itself."""

    id: TestId
    why: str
    how: How | None = None


@dataclass(frozen=True, slots=True)
class WholeSuite:
    """A suite to be run as the tool itself would collect it, below any of ``paths`` (``""``: the workspace folder).

    Nothing is filtered, so that the verdict equals that of the plain tool. ``paths`` is never empty, and none of them
    lies below another.
    """

    runner: Runner
    paths: tuple[WorkspacePath, ...] = (WORKSPACE_FOLDER,)


@dataclass(frozen=True, slots=True)
class ChosenTests:
    """Exactly these tests, whatever else their files hold. Never empty."""

    runner: Runner
    tests: tuple[Chosen, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a scope comes to. Never empty: a scope without tests raises ``NothingToRun`` instead.

    ``notes`` are for a person: what was left out and why.
    """

    scope: Scope
    parts: tuple[WholeSuite | ChosenTests, ...]
    notes: tuple[str, ...] = ()

    @property
    def chosen(self) -> tuple[Chosen, ...]:
        """The tests that were chosen one by one, or file by file."""
        return tuple(one for part in self.parts if isinstance(part, ChosenTests) for one in part.tests)
