"""All evidence put together: which test reaches which route, each pair once, the best known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qaagent_lsp.discovery.client_calls import ClientCall
from qaagent_lsp.linking.calls import call_links, is_explained
from qaagent_lsp.linking.evidence import best_of, rank
from qaagent_lsp.linking.names import RouteNames, name_links
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

    Where all that a test does was seen, its calls and name no longer count. A name counts only where nothing better
    is known of the test. Both mappings are ordered by evidence, then by place of the test or key of the route.
    """
    return Linker().assemble(routes, tests, calls, observed)


class Linker:
    """Assembles again after every edit, thinking anew only about tests of which something changed."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._shape: object = None
        self._table = RouteTable(())
        self._names = RouteNames(self._table)
        self._kept: dict[TestId, tuple[_Facts, tuple[Link, ...]]] = {}

    def assemble(
        self,
        routes: Sequence[Route],
        tests: Mapping[TestId, TestFunction],
        calls: Iterable[ClientCall],
        observed: Observed,
    ) -> tuple[LinksByRoute, LinksByTest]:
        """As the function ``assemble``."""
        self._lay(routes)
        calls_of: dict[TestId, list[ClientCall]] = {}
        for call in calls:
            calls_of.setdefault(call.test, []).append(call)
        facts = {
            test_id: _Facts(
                test, tuple(calls_of.get(test_id, ())), _holding(observed.tests.get(test_id), test)
            )
            for test_id, test in tests.items()
        }
        files = {test.file for test in tests.values()}
        for test_id, seen in observed.tests.items():
            # Inherited and generated tests stand in no file: there is no source to compare.
            if test_id not in facts and not seen.digest and test_id.partition("::")[0] in files:
                facts[test_id] = _Facts(None, (), seen)
        before = self._kept
        self._kept = {
            test_id: known
            if (known := before.get(test_id)) is not None and known[0] == fact
            else (fact, self._links(test_id, fact))
            for test_id, fact in facts.items()
        }
        return _ordered({test_id: known for test_id, known in self._kept.items() if known[1]})

    def _lay(self, routes: Sequence[Route]) -> None:
        """Take a route table; while only lines of it moved, what was thought of it still holds."""
        keys = Counter(route.key for route in routes)
        shape = [
            (route.key, route.params, route.handler, route.file, route.handler_file)
            if keys[route.key] == 1
            else route
            for route in routes
        ]
        if shape != self._shape:
            self._shape = shape
            self._table = RouteTable(routes)
            self._names = RouteNames(self._table)
            self._kept = {}

    def _links(self, test_id: TestId, facts: _Facts) -> tuple[Link, ...]:
        links: list[Link] = []
        calls: Sequence[ClientCall] = facts.calls
        if facts.seen is not None:
            links += hit_links(test_id, counted_hits(facts.seen.hits), self._table)
            calls = _unseen(calls, facts.seen, self._table) if links else calls
        links += call_links(calls, self._table)
        if facts.test is not None and not links:
            links += name_links((facts.test,), self._names)
        return tuple(sorted(best_of(links), key=lambda link: (rank(link), link.route, link.file or "")))


class _Facts(NamedTuple):
    """All that the links of one test follow from, but for the route table."""

    test: TestFunction | None
    calls: tuple[ClientCall, ...]
    seen: ObservedTest | None


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


def _unseen(calls: Sequence[ClientCall], seen: ObservedTest, table: RouteTable) -> Sequence[ClientCall]:
    """Keep the calls that may still be to come: none after a whole run, else those that no request was seen of."""
    if seen.whole or not calls:
        return ()
    reached = RouteTable(dict.fromkeys(row for hit in seen.hits for row in table.of_hit(hit)))
    return tuple(call for call in calls if not is_explained(call, reached))


def _holding(seen: ObservedTest | None, test: TestFunction) -> ObservedTest | None:
    """Keep what was seen of a test only while its source is the one that was seen."""
    return seen if seen is not None and seen.digest == test.digest else None


def _ordered(found: Mapping[TestId, tuple[_Facts, tuple[Link, ...]]]) -> tuple[LinksByRoute, LinksByTest]:
    def place(test_id: TestId) -> tuple[str, int, str]:
        test = found[test_id][0].test
        return (test.file, test.span.line, test_id) if test else (test_id.partition("::")[0], 0, test_id)

    ordered = {test_id: found[test_id][1] for test_id in sorted(found, key=place)}
    by_route: dict[RouteKey, list[Link]] = {}
    for links in ordered.values():
        for link in links:
            by_route.setdefault(link.route, []).append(link)
    for links_of_route in by_route.values():
        links_of_route.sort(key=rank)
    return {key: tuple(by_route[key]) for key in sorted(by_route)}, ordered
