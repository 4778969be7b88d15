"""Hovers: all that is known of a route, a test or what holds tests, in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.editor.descriptions import LinkTo, described_at, documented_lines
from qaagent_lsp.editor.failures import first_line
from qaagent_lsp.editor.link_lines import elsewhere, grouped, linked_test, route_line, why_known
from qaagent_lsp.editor.markdown import code, plain
from qaagent_lsp.editor.places import function_at, group_at, routes_at
from qaagent_lsp.editor.verdicts import (
    Standing,
    age,
    concerns,
    count_text,
    route_links,
    standing_of,
    verdict,
    verdict_text,
)
from qaagent_lsp.linking.evidence import links_to
from qaagent_lsp.linking.sighted import Sighted
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.result import CaseOutcome
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.served import Sighting
from qaagent_lsp.model.snapshot import LastResult, Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId, is_placed
from qaagent_lsp.results.diagnosing import diagnose_case

_MOST_TESTS = 15
_MOST_CASES = 10
_MOST_ARTIFACTS = 5
_SIGNS: Mapping[CaseOutcome, str] = {"passed": "✓", "failed": "✗", "error": "✗", "skipped": "○"}


AddressOf = Callable[[str, str], str]
"""Tells the URI of a file that a test left, by the run's id and ``Artifact.path``."""

RiskOf = Callable[[Route], RouteRisk | None]
"""Tells how risky a route is; None where that is not known (yet)."""


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown to show for a range."""

    span: Span
    markdown: str


def hover(
    snapshot: Snapshot,
    file: WorkspacePath,
    line: int,
    now: float,
    standing: Standing | None = None,
    address_of: AddressOf | None = None,
    link_to: LinkTo | None = None,
    risk_of: RiskOf | None = None,
) -> Hover | None:
    """Tell about the routes, the test or the group of tests that a 1-based line defines; None where it defines none.

    What tests left (screenshots, traces, videos) is linked where ``address_of`` can tell where it lies, tests,
    handlers and what describes them where ``link_to`` can.
    """
    known = standing or standing_of(snapshot)
    routes = routes_at(snapshot, file, line)
    if routes:
        span = _marked(snapshot, routes[0], file, line)
        return hover_of_routes(snapshot, routes, file, span, now, known, link_to, risk_of)
    test = function_at(snapshot, file, line)
    if test is not None:
        said = _of_test(snapshot, test, known, now, address_of, link_to)
        return Hover(test.name_span, "\n".join(said))
    group = group_at(snapshot, file, line)
    if group is not None:
        return Hover(Span(line, 1, line + 1, 1), "\n".join(_of_group(snapshot, group, known, now, link_to)))
    return None


def hover_of_routes(
    snapshot: Snapshot,
    routes: Sequence[Route],
    file: WorkspacePath,
    span: Span,
    now: float,
    standing: Standing | None = None,
    link_to: LinkTo | None = None,
    risk_of: RiskOf | None = None,
) -> Hover:
    """Tell about routes, for a place that means them: their definition, or the URL of a call in ``file``."""
    known = standing or standing_of(snapshot)
    sections = [
        "\n".join(
            (
                *_of_route(snapshot, route, known, now, link_to),
                *_risk(route, risk_of),
                *documented_lines(snapshot, route, file, link_to),
                *elsewhere(snapshot, route, link_to),
            )
        )
        for route in routes
    ]
    return Hover(span, "\n\n---\n\n".join(sections))


def _of_route(
    snapshot: Snapshot, route: Route, standing: Standing, now: float, link_to: LinkTo | None
) -> Iterator[str]:
    yield f"**{code(str(route.key))}**{f' — {code(route.handler)}' if route.handler else ''}"
    if route.app:
        yield f"\nserved by {code(route.app)}"
    seen = Sighted(snapshot.sightings).of(route)
    if seen is not None and route.source == "observed":
        yield f"\n{_seen(seen, now)}"
    if route.confidence < 1:
        reason = plain(route.reason or "parts of it could not be read")
        yield f"\nnot certain ({route.confidence:.0%}): {reason}"
    links = route_links(snapshot, route)
    passed = links_to(route, snapshot.passed_by_route.get(route.key, ()))
    on_the_way = (
        f"\n{count_text(len(passed))} more only on the way to something else: fixtures, helpers."
        if passed
        else ""
    )
    if not links:
        yield (
            "\nNo test is known to have it for its subject." if passed else "\nNo test is known to reach it."
        )
        if on_the_way:
            yield on_the_way
        return
    tests = tuple(dict.fromkeys(link.test for link in links))
    last = verdict(tests, standing, route)
    yield f"\n{count_text(len(tests))} · {verdict_text(last, now)}"

    def line_of(link: Link) -> str:
        cases = [one for one in standing.results.get(link.test, ()) if concerns(one, route)]
        return _test_line(snapshot, link.test, why_known(link), cases, standing, link_to)

    yield from grouped(links, _MOST_TESTS, line_of)
    if on_the_way:
        yield on_the_way
    yield from _evidence(last.run_id)


def _risk(route: Route, risk_of: RiskOf | None) -> Iterator[str]:
    risk = risk_of(route) if risk_of is not None else None
    if risk is not None and risk.factors:
        yield f"\nrisk {risk.band} {risk.score:.0f}: {plain(risk.reason)}"


def _seen(sighting: Sighting, now: float) -> str:
    """Say how a route is known that a running app has."""
    if not sighting.run_id:
        return f"as the app itself has it, asked {age(sighting.seen_at, now)}"
    return f"as seen in the running app by tests {age(sighting.seen_at, now)}"


def _of_test(
    snapshot: Snapshot,
    test: TestFunction,
    standing: Standing,
    now: float,
    address_of: AddressOf | None,
    link_to: LinkTo | None,
) -> Iterator[str]:
    yield f"**{code(test.id)}**{_name_of(snapshot, test.id)}"
    links = snapshot.links_by_test.get(test.id, ())
    yield from grouped(links, _MOST_TESTS, lambda link: route_line(snapshot, link, link_to))
    if not links:
        yield "\nNo route is known that it reaches."
    last = verdict((test.id,), standing)
    cases = sorted(standing.results.get(test.id, ()), key=_bad_first)
    if not cases:
        yield f"\n{verdict_text(last, now)}"
        return
    yield f"\n{_sign(cases, standing, test.id)} last run {age(last.at, now)}"
    yield ""
    for one in cases[:_MOST_CASES]:
        name = one.case.id.removeprefix(test.id)
        yield f"- {_SIGNS[one.case.outcome]} {code(name) + ' ' if name else ''}{_outcome(one)}"
        yield from _diagnosis(one, snapshot)
        if address_of is not None:
            yield from _artifacts(one, address_of)
    if len(cases) > _MOST_CASES:
        yield f"- … {len(cases) - _MOST_CASES} more cases"
    yield from _evidence(last.run_id)


def _of_group(
    snapshot: Snapshot, group: TestGroup, standing: Standing, now: float, link_to: LinkTo | None
) -> Iterator[str]:
    yield f"**{code(group.id)}** — {group.kind} {plain(group.name)}".rstrip()
    last = verdict(group.tests, standing)
    yield f"\n{count_text(len(group.tests))} · {verdict_text(last, now)}"
    yield ""
    for test_id in group.tests[:_MOST_TESTS]:
        yield _test_line(snapshot, test_id, "", standing.results.get(test_id, ()), standing, link_to)
    if len(group.tests) > _MOST_TESTS:
        yield f"- … {len(group.tests) - _MOST_TESTS} more"
    yield from _evidence(last.run_id)


def _test_line(
    snapshot: Snapshot,
    test_id: TestId,
    why: str,
    cases: Sequence[LastResult],
    standing: Standing,
    link_to: LinkTo | None,
) -> str:
    worst = min(cases, key=_bad_first, default=None)
    said = (
        f"{' · ' if why else ': '}{_outcome(worst)}"
        if worst and worst.case.outcome in {"failed", "error"}
        else ""
    )
    known = f" — {why}" if why else ""
    name = f"{linked_test(snapshot, test_id, link_to)}{_name_of(snapshot, test_id)}"
    return f"- {_sign(cases, standing, test_id)} {name}{known}{said}"


def _name_of(snapshot: Snapshot, test_id: TestId) -> str:
    """Name a test whose id only says where it stands."""
    test = snapshot.tests.get(test_id)
    return f" {plain(test.name)}" if test is not None and test.name and is_placed(test_id) else ""


def _artifacts(one: LastResult, address_of: AddressOf) -> Iterator[str]:
    """Link what a case left; the same file only once."""
    links = {address_of(one.run_id, left.path): left.name for left in one.case.artifacts}
    shown = [f"[{plain(name)}](<{address}>)" for address, name in links.items()]
    if shown:
        more = f" · … {len(shown) - _MOST_ARTIFACTS} more" if len(shown) > _MOST_ARTIFACTS else ""
        yield f"  {' · '.join(shown[:_MOST_ARTIFACTS])}{more}"


def _diagnosis(one: LastResult, snapshot: Snapshot) -> Iterator[str]:
    """Say where the fault of a failed case lies and what to do, by our rules and, if one was asked, by a model."""
    if one.case.outcome not in {"failed", "error"}:
        return
    found = diagnose_case(one.case, routes=snapshot.routes)
    if found.fault != "unknown":
        yield f"  fault: {found.fault} ({found.fault_confidence:.0%}) — {plain(found.suggestion)}"
    opinion = snapshot.opinions.get(one.case.id)
    if opinion is not None:
        said = opinion.diagnosis
        yield f"  {plain(opinion.model)}: {plain(said.root_cause)} {plain(said.suggestion)}"


def _outcome(one: LastResult) -> str:
    case = one.case
    if case.failures:
        at = case.failures[0].location
        where = f" ({plain(at.file)}:{at.span.line})" if at else ""
        return f"{case.outcome}: {code(first_line(case.failures[0]))}{where}"
    flaky = ", flaky" if case.flaky else ""
    reason = f": {plain(case.reason)}" if case.reason else ""
    return f"{case.outcome} in {case.duration:.2f} s{flaky}{reason}"


def _sign(cases: Sequence[LastResult], standing: Standing, test_id: TestId) -> str:
    if test_id in standing.running:
        return "●"
    worst = min(cases, key=_bad_first, default=None)
    return _SIGNS[worst.case.outcome] if worst else "○"


def _bad_first(one: LastResult) -> tuple[int, str]:
    order: Sequence[CaseOutcome] = ("error", "failed", "passed", "skipped")
    return order.index(one.case.outcome), one.case.id


def _evidence(run_id: str) -> Iterator[str]:
    if run_id:
        yield f"\nevidence: run {code(run_id)}"


def _marked(snapshot: Snapshot, route: Route, file: WorkspacePath, line: int) -> Span:
    described = described_at(snapshot, file, line)
    if described:
        return described[0].operation.at.span
    if route.file == file and line in route.span:
        return route.span
    span = route.handler_span
    return Span(span.line, span.column, span.line + 1, 1)
