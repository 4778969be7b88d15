"""Stand-ins behind the ports of runs, for tests in which the real ones have no part."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.model.answer import Answer
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runs.suites import Outside


async def nobody(url: str, seconds: float) -> Answer:
    """No server answers anywhere."""
    return Answer(None, listening=False, words="nobody there")


class Freed:
    """A resource that nobody else wants."""

    def release(self) -> None:
        pass


class NoLocks:
    """Resources that are always free."""

    def try_acquire(self, name: str, holder: str) -> Freed:
        return Freed()


NOTHING_OUTSIDE = Outside(NoLocks(), nobody)
"""For runs that share nothing and test no server."""


def never(first: Invocation, ids: Sequence[TestId], attempt: int) -> Invocation:
    raise AssertionError(f"{first.suite} was not to be started again for {ids} ({attempt})")
