"""Routes that are not listed because nothing tells their paths, and what is said of them until an app shows them.

What an app was seen to serve is all that it has. So what the code left open at that moment is answered by its table;
what is written later is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.served import RowName, Sighting

UNKNOWN_ROUTE = "unknown-route"
_ADVICE = "run a test that uses the app to have"


def named(rows: Sequence[Route]) -> Iterator[tuple[RowName, Route]]:
    """Name what is left out, wherever its lines are: by method, what of the path is known, file, handler and reason.

    Of those that are the same in all that, the first, second, … are told apart.
    """
    seen = Counter[RowName]()
    for row in rows:
        name = (row.key.method, row.key.path, f"{row.file}: {row.handler}: {row.reason}")
        seen[name] += 1
        yield (*name[:2], f"{name[2]} ({seen[name]})"), row


def still_left_out(rows: Sequence[Route], sightings: Sequence[Sighting]) -> tuple[Route, ...]:
    """Give what is left out of the table, but for what apps were seen to have since."""
    answered = {name for sighting in sightings for name in sighting.answered} if rows else set[RowName]()
    return tuple(row for name, row in named(rows) if name not in answered)


def problem_of(row: Route) -> Problem:
    """Say what is left out, why, and what to do about it."""
    begins = row.key.path if len(row.key.path) > 1 else ""
    if row.key.method:
        what = f"this route is not listed: {row.reason}"
        known = f" (it begins with {begins})" if begins else ""
        message = f"{what}{known}; {_ADVICE} it listed"
    else:
        known = f" below {begins}" if begins else ""
        message = f"the routes that are put here{known} are not listed: {row.reason}; {_ADVICE} them listed"
    return Problem(row.file, row.span, message, UNKNOWN_ROUTE)
