"""How risky the routes of a folder are, kept while nothing changes, so that a hover does not wait for git."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from qaagent_lsp.model.errors import QaAgentError
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.ranking import Ranking
from qaagent_lsp.session.session import Session

log = logging.getLogger(__name__)

_FIRST_SECONDS = 1.0
"""How long the first question waits; later ones get what was known last, and the next one what is known then."""


class Risks:
    """The newest ranking of a folder. One is made at a time, and only when it is asked for."""

    def __init__(self, session: Session) -> None:
        """Nothing is ranked yet."""
        self._session = session
        self._ranking = Ranking(session)
        self._known: Mapping[tuple[RouteKey, WorkspacePath], RouteRisk] = {}
        self._version = -1
        self._work: asyncio.Task[None] | None = None

    async def known(self) -> Callable[[Route], RouteRisk | None]:
        """Give what tells the risk of a route, and see to it that it is up to date next time."""
        if self._work is None and self._version != self._session.snapshot.version:
            self._work = asyncio.create_task(self._rank(), name="rank routes")
            self._work.add_done_callback(_log_fault)
        if self._work is not None and not self._known:
            await asyncio.wait({self._work}, timeout=_FIRST_SECONDS)
        known = self._known
        return lambda route: known.get((route.key, route.file))

    async def settled(self) -> None:
        """Wait for the ranking that is being made, if one is."""
        if self._work is not None:
            await asyncio.wait({self._work})

    async def aclose(self) -> None:
        """End what is going on."""
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def _rank(self) -> None:
        version = self._session.snapshot.version
        try:
            risks = await self._ranking.ranked()
        except QaAgentError as error:
            log.info("the routes could not be ranked: %s", error.message)
            risks = ()
        finally:
            self._work = None
        self._known = {(risk.key, risk.file): risk for risk in reversed(risks)}
        self._version = version


def _log_fault(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (fault := task.exception()) is not None:
        log.error("the routes could not be ranked", exc_info=fault)
