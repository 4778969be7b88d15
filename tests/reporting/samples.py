"""A run to report on: two routes, one of them red, a broken fixture, a flaky test, a skipped one."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.model.evidence import Evidence, Excerpt, Target, ToolEntry
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import (
    Attempt,
    CaseOutcome,
    CaseResult,
    Failure,
    Frame,
    RunResult,
    RunStatus,
    SuiteResult,
    count,
)
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import AllScope
from qaagent_lsp.model.source import Span, WorkspacePath
from tests.model.cases import unit_case

GET_PET = RouteKey("GET", "/pets/{pet_id}")
POST_ORDER = RouteKey("POST", "/orders")
PETS = WorkspacePath("app/pets.py")
EVIL = "</script><img src=x onerror=alert(1)>"


def case(
    name: str, outcome: CaseOutcome = "passed", *failures: Failure, route: RouteKey = GET_PET
) -> CaseResult:
    """A case of ``tests/test_pets.py`` that reaches a route."""
    why = f"hit {route} (404)"
    return unit_case(f"tests/test_pets.py::{name}", outcome, *failures, route=route, why=why)


def failure(message: str = "KeyError: 7", line: int | None = 14) -> Failure:
    """A failure in the handler, or nowhere in the workspace."""
    at = None if line is None else Frame(PETS, Span(line, 12, line, 20), "get_pet")
    return Failure(
        message,
        "KeyError",
        f"    def get_pet():\n>       return pets[7]\nE       {message}",
        at,
        category="data",
    )


def flaky(name: str) -> CaseResult:
    """A case that passed when it was tried again."""
    first = Attempt("failed", 0.5, (failure("TimeoutError: too slow", None),))
    return replace(case(name, route=POST_ORDER), attempts=(first, Attempt("passed", 0.1)), flaky=True)


def run(*cases: CaseResult, status: RunStatus = "failed", error: str = "") -> RunResult:
    """A run of one suite."""
    suite = SuiteResult(
        "unit", "pytest", ("python", "-m", "pytest", "a b"), "/w/shop", "failed", 1, error, duration=1.5
    )
    return RunResult(
        run_id="20261123_010203Z",
        run_dir="/runs/20261123_010203Z",
        status=status,
        scope=AllScope(),
        created_at="2026-11-23T01:02:03Z",
        duration=2.5,
        counts=count(cases),
        cases=cases,
        suites=(suite,),
        notes=("suite unit: 1 test(s) were run again (try 2)",),
    )


def shop() -> Evidence:
    """The evidence of a red run."""
    red = replace(
        case("test_get", "failed", failure()),
        output="--- Captured stdout call ---\nlooked",
        hits=(Hit("GET", "/pets/{pet_id}", "get_pet", "/w/app/pets.py", 12, 404, True, "call", count=2),),
    )
    skipped = replace(case("test_later", "skipped"), reason="not on this machine")
    result = run(red, case("test_list"), flaky("test_order"), skipped)
    return Evidence(
        run=result,
        target=Target("shop", "/w/shop", "main", "3ea9da3d6b9c", dirty=True),
        tools=(ToolEntry("pytest", "9.2.0", executed=True, exit_code=1),),
        excerpts={(PETS, 14): Excerpt(PETS, 13, ("def get_pet():", "    return pets[7]"))},
    )
