"""Tests for routes, in the words of any of the tools: which routes lack some, and the drafts for them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from qaagent_lsp.authoring.kept_state import State
from qaagent_lsp.editor.untested import is_untested
from qaagent_lsp.model.brief import Draft, Framework, RouteBrief
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.authoring import Briefed, briefed, drafts_of, left_out
from qaagent_lsp.session.feature_drafts import TestsBeside, feature_drafts
from qaagent_lsp.session.materials import state_of
from qaagent_lsp.session.ranking import ranked
from qaagent_lsp.session.session import Session
from qaagent_lsp.session.spec_drafts import spec_drafts


@dataclass(frozen=True, slots=True)
class Drafted:
    """Drafts, and a sentence for each route that none could be written for. Nothing of it is on disk."""

    drafts: tuple[Draft, ...]
    left_out: tuple[str, ...] = ()


async def drafted(session: Session, routes: Sequence[Route], framework: Framework) -> Drafted:
    """Draft tests of routes; requests are tried in the project's own pytest, whatever the framework.

    Raises ``UntrustedWorkspace``, ``BadConfiguration``, and ``NothingToWrite`` where the framework has no project.
    """
    return await drafts_in(framework, session, routes, await briefed(session, routes))


async def drafts_in(
    framework: Framework, session: Session, routes: Sequence[Route], found: Sequence[Briefed]
) -> Drafted:
    """Draft tests of routes that were studied already. Raises as ``drafted``."""
    if framework == "pytest":
        return Drafted(drafts_of(found), (*_without_requests(routes), *left_out(found)))
    ground = await session.groundwork()
    briefs = [_alone(brief) for one in found for brief in one.briefs if brief.cases]
    match framework:
        case "behave":
            drafts = await asyncio.to_thread(feature_drafts, ground, briefs, _kept(found), _beside(found))
        case "playwright":
            drafts = await asyncio.to_thread(spec_drafts, ground, briefs)
        case _:
            assert_never(framework)
    written = {key for draft in drafts for key in draft.routes}
    missing = (
        f"{brief.route.key}: no case of it can be written for {framework}"
        for one in found
        for brief in one.briefs
        if brief.route.key not in written
    )
    return Drafted(drafts, (*_without_requests(routes), *missing))


async def untested_routes(session: Session) -> tuple[Route, ...]:
    """Give the routes that no test is known to reach, the riskiest first."""
    risks = await ranked(session)
    return untested_in(session.snapshot, risks)


def untested_in(snapshot: Snapshot, risks: Sequence[RouteRisk]) -> tuple[Route, ...]:
    """Give the routes of a moment that no test is known to reach, in the order of risks that may be older."""
    routes = {(route.key, route.file): route for route in reversed(snapshot.routes)}
    found = (routes.get((risk.key, risk.file)) for risk in risks)
    return tuple(route for route in found if route is not None and is_untested(snapshot, route))


def _alone(brief: RouteBrief) -> RouteBrief:
    """Leave out what asks for a thing that the test has made before: only pytest's tests say so as yet."""
    cases = tuple(case for case in brief.cases if case.making is None)
    if len(cases) == len(brief.cases):
        return brief
    return replace(brief, cases=cases, unknown=(*brief.unknown, "it needs what another request makes first"))


def _without_requests(routes: Iterable[Route]) -> Iterable[str]:
    for route in routes:
        if route.key.method in {"WEBSOCKET", "ANY"}:
            yield f"{route.key}: tests are written for plain requests of one method only"


def _beside(found: Iterable[Briefed]) -> dict[WorkspacePath, TestsBeside]:
    beside = {}
    for one in found:
        route, materials = one.materials.routes[0], one.materials
        beside[route.handler_file or route.file] = TestsBeside(materials.folder, materials.style)
    return beside


def _kept(found: Iterable[Briefed]) -> tuple[State, ...]:
    """Give what all of the files keep in memory, once each."""
    states: dict[tuple[str, str], State] = {}
    for one in found:
        route = one.materials.routes[0]
        for state in state_of(route, route.handler_file or route.file, one.materials.literals):
            states[state.module, state.name] = state
    return tuple(states.values())
