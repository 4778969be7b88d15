"""Runs and cases for the tests of the store, and a store whose clock stands still until it is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import (
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
from qaagent_lsp.model.scope import AllScope, Scope
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.store.run_store import RunStoreOnDisk
from qaagent_lsp.store.writing import WrittenRun
from tests.model.cases import unit_case

REPOSITORY = Path(__file__).parents[2]
NOON = 1_795_348_800.0  # 2026-11-22T12:00:00Z
PETS = RouteKey("GET", "/pets/{pet_id}")
SUITE = SuiteResult("unit", "pytest", ("python", "-m", "pytest"), "/project", "failed", 1, "", 0.5)


class Clock:
    """POSIX seconds that only a test moves."""

    def __init__(self, now: float = NOON) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def passed(name: str, outcome: CaseOutcome = "passed") -> CaseResult:
    """A case without failures."""
    return unit_case(f"tests/test_pets.py::{name}", outcome, seconds=0.25)


def failed(name: str, message: str = "assert 1 == 2") -> CaseResult:
    """A case that failed on line 5 and reaches ``GET /pets/{pet_id}``."""
    frame = Frame(WorkspacePath("tests/test_pets.py"), Span(5, 9, 5, 20), name)
    failure = Failure(message, "AssertionError", "E assert 1 == 2", frame, (frame,), category="assertion")
    return unit_case(f"tests/test_pets.py::{name}", "failed", failure, route=PETS, seconds=0.25)


def begin(
    store: RunStoreOnDisk,
    target: str = "/project",
    scope: Scope | None = None,
    settings: Mapping[str, object] | None = None,
) -> WrittenRun:
    """Create a run."""
    return store.create_run(
        target_name="project", target_path=target, scope=scope or AllScope(), settings=settings or {}
    )


def result_of(
    run: WrittenRun,
    *cases: CaseResult,
    status: RunStatus | None = None,
    scope: Scope | None = None,
    suites: tuple[SuiteResult, ...] = (SUITE,),
    problems: tuple[Problem, ...] = (),
) -> RunResult:
    """The end of a run with these cases; failed when one of them is not green."""
    green = all(case.outcome in {"passed", "skipped"} for case in cases)
    return RunResult(
        run_id=run.run_id,
        run_dir=run.run_dir,
        status=status or ("passed" if green else "failed"),
        scope=scope or AllScope(),
        created_at=run.created_at,
        duration=1.5,
        counts=count(cases),
        cases=cases,
        suites=suites,
        problems=problems,
    )


def written(
    store: RunStoreOnDisk, *cases: CaseResult, target: str = "/project", scope: Scope | None = None
) -> str:
    """Write a whole run and return its id."""
    run = begin(store, target, scope)
    run.append(cases)
    run.seal(result_of(run, *cases, scope=scope))
    return run.run_id


def files_below(folder: Path) -> Iterator[str]:
    """Name all files below a folder, hidden ones left out."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(folder).as_posix()
