"""What inline tools are planned on, and what each of them must be able to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from qaagent_lsp.config.profile_inline import Tools
from qaagent_lsp.config.profile_tools import OpenApi
from qaagent_lsp.model.brief import RouteBrief
from qaagent_lsp.model.operation import Described
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.tool import EndedCall, PlannedTool, SkippedTool, ToolName, ToolResult


@dataclass(frozen=True, slots=True)
class NodePackage:
    """A package that is installed for the project. ``folder`` is absolute."""

    folder: str
    version: str


@dataclass(frozen=True, slots=True)
class Available:
    """What the tools could use, as it was found. All paths are absolute.

    ``modules`` are distributions of the project's interpreter with their versions, names in lower case with ``-``;
    ``packages`` are npm packages that the project can require; ``commands`` are programs on the PATH, or among the
    project's scripts. ``browser`` is a Chromium or Chrome. ``why_no_python`` and ``why_no_node`` are for a person.
    """

    python: str | None = None
    modules: Mapping[str, str] = field(default_factory=dict)
    node: str | None = None
    packages: Mapping[str, NodePackage] = field(default_factory=dict)
    commands: Mapping[str, str] = field(default_factory=dict)
    browser: str | None = None
    why_no_python: str = ""
    why_no_node: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the server under test shows without further ado: its path, and the route that serves it."""

    path: str
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """The text of a file that pages are made from, for finding the line that a fault stands on.

    ``routes`` are the indices in ``Ground.routes`` of those whose handlers name it, or a template that it belongs to.
    """

    file: str
    text: str
    routes: frozenset[int] = frozenset()


def no_route(method: str, url: str) -> None:
    """Find no route, whatever is asked for."""


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a tool may look at.

    ``folder`` is the workspace, ``artifacts`` the tool's own folder in the run; both absolute. ``base_url`` is where
    the server under test answers, without a trailing slash; ``""`` where there is none. ``headers`` are those that the
    configuration wants with every request, the token among them. ``document`` is the description of the API: an
    absolute path, or a URL of the server; ``""`` where there is none. ``env`` is what the suites have in their
    environment, too. ``probes`` is the folder of scripts that run inside the user's processes.
    """

    folder: str
    artifacts: str
    base_url: str
    config: Tools
    available: Available
    routes: Sequence[Route] = ()
    described: Sequence[Described] = ()
    document: str = ""
    pages: Sequence[Page] = ()
    page_notes: Sequence[str] = ()
    """Why what might be a page is none, each a text for a person: ``/posts: needs signing in (401)``."""
    templates: Sequence[Template] = ()
    headers: tuple[tuple[str, str], ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    probes: str = ""
    ui_folder: str = ""
    """Absolute folder of browser tests for the tool ``ui``; ``""`` where there are none."""
    ui_kind: Literal["pytest", "playwright"] = "pytest"
    ui_project: str = ""
    """Absolute folder that these tests are run in; ``""``: the workspace."""
    ui_ran: str = ""
    """The suite of this run that has run these tests already; ``""`` if none has."""
    python_path: str = ""
    """What ``PYTHONPATH`` is for the tools, if it is anything; ``path_separator`` stands between its entries."""
    path_separator: str = ":"
    locustfile: str = ""
    """Absolute path of the project's locustfile, also of one that is configured and missing; ``""`` without any."""
    openapi: OpenApi = field(default_factory=OpenApi)
    """What the configuration says of the description: which of its operations count."""
    without_tags: Sequence[str] = ()
    """Tags of operations that do not count."""
    briefs: Sequence[RouteBrief] = ()
    """What requests of routes look like, as tests would make them."""
    route_of: Callable[[str, str], Route | None] = no_route
    """Finds the route that a method and a path or URL mean; parameters of a path may stand in it as ``{name}``."""


class InlineTool(Protocol):
    """One inline tool."""

    @property
    def name(self) -> ToolName:
        """What it is called in configuration, run store and command line."""
        ...

    def plan(self, ground: Ground) -> PlannedTool | SkippedTool:
        """Say how it is started, or why it is not."""
        ...

    def interpret(self, ground: Ground, planned: PlannedTool, ended: Sequence[EndedCall]) -> ToolResult:
        """Say what came of its calls. A result file that is missing or torn is an error, never a green result.

        Where a call ran into its limit, or was cancelled, the rest was not started: ``ended`` is shorter then.
        """
        ...
