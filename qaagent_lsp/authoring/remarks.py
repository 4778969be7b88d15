"""What stands beside generated tests for whoever reads them, the same in every framework."""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.authoring.step_definitions import MARK
from qaagent_lsp.model.brief import CaseBrief

LOOK = "TODO(qaagent):"
"""Before what a person must look at."""


def written_by(tests: str) -> str:
    """Say in a file who wrote it, and how far to rely on it; ``tests`` is what the framework calls one."""
    return (
        f"{MARK}. Unless a comment says otherwise, a {tests} expects what the app answered when the"
        f" {tests} was written: read it before you rely on it."
    )


def remarks_on(case: CaseBrief) -> Iterator[str]:
    """Say where the expectation of a case comes from, unless it was observed, and what could not be known."""
    if case.known_by == "schema":
        yield "Expected by the API's description."
    elif case.known_by == "convention":
        yield "Expected by convention; nothing was observed."
    yield from (f"{LOOK} {phrase}" for phrase in case.unknown)


def unused(wanted: str, taken: set[str], numbered: str = "{} ({})") -> str:
    """Number a name that is taken already, and take it; ``numbered`` puts name and number together."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = numbered.format(wanted, number)
    taken.add(name)
    return name
