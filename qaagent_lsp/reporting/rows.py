"""The cases of a run as compact rows: what a list of 30,000 of them needs to be shown, searched and filtered."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.test import file_of
from qaagent_lsp.reporting.health import Cause, RouteHealth, is_bad, subjects
from qaagent_lsp.reporting.words import printable

Json = dict[str, object]

OUTCOMES = ("passed", "failed", "error", "skipped")
_LONGEST_MESSAGE = 300


class Table:
    """Texts that many rows share, each kept once."""

    def __init__(self) -> None:
        self._positions: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        """Return the position of a text."""
        return self._positions.setdefault(text, len(self._positions))

    @property
    def texts(self) -> list[str]:
        """All texts, by position."""
        return list(self._positions)


def index_of(evidence: Evidence, routes: Sequence[RouteHealth], found: Sequence[Cause]) -> Json:
    """Return all that the list of tests needs at once.

    A row is ``[file, rest of the id, suite, outcome, milliseconds, routes, line, message, flaky, name, cause]``: file
    and suite are positions in ``files`` and ``suites``, outcome one in ``outcomes``, routes positions in ``routes``,
    cause a position plus one. What is empty at the end of a row is left out. Cases of the run keep their order.
    """
    files, suites = Table(), Table()
    of_routes: dict[int, list[int]] = {}
    for number, route in enumerate(routes):
        for position in route.cases:
            of_routes.setdefault(position, []).append(number)
    of_cause = {position: number + 1 for number, cause in enumerate(found) for position in cause.cases}
    rows = [
        _row(case, files, suites, of_routes.get(position, []), of_cause.get(position, 0))
        for position, case in enumerate(evidence.run.cases)
    ]
    return {
        "run": evidence.run.run_id,
        "outcomes": list(OUTCOMES),
        "files": files.texts,
        "suites": suites.texts,
        "routes": [str(route.route) for route in routes],
        "causes": [printable(cause.title)[:_LONGEST_MESSAGE] for cause in found],
        "rows": rows,
    }


def _row(case: CaseResult, files: Table, suites: Table, routes: list[int], cause: int) -> list[object]:
    file = file_of(case.id)
    name = "" if case.name in case.id else printable(case.name)
    row: list[object] = [
        files(file),
        printable(case.id[len(file) :]),
        suites(case.suite),
        OUTCOMES.index(case.outcome),
        round(case.duration * 1000, 1),
        routes,
        case.line,
        _message(case),
        int(case.flaky),
        name,
        cause,
    ]
    while len(row) > 7 and not row[-1]:
        row.pop()
    return row


def _message(case: CaseResult) -> str:
    """Give the first lines of a message: where an assertion says what differs."""
    if not is_bad(case) and not case.reason:
        return ""
    lines = [line.strip() for line in printable(case.message).splitlines()]
    text = " ".join(line for line in lines if line)
    return text if len(text) <= _LONGEST_MESSAGE else f"{text[: _LONGEST_MESSAGE - 1]}…"


def links_of(case: CaseResult, numbers: dict[str, int]) -> list[list[object]]:
    """Say how each route of a case is known: ``[route, how, why]``."""
    return [[numbers.get(str(link.route), -1), link.how, printable(link.why)] for link in subjects(case)]
