"""What the inline tools of one plan stand on: asked once a plan, when the first of them has its turn. Blocks."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from qaagent_lsp.config.environments import BASE_URL
from qaagent_lsp.config.profile_inline import Tools
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WORKSPACE_FOLDER
from qaagent_lsp.model.tool import SkippedTool, ToolName
from qaagent_lsp.runs.plan import PreparedTool
from qaagent_lsp.runs.ports import RunHandle
from qaagent_lsp.session.environment import Surroundings
from qaagent_lsp.session.planning import PROBES, Toolbox
from qaagent_lsp.session.rules import Rulebook
from qaagent_lsp.tools.catalog import CATALOG
from qaagent_lsp.tools.ground import Available, Ground, InlineTool


@dataclass
class ToolBench:
    """Prepares the inline tools of one plan. ``named`` are those that were asked for; None: all that are enabled."""

    rulebook: Rulebook
    surroundings: Surroundings
    toolbox: Toolbox
    handle: RunHandle
    named: tuple[ToolName, ...] | None
    snapshot: Snapshot = field(default_factory=Snapshot)

    @property
    def base_url(self) -> str:
        """Where the server under test answers; ``""`` where nobody says it."""
        return self.surroundings.env.get(BASE_URL) or os.environ.get(BASE_URL, "").rstrip("/")

    def prepare(self, name: ToolName) -> PreparedTool | SkippedTool:
        """Plan a tool, or say why it is not started. Raises ``BadConfiguration``, ``ToolMissing``."""
        if self.named is not None and name not in self.named:
            return SkippedTool(name, "it was not asked for")
        if self.named is None and not getattr(self.config, name).enabled:
            return SkippedTool(name, f"tools.{name}.enabled is false in .qaagent.yaml")
        tool = next((one for one in CATALOG if one.name == name), None)
        if tool is None:
            return SkippedTool(name, "this version cannot run it")
        return self._prepared(tool)

    def _prepared(self, tool: InlineTool) -> PreparedTool | SkippedTool:
        ground = replace(self._ground, artifacts=self.handle.artifacts_dir(tool.name))
        planned = tool.plan(ground)
        if isinstance(planned, SkippedTool):
            return planned
        return PreparedTool(
            planned, lambda started, ended: tool.interpret(ground, started, ended), ground.artifacts
        )

    @cached_property
    def config(self) -> Tools:
        """What the configuration says of the tools."""
        configured = self.rulebook.nearest(WORKSPACE_FOLDER)
        return configured.profile.tools if configured else Tools()

    @cached_property
    def _ground(self) -> Ground:
        return Ground(
            folder=str(self.rulebook.folder),
            artifacts="",
            base_url=self.base_url,
            config=self.config,
            available=Available(),
            routes=self.snapshot.routes,
            described=self.snapshot.described,
            document=self._document(),
            headers=self._headers(),
            env=tuple(self.surroundings.env.items()),
            probes=str(PROBES),
        )

    def _document(self) -> str:
        """Name the description of the API that says most; ``""`` where the workspace has none."""
        counts: dict[str, int] = {}
        for described in self.snapshot.described:
            document = described.operation.document
            counts[document] = counts.get(document, 0) + 1
        if not counts:
            return ""
        most = max(counts, key=lambda document: (counts[document], document))
        return str(Path(self.rulebook.folder, most))

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
