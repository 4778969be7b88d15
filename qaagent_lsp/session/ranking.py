"""Which routes of a folder are the riskiest: reads what their files say of auth, asks git once, and the run store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.guards.in_file import FileGuards, guards_of
from qaagent_lsp.discovery.guards.of_routes import Guarding
from qaagent_lsp.discovery.modules import holds_tests
from qaagent_lsp.editor.untested import is_of_tests
from qaagent_lsp.host.git_changes import changes_since
from qaagent_lsp.host.git_history import committed_lately
from qaagent_lsp.linking import risk
from qaagent_lsp.model.change import FileChange
from qaagent_lsp.model.errors import BadConfiguration, QaAgentError
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.reading import read_text
from qaagent_lsp.session.rules import rulebook_of
from qaagent_lsp.store.failing import recent_failures

if TYPE_CHECKING:
    from qaagent_lsp.config.profile import Profile
    from qaagent_lsp.session.session import Session

_DAY = 86_400.0
_LEAST: Mapping[str, int] = {"critical": 0, "p0": 0, "high": 1, "p1": 1, "medium": 2, "p2": 2}


async def ranked(session: Session) -> tuple[RouteRisk, ...]:
    """Rank the routes of a folder by risk, the highest first; apps that tests make for themselves are left out."""
    return await Ranking(session).ranked()


class Ranking:
    """Ranks the routes of a session again and again; a file that has not changed is read once."""

    def __init__(self, session: Session) -> None:
        """Nothing is read yet."""
        self._session = session
        self._read: dict[WorkspacePath, tuple[str, FileGuards]] = {}

    async def ranked(self) -> tuple[RouteRisk, ...]:
        """Rank all routes as they are now."""
        await self._session.settled()
        return await asyncio.to_thread(self._ranked, self._session.snapshot, self._session.index)

    def _ranked(self, snapshot: Snapshot, index: Index) -> tuple[RouteRisk, ...]:
        session = self._session
        routes = [
            route
            for route in snapshot.routes
            if not is_of_tests(snapshot, route.file)
            and not any(one.later == route for one in snapshot.hidden)
        ]
        ground = replace(
            _configured(_profile(session, index)),
            guards=self._guards(index, routes),
            changed=_changed(session.folder),
            edited=_edited(session.folder, routes),
            failures=recent_failures(session.store.root, str(session.folder)),
        )
        return risk.ranked(routes, snapshot, ground)

    def _guards(self, index: Index, routes: list[Route]) -> Mapping[tuple[RouteKey, WorkspacePath], str]:
        folder, read = self._session.folder, {}
        for file, known in index.files.items():
            if not file.endswith(".py") or holds_tests(file):
                continue
            before = self._read.get(file)
            if before is None or before[0] != known.digest:
                before = (known.digest, guards_of(read_text(folder / file) or ""))
            read[file] = before
        self._read = read
        roots = [project.root for project in index.projects]
        guarding = Guarding({file: guards for file, (_, guards) in read.items()}, roots)
        found = ((route, guarding.guard_of(route)) for route in routes)
        return {(route.key, route.file): guard for route, guard in found if guard is not None}


def _changed(folder: Path) -> Mapping[WorkspacePath, risk.Changed]:
    try:
        lately = committed_lately(folder, risk.WINDOW)
    except QaAgentError:
        return {}  # No repository: then nothing is known of changes, and nothing depends on them.
    now = time.time()
    return {file: risk.Changed((now - one.at) / _DAY, one.commits) for file, one in lately.items()}


def _edited(folder: Path, routes: list[Route]) -> frozenset[tuple[RouteKey, WorkspacePath]]:
    try:
        changes = {change.file: change for change in changes_since(folder, None).files}
    except QaAgentError:
        return frozenset()  # As above.
    return frozenset(
        (route.key, route.file)
        for route in routes
        if (change := changes.get(route.handler_file)) is not None and _touches(change, route)
    )


def _touches(change: FileChange, route: Route) -> bool:
    first = route.handler_span.line
    if route.file == route.handler_file and route.span.line <= first:
        first = route.span.line
    return not change.hunks or any(
        hunk.line <= route.handler_span.end_line and hunk.end_line >= first for hunk in change.hunks
    )


def _profile(session: Session, index: Index) -> Profile | None:
    try:
        configured = rulebook_of(session.folder, session.settings, index.conventions).nearest(
            WORKSPACE_FOLDER
        )
    except BadConfiguration:
        return None  # The file itself says so; the order of routes does not hang on it.
    return configured.profile if configured else None


def _configured(profile: Profile | None) -> risk.RiskGround:
    """Take what the configuration says of risk."""
    if profile is None:
        return risk.RiskGround()
    section = profile.risk_assessment
    least = [80.0, 65.0, 50.0]
    for name, value in section.severity_thresholds.items():
        at = _LEAST.get(name.lower())
        if at is not None and isinstance(value, int | float):
            least[at] = float(value)
    disabled = frozenset(risk.RULES[name] for name in section.disable_rules if name in risk.RULES)
    return risk.RiskGround(disabled=disabled, thresholds=(least[0], least[1], least[2]))
