"""Small results to show."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.model.result import (
    CaseOutcome,
    CaseResult,
    Failure,
    Frame,
    RunOutcome,
    RunResult,
    RunStatus,
    SuiteResult,
)
from qaagent_lsp.model.result import count as count_cases
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.scope import AllScope
from qaagent_lsp.model.source import Span, WorkspacePath
from tests.model.cases import unit_case

GET_PET = RouteKey("GET", "/pets/{pet_id}")
PETS = WorkspacePath("app/pets.py")


def failing(
    case_id: str = "tests/test_pets.py::test_get",
    message: str = "assert 404 == 200\n +  where 404 = f()",
    *,
    outcome: CaseOutcome = "failed",
    line: int | None = 14,
) -> CaseResult:
    """A case that failed in ``app/pets.py`` at ``line``, or nowhere in the workspace."""
    place = None if line is None else Frame(PETS, Span(line, 5, line, 20), "get_pet")
    failure = Failure(message, exception="AssertionError", location=place)
    return case(case_id, outcome, (failure,))


def case(case_id: str, outcome: CaseOutcome, failures: tuple[Failure, ...] = ()) -> CaseResult:
    """A case of the route ``GET_PET``."""
    return unit_case(case_id, outcome, *failures, route=GET_PET, why="hit GET /pets/{pet_id} (404)")


def failing_scenario() -> CaseResult:
    """A scenario whose second step fails in the code of its steps."""
    step = Frame(WorkspacePath("features/pets.feature"), Span(9, 5, 9, 31), 'Then the answer says "Ada"')
    code = Frame(WorkspacePath("features/steps/pets.py"), Span(11, 12, 11, 50), "says")
    failure = Failure("no", "AssertionError", location=code, frames=(step, code))
    return replace(
        case("features/pets.feature:7", "failed", (failure,)), runner="behave", name="A pet is shown"
    )


def result(*cases: CaseResult, status: RunStatus = "failed", error: str = "") -> RunResult:
    """A run of one suite."""
    outcome: RunOutcome = "error" if error else "failed" if status == "failed" else "passed"
    return RunResult(
        run_id="20261123_010203Z",
        run_dir="/runs/20261123_010203Z",
        status=status,
        scope=AllScope(),
        created_at="2026-11-23T01:02:03Z",
        duration=0.5,
        counts=count_cases(cases),
        cases=cases,
        suites=(SuiteResult("unit", "pytest", ("python", "-m", "pytest"), "/w", outcome, 1, error),),
    )


def pet_route() -> Route:
    """``GET_PET`` in line 12 of ``app/pets.py``."""
    span = Span(12, 1, 12, 30)
    return Route(GET_PET, "app.pets.get_pet", PETS, span, PETS, Span(13, 1, 17, 15), "fastapi")
