"""Stand-ins behind the ports of runs, for tests in which the real ones have no part."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.test import TestId


class Freed:
    """A resource that nobody else wants."""

    def release(self) -> None:
        pass


class NoLocks:
    """Resources that are always free."""

    def try_acquire(self, name: str, holder: str) -> Freed:
        return Freed()


def never(first: Invocation, ids: Sequence[TestId], attempt: int) -> Invocation:
    raise AssertionError(f"{first.suite} was not to be started again for {ids} ({attempt})")
