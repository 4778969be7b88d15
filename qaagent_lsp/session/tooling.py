"""What the inline tools of one plan stand on: asked once a plan, when the first of them has its turn. Blocks."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from qaagent_lsp.config.environments import BASE_URL
from qaagent_lsp.config.profile_inline import Tools
from qaagent_lsp.config.profile_tools import OpenApi
from qaagent_lsp.host.interpreter import without_our_own
from qaagent_lsp.host.pages import FoundPages, find_pages
from qaagent_lsp.host.served_document import served_document
from qaagent_lsp.host.template_files import template_files, texts_of
from qaagent_lsp.host.ui_tests import UiTests, find_ui_tests
from qaagent_lsp.linking.known import is_below
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.linking.templates import PLACEHOLDER
from qaagent_lsp.model.brief import RouteBrief
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WORKSPACE_FOLDER
from qaagent_lsp.model.tool import SkippedTool, ToolName
from qaagent_lsp.results.redaction import secret_values
from qaagent_lsp.runs.plan import PreparedTool
from qaagent_lsp.runs.ports import RunHandle
from qaagent_lsp.session.draft_places import as_named
from qaagent_lsp.session.environment import Surroundings
from qaagent_lsp.session.inline_tools import available_to
from qaagent_lsp.session.planning import PROBES, Toolbox
from qaagent_lsp.session.rules import Rulebook
from qaagent_lsp.tools.catalog import CATALOG
from qaagent_lsp.tools.ground import Available, Ground, Template
from qaagent_lsp.tools.page_templates import SUFFIXES, page_templates
from qaagent_lsp.tools.served_app import served_routes
from qaagent_lsp.tools.ui import PLUGINS

USUAL_LOCUSTFILE = "perf/locustfile.py"
"""Where the original has it; relative to the configuration file."""


@dataclass
class ToolBench:
    """Prepares the inline tools of one plan. ``named`` are those that were asked for; None: all that are enabled."""

    rulebook: Rulebook
    surroundings: Surroundings
    toolbox: Toolbox
    handle: RunHandle
    named: tuple[ToolName, ...] | None
    snapshot: Snapshot = field(default_factory=Snapshot)
    cases: Mapping[tuple[str, str], CaseResult] = field(default_factory=dict)
    """What the suites of the run have said so far."""
    briefs: tuple[RouteBrief, ...] = ()
    """What was learnt of routes when tests were written for them: requests that are answered."""

    @property
    def base_url(self) -> str:
        """Where the server under test answers; ``""`` where nobody says it."""
        return self.surroundings.env.get(BASE_URL) or os.environ.get(BASE_URL, "").rstrip("/")

    @cached_property
    def _available(self) -> Available:
        return available_to(self.rulebook, self.toolbox, self.surroundings.env)

    def left_out(self, name: ToolName) -> str:
        """Say why a tool is not wanted; ``""`` if it is."""
        if self.named is not None and name not in self.named:
            return "it was not asked for"
        if self.named is None and not getattr(self.config, name).enabled:
            return f"tools.{name}.enabled is false in .qaagent.yaml"
        return ""

    def prepare(self, name: ToolName) -> PreparedTool | SkippedTool:
        """Plan a tool, or say why it is not started. Raises ``BadConfiguration``, ``ToolMissing``."""
        tool = next((one for one in CATALOG if one.name == name), None)
        if tool is None:
            return SkippedTool(name, "this version cannot run it")
        ground = replace(
            self._ground,
            artifacts=self.handle.artifacts_dir(name),
            ui_ran=self._ui_ran(),
            briefs=self.briefs,
        )
        planned = tool.plan(ground)
        if isinstance(planned, SkippedTool):
            # An empty folder would look like a tool that left nothing.
            with suppress(OSError):
                Path(ground.artifacts).rmdir()
            return planned
        return PreparedTool(planned, partial(tool.interpret, ground), ground.artifacts)

    def browser_tests(self) -> str:
        """Name the folder of the tests that are the tool ``ui``'s, of pytest; ``""`` where the suites may run them.

        Tests that nothing but the tool could run are its own also where it is skipped: it says what is missing.
        """
        found = self._ui_tests
        if found is None or found.kind != "pytest" or self.left_out("ui"):
            return ""
        is_there = any(plugin in self._available.modules for plugin in PLUGINS)
        return found.folder if is_there or found.needs_plugin else ""

    @cached_property
    def config(self) -> Tools:
        """What the configuration says of the tools."""
        configured = self.rulebook.nearest(WORKSPACE_FOLDER)
        return configured.profile.tools if configured else Tools()

    @cached_property
    def _ground(self) -> Ground:
        folder, routes = self.rulebook.folder, self._routes
        environ = {**without_our_own(os.environ), **self.surroundings.env}
        headers = self._headers()
        configured = self.rulebook.nearest(WORKSPACE_FOLDER)
        profile = configured.profile if configured else None
        # Pages are asked for only where somebody answers: ``runs.plan`` has made sure of that.
        found = find_pages(self.base_url, routes, headers) if self.base_url else FoundPages()
        return Ground(
            folder=str(folder),
            artifacts="",
            base_url=self.base_url,
            config=self.config,
            available=self._available,
            routes=routes,
            described=self.snapshot.described,
            document=self._document(),
            pages=found.pages,
            page_notes=found.notes,
            templates=self._templates(),
            headers=headers,
            env=tuple(self.surroundings.env.items()),
            secrets=self._secrets(headers),
            probes=str(PROBES),
            python_path=environ.get("PYTHONPATH", ""),
            path_separator=os.pathsep,
            route_of=partial(_route_of, RouteTable(routes)),
            ui_folder=self._ui_tests.folder if self._ui_tests else "",
            ui_kind=self._ui_tests.kind if self._ui_tests else "pytest",
            ui_project=self._ui_tests.project if self._ui_tests else "",
            locustfile=self._locustfile(),
            openapi=profile.openapi if profile else OpenApi(),
            without_tags=profile.exclude.tags if profile else (),
        )

    @cached_property
    def _routes(self) -> Sequence[Route]:
        """The rows that the server under test serves: a workspace may have many apps with the same paths."""
        environment = self.surroundings.environment
        command = environment.app.start_command if environment else None
        return served_routes(self.snapshot.routes, command or "")

    @cached_property
    def _ui_tests(self) -> UiTests | None:
        configured = self.rulebook.nearest(WORKSPACE_FOLDER)
        where = configured.folder if configured else None
        return find_ui_tests(self.rulebook.folder, self.config.ui.path, where)

    def _locustfile(self) -> str:
        configured = self.rulebook.nearest(WORKSPACE_FOLDER)
        folder = configured.folder if configured else self.rulebook.folder
        wished = self.config.perf.locustfile
        # One that is named and missing is for Locust to complain of: no other may take its place.
        file = folder / (wished or USUAL_LOCUSTFILE)
        return str(file) if wished or file.is_file() else ""

    def _ui_ran(self) -> str:
        """Name the suite of this run that the browser tests have run in already; ``""`` if none has."""
        found = self._ui_tests
        if found is None or not Path(found.folder).is_relative_to(self.rulebook.folder):
            return ""
        place = as_named(Path(found.folder).relative_to(self.rulebook.folder).as_posix())
        ran = (
            case.suite
            for case in self.cases.values()
            if case.runner == found.kind and is_below(case.file, place)
        )
        return next(ran, "")

    def _templates(self) -> tuple[Template, ...]:
        folder, routes = self.rulebook.folder, self._routes
        named = {
            file for route in routes for file in (route.file, route.handler_file) if file.endswith(".py")
        }
        files = template_files(folder, SUFFIXES, self.rulebook.settings.exclude)
        return page_templates(routes, files, texts_of(folder, sorted(named)))

    def _document(self) -> str:
        """Name the description of the API that says most, else the one that the server gives; ``""`` for none."""
        counts: dict[str, int] = {}
        for described in self.snapshot.described:
            document = described.operation.document
            counts[document] = counts.get(document, 0) + 1
        if not counts:
            return served_document(self.base_url, self._headers()) if self.base_url else ""
        most = max(counts, key=lambda document: (counts[document], document))
        return str(Path(self.rulebook.folder, most))

    def _secrets(self, headers: Collection[tuple[str, str]]) -> tuple[str, ...]:
        """What nothing may show that a tool leaves: the token by itself, and headers that sound like one."""
        environment = self.surroundings.environment
        auth = environment.app.auth if environment else None
        token = {**os.environ, **self.surroundings.env}.get(auth.token_env) if auth else None
        named = secret_values(dict(headers), [auth.header_name] if auth else [])
        return tuple(dict.fromkeys([*named, *([token] if token else [])]))

    def _headers(self) -> tuple[tuple[str, str], ...]:
        environment = self.surroundings.environment
        if environment is None:
            return ()
        headers = dict(environment.app.headers)
        auth = environment.app.auth
        token = {**os.environ, **self.surroundings.env}.get(auth.token_env) if auth else None
        if auth and token:
            headers[auth.header_name] = f"{auth.prefix}{token}"
        return tuple(headers.items())


def _route_of(table: RouteTable, method: str, path: str) -> Route | None:
    """Find the row of a path as a description writes it, or of a concrete one; the first of several apps."""
    named = table.rows(RouteKey(method.upper(), path))
    return named[0] if named else table.matcher.find(method, PLACEHOLDER.sub("{}", path))
