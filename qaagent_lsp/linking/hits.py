"""What the requests that probes saw come to as links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from qaagent_lsp.linking.evidence import best_of
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.linking.templates import shape_of
from qaagent_lsp.model.link import Hit, Link
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.test import TestId, file_of, function_id


def links_of_case(
    case: CaseResult,
    links_by_test: Mapping[TestId, tuple[Link, ...]],
    routes: Sequence[Route] | RouteTable,
) -> tuple[Link, ...]:
    """Tell which routes one finished case belongs to: what it did itself, else what is known of its function.

    Requests of setup alone decide only where nothing is known, so that a test that fails before its first
    request still shows at its own route and not at the login route of its fixture.
    """
    table = routes if isinstance(routes, RouteTable) else RouteTable(routes)
    test_id = function_id(case.id)
    known = links_by_test.get(test_id, ())
    hits = [hit for hit in case.hits if hit.when == "call"]
    passed = {(link.route, link.file) for link in known if link.role != "subject"}
    if passed and case.outcome in {"failed", "error"}:
        # A login that answered with an error is no longer passed on the way: it may be why the test failed.
        loud = [hit for hit in hits if hit.status is None or hit.status >= _AN_ERROR]
        passed -= {(link.route, link.file) for link in hit_links(test_id, loud, table)}
    own = hit_links(test_id, hits, table)
    subjects = [link for link in own if (link.route, link.file) not in passed]
    return tuple(
        subjects
        or own
        or [link for link in known if link.role == "subject"]
        or hit_links(test_id, case.hits, table)
    )


_AN_ERROR = 400


def hit_links(test_id: TestId, hits: Iterable[Hit], table: RouteTable) -> Sequence[Link]:
    """Turn hits into links, one a route, naming every status that was seen."""
    by_route: dict[Route, list[Hit]] = {}
    for hit in hits:
        for route in table.of_hit(hit, file_of(test_id)):
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
    seen = [hit for hit in hits if hit.how == "observed"]
    then = _seen_as(route, seen)
    told = f"observed: hit {then or route.key}" if seen else f"requested {route.key}"
    phases = {hit.when for hit in hits}
    notes = [statuses] if statuses else []
    if all(hit.how == "observed" and not hit.entered for hit in hits):
        notes.append("handler not entered")
    if "call" not in phases:
        notes.append(f"in {' and '.join(sorted(phases))}")
    told = f"{told} ({'; '.join(notes)})" if notes else told
    if not then:
        return told
    # A test may also mount a router elsewhere than the app does: then it is the same after another run.
    doubt = "" if route.confidence == 1 else ", as far as they can be read"
    return f"{told}, served by this handler in that run; the files say {route.key}{doubt}"


def _seen_as(route: Route, seen: Sequence[Hit]) -> str:
    """Give the path that only the handler tied to the route: it was edited since, or files could not tell it.

    ``""`` where the route was seen as it stands, whatever its parameters are called.
    """
    shape = shape_of(route.key.path)
    others = [hit for hit in seen if shape_of(hit.path) != shape]
    return f"{others[0].method} {others[0].path}" if others and len(others) == len(seen) else ""
