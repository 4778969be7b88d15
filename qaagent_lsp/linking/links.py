"""All evidence put together: which test reaches which route, each pair once, the best known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qaagent_lsp.discovery.client_calls import ClientCall
from qaagent_lsp.linking.calls import call_links
from qaagent_lsp.linking.evidence import best_of, rank
from qaagent_lsp.linking.names import name_links
from qaagent_lsp.linking.observed import Observed, ObservedTest, counted_hits
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.link import Hit, Link
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.test import TestFunction, TestId, function_id

LinksByRoute = Mapping[RouteKey, tuple[Link, ...]]
LinksByTest = Mapping[TestId, tuple[Link, ...]]


def assemble(
    routes: Sequence[Route],
    tests: Mapping[TestId, TestFunction],
    calls: Iterable[ClientCall],
    observed: Observed,
) -> tuple[LinksByRoute, LinksByTest]:
    """Link every test to the routes it reaches. The answer is the same whatever order the facts come in.

    Where all that a test does was seen, its calls and name no longer count. A name counts only where nothing
    better is known of the test. Both mappings are ordered by evidence, then by place of the test or key of
    the route.
    """
    table = RouteTable(routes)
    files = {test.file for test in tests.values()}
    seen = {
        test_id: test
        for test_id, test in observed.tests.items()
        if _still_holds(test, tests.get(test_id), file_known=test_id.partition("::")[0] in files)
    }
    by_test: dict[TestId, list[Link]] = {}
    whole: set[TestId] = set()
    for test_id, test in seen.items():
        links = hit_links(test_id, counted_hits(test.hits), table)
        if links:
            by_test[test_id] = list(links)
        if links and test.whole:
            whole.add(test_id)
    for link in call_links(calls, table):
        if link.test in tests and link.test not in whole:
            by_test.setdefault(link.test, []).append(link)
    unlinked = [test for test_id, test in tests.items() if test_id not in by_test]
    for link in name_links(unlinked, table):
        by_test.setdefault(link.test, []).append(link)
    return _ordered(by_test, tests)


def links_of_case(
    case: CaseResult,
    links_by_test: LinksByTest,
    routes: Sequence[Route] | RouteTable,
) -> tuple[Link, ...]:
    """Tell which routes one finished case belongs to: what it did itself, else what is known of its function.

    Requests of setup alone decide only where nothing is known, so that a test that fails before its first
    request still shows at its own route and not at the login route of its fixture.
    """
    table = routes if isinstance(routes, RouteTable) else RouteTable(routes)
    test_id = function_id(case.id)
    own = hit_links(test_id, [hit for hit in case.hits if hit.when == "call"], table)
    return tuple(own or links_by_test.get(test_id, ()) or hit_links(test_id, case.hits, table))


def hit_links(test_id: TestId, hits: Iterable[Hit], table: RouteTable) -> Sequence[Link]:
    """Turn hits into links, one a route, naming every status that was seen."""
    by_route: dict[Route, list[Hit]] = {}
    for hit in hits:
        for route in table.of_hit(hit):
            by_route.setdefault(route, []).append(hit)
    return best_of(
        Link(
            test_id,
            route.key,
            "observed" if observed else "request",
            _why(route, those),
            table.file_of(route),
        )
        for route, those in by_route.items()
        for observed in [any(hit.how == "observed" for hit in those)]
    )


def _why(route: Route, hits: Sequence[Hit]) -> str:
    statuses = ", ".join(dict.fromkeys(str(hit.status) for hit in hits if hit.status is not None))
    told = (
        f"observed: hit {route.key}"
        if any(hit.how == "observed" for hit in hits)
        else f"requested {route.key}"
    )
    phases = {hit.when for hit in hits}
    notes = [statuses] if statuses else []
    if all(hit.how == "observed" and not hit.entered for hit in hits):
        notes.append("handler not entered")
    if "call" not in phases:
        notes.append(f"in {' and '.join(sorted(phases))}")
    return f"{told} ({'; '.join(notes)})" if notes else told


def _still_holds(seen: ObservedTest, known: TestFunction | None, *, file_known: bool) -> bool:
    """Tell whether a test is as it was seen. Inherited and generated tests have no source to compare."""
    return known.digest == seen.digest if known else not seen.digest and file_known


def _ordered(
    by_test: Mapping[TestId, Iterable[Link]], tests: Mapping[TestId, TestFunction]
) -> tuple[LinksByRoute, LinksByTest]:
    def place(test_id: TestId) -> tuple[str, int, str]:
        test = tests.get(test_id)
        return (test.file, test.span.line, test_id) if test else (test_id.partition("::")[0], 0, test_id)

    ordered = {
        test_id: tuple(
            sorted(best_of(by_test[test_id]), key=lambda link: (rank(link), link.route, link.file or ""))
        )
        for test_id in sorted(by_test, key=place)
    }
    by_route: dict[RouteKey, list[Link]] = {}
    for links in ordered.values():
        for link in links:
            by_route.setdefault(link.route, []).append(link)
    for links_of_route in by_route.values():
        links_of_route.sort(key=rank)
    return {key: tuple(by_route[key]) for key in sorted(by_route)}, ordered
