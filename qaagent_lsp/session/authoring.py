"""Writes tests for routes: collects what is known of them, tries requests, and drafts files of what came back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.authoring.expectations import Now
from qaagent_lsp.authoring.handler_reading import reading_of
from qaagent_lsp.authoring.inputs import Told
from qaagent_lsp.authoring.made_first import Creator, is_made_by
from qaagent_lsp.authoring.operations import operation_of
from qaagent_lsp.authoring.pytest_writer import pytest_text
from qaagent_lsp.authoring.python_text import Doc
from qaagent_lsp.authoring.strategies import strategy_of
from qaagent_lsp.authoring.study import Study, Surroundings, study
from qaagent_lsp.authoring.trial_module import trial_source
from qaagent_lsp.model.brief import Draft, RouteBrief
from qaagent_lsp.model.route import ANY_METHOD, Route, RouteKey
from qaagent_lsp.model.trial import Trial, Tried
from qaagent_lsp.session.environment import surroundings_of
from qaagent_lsp.session.groundwork import Groundwork
from qaagent_lsp.session.materials import Materials, materials_for
from qaagent_lsp.session.session import Session
from qaagent_lsp.session.stoppable import in_thread
from qaagent_lsp.session.trying import Bench, make_trials

_WITHOUT_TESTS = frozenset({"WEBSOCKET", ANY_METHOD})


@dataclass(frozen=True, slots=True)
class Briefed:
    """The routes of one handler's file, studied. ``notes`` are for a person."""

    materials: Materials
    briefs: tuple[RouteBrief, ...]
    notes: tuple[str, ...] = ()


async def briefs(session: Session, routes: Sequence[Route]) -> tuple[RouteBrief, ...]:
    """Study routes: try requests in the project's own pytest, and say which tests each route should have.

    Raises ``UntrustedWorkspace``. Where nothing can be tried, the briefs expect what descriptions and convention say.
    """
    found = await briefed(session, routes)
    return tuple(brief for one in found for brief in one.briefs)


async def draft(session: Session, routes: Sequence[Route]) -> tuple[Draft, ...]:
    """Draft files of tests for pytest, one for each handler's file. Nothing is written. Raises as ``briefs``.

    Routes that no test can be written for are in none of them; ``left_out`` of what ``briefed`` gives says why.
    """
    return drafts_of(await briefed(session, routes))


def drafts_of(found: Sequence[Briefed]) -> tuple[Draft, ...]:
    """Write the files of tests for pytest."""
    return tuple(
        Draft(
            one.materials.file,
            pytest_text(one.briefs, one.materials.style, one.materials.head, dict(_drawn(one))),
            "pytest",
            tuple(brief.route.key for brief in one.briefs),
            one.notes,
        )
        for one in found
        if one.briefs and not one.materials.head.trouble
    )


def _drawn(one: Briefed) -> Iterator[tuple[RouteKey, Doc]]:
    """Yield strategies for the bodies of routes, where the project has Hypothesis."""
    python = one.materials.python
    if python is None or "hypothesis" not in python.plugins:
        return
    for brief in one.briefs:
        operation = operation_of(one.materials.document, brief.route.key)
        if operation is not None and operation.body is not None:
            strategy = strategy_of(operation.schemas, operation.body.schema)
            if strategy is not None:
                yield brief.route.key, strategy


def left_out(found: Sequence[Briefed]) -> tuple[str, ...]:
    """Say of routes why no test could be written for them, a sentence each."""
    return tuple(
        f"{route.key}: {one.materials.head.trouble}"
        for one in found
        if one.materials.head.trouble
        for route in one.materials.routes
    )


async def briefed(session: Session, routes: Sequence[Route]) -> tuple[Briefed, ...]:
    """As ``briefs``, with what they were made from. Being cancelled ends what was started, and is over then."""
    ground = await session.groundwork()
    return await in_thread(lambda stop: _briefed(ground, routes, stop), "author")


def _briefed(ground: Groundwork, routes: Sequence[Route], stop: threading.Event) -> tuple[Briefed, ...]:
    asked = [route for route in routes if route.key.method not in _WITHOUT_TESTS]
    materials = materials_for(ground, asked, stop)
    found: dict[int, Briefed] = {}
    waiting = dict(enumerate(materials))
    while waiting:
        # One start of pytest serves all files whose tests have the same client and fixtures.
        first = next(iter(waiting.values()))
        same = {number: one for number, one in waiting.items() if _shares(one, first)}
        found |= dict(zip(same, _studied(ground, tuple(same.values()), stop), strict=True))
        waiting = {number: one for number, one in waiting.items() if number not in same}
    return tuple(found[number] for number in sorted(found))


def _shares(one: Materials, other: Materials) -> bool:
    return (one.head, one.style, one.folder, one.project) == (
        other.head,
        other.style,
        other.folder,
        other.project,
    )


def _studied(ground: Groundwork, group: Sequence[Materials], stop: threading.Event) -> list[Briefed]:
    now = Now(time.strftime("%Y-%m-%d"), time.time())
    owners = [(materials, route) for materials in group for route in materials.routes]
    studies = [_study(ground, materials, route, now) for materials, route in owners]
    found, trouble = _carried_out(studies, _Trying(group[0], _bench(ground, group[0]), stop))
    told = []
    for materials in group:
        mine = tuple(brief for brief, (owner, _) in zip(found, owners, strict=True) if owner is materials)
        phrases = (f"{brief.route.key}: {phrase}" for brief in mine for phrase in brief.unknown)
        told.append(Briefed(materials, mine, (*materials.notes, *trouble, *phrases)))
    return told


def _carried_out(studies: Sequence[Study], trying: _Trying) -> tuple[list[RouteBrief], tuple[str, ...]]:
    """Make the trials that studies ask for until all are over. Returns what they found, and what kept any from it."""
    waiting = {number: next(one) for number, one in enumerate(studies)}
    done: dict[int, RouteBrief] = {}
    troubles: dict[str, None] = {}
    while waiting:
        found = trying.tried([trial for trials in waiting.values() for trial in trials])
        if found.trouble:
            troubles[found.trouble] = None
        replies = iter(found.replies)
        following: dict[int, tuple[Trial, ...]] = {}
        for number, trials in waiting.items():
            try:
                following[number] = studies[number].send([next(replies) for _ in trials])
            except StopIteration as ended:
                done[number] = ended.value
        waiting = following
    return [done[number] for number in sorted(done)], tuple(troubles)


@dataclass(frozen=True, slots=True)
class _Trying:
    """Makes the trials of files whose tests have the same client; ``bench`` is None where none can be made."""

    materials: Materials
    bench: Bench | None
    stop: threading.Event

    def tried(self, trials: Sequence[Trial]) -> Tried:
        """Make trials with the client of the tests that are to be written."""
        head = self.materials.head
        if self.bench is None or head.trouble or self.stop.is_set():
            return Tried((None,) * len(trials), head.trouble)
        source = trial_source(trials, self.materials.style, head)
        return make_trials(trials, source, self.bench, stop=self.stop)


def _study(ground: Groundwork, materials: Materials, route: Route, now: Now) -> Study:
    told = Told(
        operation_of(materials.document, route.key) if materials.document else None,
        reading_of(materials.text, route.handler_span),
        materials.literals,
    )
    around = Surroundings(
        _templates(ground.snapshot.routes, route),
        materials.style.sign_in is not None,
        now,
        _creator(ground.snapshot.routes, materials, route),
    )
    return study(route, told, around)


def _creator(routes: Iterable[Route], materials: Materials, route: Route) -> Creator | None:
    """Find the POST that makes what a route is asked for, in the files that were read for it."""
    found = next((other for other in routes if is_made_by(route, other)), None)
    if found is None:
        return None
    return Creator(
        found,
        Told(
            operation_of(materials.document, found.key) if materials.document else None,
            reading_of(materials.text, found.handler_span),
            materials.literals,
        ),
    )


def _templates(routes: Iterable[Route], route: Route) -> tuple[str, ...]:
    same = (other for other in routes if other.app == route.app and other.key.method == "GET")
    return tuple(dict.fromkeys(other.key.path for other in same))


def _bench(ground: Groundwork, materials: Materials) -> Bench | None:
    """Say where trials are made: in the folder of the tests, or the nearest above it that has a file."""
    if materials.python is None:
        return None
    root = Path(ground.rulebook.folder)
    above = [root / materials.folder, *(root / materials.folder).parents]
    inside = [folder for folder in above if folder.is_relative_to(root) and folder.is_dir()]
    folder = next((one for one in inside if any(entry.is_file() for entry in one.iterdir())), None)
    rules = ground.rulebook.rules_of(materials.project.root).suites["pytest"]
    env = {**surroundings_of(ground.rulebook).env, **ground.rulebook.settings.env, **dict(rules.env)}
    return Bench(materials.python, root / materials.project.root, folder, env, tuple(rules.args))
