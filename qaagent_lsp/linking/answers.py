"""What the routes that are documented answered to tests, out of what was observed of tests as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.linking.table import RouteTable
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.operation import Answer, Described
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId

AnswersByRoute = Mapping[tuple[RouteKey, WorkspacePath], tuple[Answer, ...]]
"""By a route's key and file."""

_MOST_TESTS = 5


class Answering:
    """Asks again after every edit; what was observed is sorted once."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._observed = Observed()
        self._by_hit: Mapping[Hit, Sequence[tuple[TestId, str]]] = {}

    def answers(
        self,
        observed: Observed,
        tests: Mapping[TestId, TestFunction],
        table: RouteTable,
        described: Sequence[Described],
    ) -> AnswersByRoute:
        """Return the answers of all documented routes that tests got any of, ordered by status and content type."""
        if not described:
            return {}
        if observed is not self._observed:
            self._observed, self._by_hit = observed, _sorted_by_hit(observed)
        documented = {(row.key, row.file) for one in described for row in one.routes}
        seen: dict[tuple[RouteKey, WorkspacePath], dict[tuple[int, str], dict[TestId, None]]] = {}
        for hit, askers in self._by_hit.items():
            routes = [at for row in table.of_hit(hit) if (at := (row.key, row.file)) in documented]
            current = _current(askers, tests) if routes else ()
            if current and hit.status is not None:
                for at in routes:
                    got = seen.setdefault(at, {}).setdefault((hit.status, hit.media), {})
                    got.update(dict.fromkeys(current))
        return {
            at: tuple(
                Answer(status, media, tuple(those)[:_MOST_TESTS])
                for (status, media), those in sorted(got.items())
            )
            for at, got in seen.items()
        }


def _sorted_by_hit(observed: Observed) -> Mapping[Hit, Sequence[tuple[TestId, str]]]:
    """Sort tests, each with the digest of its text, by what they got. A crash that failed a test is no answer."""
    found: dict[Hit, list[tuple[TestId, str]]] = {}
    for test_id, test in observed.tests.items():
        for case in test.cases.values():
            for hit in case.hits:
                if hit.status is not None and (case.complete or hit.status < 500):
                    askers = found.setdefault(replace(hit, when="call", count=1), [])
                    if not askers or askers[-1][0] != test_id:
                        askers.append((test_id, test.digest))
    return found


def _current(askers: Iterable[tuple[TestId, str]], tests: Mapping[TestId, TestFunction]) -> Sequence[TestId]:
    """Keep some of the tests whose text is the one that was seen, or that stand in no file (inherited ones)."""
    current: list[TestId] = []
    for test_id, digest in askers:
        known = tests.get(test_id)
        if (known.digest == digest) if known is not None else not digest:
            current.append(test_id)
            if len(current) == _MOST_TESTS:
                break
    return current
