"""What a call, a link or a test reaches: rows of one route table, found quickly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qaagent_lsp.editor.verdicts import route_links
from qaagent_lsp.linking.calls import CallReader
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId, file_of


class Reach:
    """Reads one route table. Making one takes milliseconds for hundreds of routes, so it is worth keeping."""

    def __init__(self, routes: Iterable[Route]) -> None:
        """Index the routes."""
        self._table = RouteTable(routes)
        self._calls = CallReader(self._table)

    def rows(self, key: RouteKey, file: WorkspacePath | None = None) -> Sequence[Route]:
        """Give the rows of a method and path, of one file where it is known which is meant."""
        return [row for row in self._table.rows(key) if file in {None, row.file}]

    def of_call(self, call: ClientCall) -> Sequence[Route]:
        """Give the rows that a client call means; none where its text does not tell."""
        return _distinct(row for key, file in self._calls.meant(call) for row in self.rows(key, file))

    def of_test(self, snapshot: Snapshot, test: TestId) -> Sequence[Route]:
        """Give the rows that a test is known to reach, the best known first."""
        links = snapshot.links_by_test.get(test, ())
        return _distinct(row for link in links for row in self.rows(link.route, link.file))

    def calls_between(
        self, snapshot: Snapshot, test: TestId, routes: Sequence[Route]
    ) -> Sequence[ClientCall]:
        """Give the calls of a test that mean one of the routes, in the order of the text."""
        calls = [call for call in snapshot.calls_by_file.get(file_of(test), ()) if call.test == test]
        meant = [call for call in calls if any(row in routes for row in self.of_call(call))]
        return sorted(meant, key=lambda call: call.span)


def reaching(snapshot: Snapshot, routes: Iterable[Route]) -> Sequence[TestId]:
    """Give the tests of routes, each once, the best known first."""
    return list(dict.fromkeys(link.test for route in routes for link in route_links(snapshot, route)))


def _distinct(rows: Iterable[Route]) -> Sequence[Route]:
    return list(dict.fromkeys(rows))
