"""Routes that no test is known to reach, marked where it is fair to say so.

Not while the workspace has no tests at all (the lens says enough then), nor for rows that are not certain: a test may
well reach what we could not read. Nor for apps that tests make for themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qaagent_lsp.config.settings import DiagnosticLevel
from qaagent_lsp.editor.finding import Finding, FindingData
from qaagent_lsp.editor.verdicts import count_text
from qaagent_lsp.linking.evidence import is_linked, links_to
from qaagent_lsp.linking.known import is_conftest
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId

CODE = "untested-route"

_TEST_FOLDERS = frozenset({"test", "tests"})


def untested(snapshot: Snapshot, level: DiagnosticLevel) -> Iterator[tuple[WorkspacePath, Finding]]:
    """Yield one finding for each place that defines routes without tests."""
    if level == "off" or not snapshot.tests:
        return
    never_served = {one.later for one in snapshot.hidden}
    places: dict[tuple[WorkspacePath, Span], list[Route]] = {}
    for file, rows in snapshot.routes_by_file.items():
        if not is_of_tests(snapshot, file):
            for route in rows:
                if is_untested(snapshot, route) and route not in never_served:
                    places.setdefault((file, route.span), []).append(route)
    for (file, span), routes in places.items():
        data = FindingData(route=routes[0].key, route_file=file)
        yield file, Finding("untested", span, level, CODE, _said(snapshot, routes), data=data)


def is_untested(snapshot: Snapshot, route: Route) -> bool:
    """Tell whether a route is certain, the project's own, and reached by no test that is known.

    What only a description defines may be anybody's: there the lens says it.
    """
    if route.confidence < 1 or route.is_of_library or route.source == "openapi":
        return False
    return not is_linked(route, snapshot.links_by_route.get(route.key, ()))


def is_of_tests(snapshot: Snapshot, file: WorkspacePath) -> bool:
    """Tell whether apps of a file are made by tests for themselves."""
    *folders, name = file.split("/")
    return (
        file in snapshot.tests_by_file
        or is_conftest(TestId(file))
        or name.startswith("test_")
        or name.endswith("_test.py")
        or not _TEST_FOLDERS.isdisjoint(folders)
    )


def _said(snapshot: Snapshot, routes: Sequence[Route]) -> str:
    names = ", ".join(dict.fromkeys(str(route.key) for route in routes))
    passing = _passing(snapshot, routes)
    if passing:
        pass_ = "passes" if passing == 1 else "pass"
        return f"{names}: no test has it for its subject, {count_text(passing)} only {pass_} it"
    return f"{names}: no test is known to reach {'it' if len(routes) == 1 else 'them'}"


def _passing(snapshot: Snapshot, routes: Sequence[Route]) -> int:
    """Count the tests that pass one of the routes on their way to something else."""
    known = [(route, links) for route in routes if (links := snapshot.passed_by_route.get(route.key))]
    return len({link.test for route, links in known for link in links_to(route, links)})
