"""Cases of pytest's suite ``unit``, as the tests of several rooms need them."""

from __future__ import annotations

from qaagent_lsp.model.link import Link
from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult, Failure
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId

FILE = WorkspacePath("tests/test_pets.py")


def unit_case(
    case_id: str,
    outcome: CaseOutcome = "passed",
    *failures: Failure,
    route: RouteKey | None = None,
    why: str = "the probe saw it",
    seconds: float = 0.02,
) -> CaseResult:
    """A case of ``FILE`` that was tried once, and reached a route where one is given."""
    test = TestId(case_id)
    return CaseResult(
        id=test,
        suite="unit",
        runner="pytest",
        name=case_id.rpartition("::")[2],
        outcome=outcome,
        duration=seconds,
        file=FILE,
        line=3,
        attempts=(Attempt(outcome, seconds, failures),),
        failures=failures,
        routes=() if route is None else (Link(test, route, "observed", why),),
    )
