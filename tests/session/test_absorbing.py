"""A batch of news becomes one new memory."""

from __future__ import annotations

import sys
from types import FrameType

from qaagent_lsp.model.event import (
    CaseFinished,
    CasesCollected,
    CaseStarted,
    CollectionBroke,
    InlineToolFinished,
    RunEvent,
    StepStarted,
)
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import CaseResult, Counts, Failure, RunResult, RunStatus
from qaagent_lsp.model.scope import AllScope, Chosen, ChosenTests, Selection
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.runs.supervisor import RunTicket
from qaagent_lsp.session import memory
from qaagent_lsp.session.absorbing import absorb
from qaagent_lsp.session.digest import Finished, Happened, News, Queued, Started
from qaagent_lsp.session.memory import Memory
from qaagent_lsp.session.outlining import Outlines

FILE = WorkspacePath("t.py")
A, B = TestId("t.py::a"), TestId("t.py::b")


def ticket(run_id: str, *tests: TestId) -> RunTicket:
    selection = Selection(AllScope(), (ChosenTests("pytest", tuple(Chosen(test, "") for test in tests)),))
    return RunTicket(run_id, f"/runs/{run_id}", AllScope(), selection, len(tests))


RUN, OTHER = ticket("1", A), ticket("2", B)


def happened(run: RunTicket, *events: RunEvent) -> list[News]:
    return [Happened(run, event) for event in events]


def passed(test: TestId) -> CaseFinished:
    return CaseFinished("unit", CaseResult(test, "unit", "pytest", test, "passed", 0.1, FILE, 1, ()))


def finished(run: RunTicket, status: RunStatus) -> Finished:
    return Finished(run, RunResult(run.run_id, run.run_dir, status, AllScope(), "", 0.1, Counts()))


def after(*news: News, known: Memory | None = None) -> Memory:
    return absorb(known or Memory(), news, {}, Outlines(), 5.0)


def test_a_run_from_its_place_in_the_queue_to_its_end() -> None:
    running = after(
        Queued(RUN), Started(RUN, ()), *happened(RUN, CasesCollected("unit", (A,)), CaseStarted("unit", A))
    )
    assert running.running == {A}
    done = after(*happened(RUN, passed(A)), finished(RUN, "passed"), known=running)
    assert (done.running, done.underway) == (frozenset(), {})
    assert (done.results[A].run_id, done.results[A].finished_at) == ("1", 5.0)


def test_news_of_two_runs_in_one_batch_stay_apart() -> None:
    known = after(Queued(RUN), Queued(OTHER), *happened(RUN, passed(A)), *happened(OTHER, passed(B)))
    assert {test: last.run_id for test, last in known.results.items()} == {A: "1", B: "2"}


def test_a_broken_file_is_remembered_where_its_place_is_known() -> None:
    problem = Problem(FILE, Span(1, 1, 1, 2), "SyntaxError", "collection-error")
    failure = Failure("SyntaxError")
    known = after(
        Queued(RUN),
        *happened(
            RUN, CollectionBroke("unit", A, failure, problem), CollectionBroke("unit", B, failure, None)
        ),
    )
    assert known.broken == {FILE: (problem,)}


def test_a_fault_in_another_file_is_left_to_the_case_of_the_file_that_could_not_be_loaded() -> None:
    problem = Problem(WorkspacePath("shop/pets.py"), Span(1, 1, 1, 2), "SyntaxError", "collection-error")
    broken = CollectionBroke("unit", TestId(FILE), Failure("SyntaxError"), problem)
    assert after(Queued(RUN), *happened(RUN, broken)).broken == {}


def test_a_cancelled_run_gives_back_the_verdicts_it_had_set_aside() -> None:
    known = after(Queued(RUN), *happened(RUN, passed(A)), finished(RUN, "passed"))
    again = after(Queued(RUN), known=known)
    assert again.results == {}
    assert after(finished(RUN, "cancelled"), known=again).results == known.results


def test_a_plan_without_a_tool_leaves_alone_what_that_found() -> None:
    found = ToolResult("perf", "failed", executed=True)
    left_out = ToolResult("perf", "skipped", error="skipped: it was not asked for")
    begins = StepStarted("perf", 3, 3)
    known = after(Queued(RUN), *happened(RUN, begins, InlineToolFinished(found)), finished(RUN, "failed"))
    again = after(Queued(OTHER), *happened(OTHER, begins, InlineToolFinished(left_out)), known=known)
    assert again.found == known.found
    assert known.found["perf"].result == found


def test_news_that_change_nothing_leave_the_memory_itself() -> None:
    known = after(Queued(RUN))
    assert after(Started(RUN, ()), *happened(RUN, CaseStarted("unit", A)), known=known) is known


def test_cases_that_finish_one_after_the_other_are_taken_in_at_once() -> None:
    """Every step copies all verdicts: one step a case took minutes with 30,000 tests."""
    steps = 0

    def count(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal steps
        steps += event == "call" and frame.f_code in {memory.finished.__code__, memory.collected.__code__}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        known = after(
            Queued(RUN),
            *happened(RUN, CasesCollected("unit", (A,)), CasesCollected("unit", (B,))),
            *happened(RUN, CaseStarted("unit", A), passed(A), CaseStarted("unit", B), passed(B)),
        )
    finally:
        sys.setprofile(before)
    assert known.results.keys() == {A, B}
    assert (steps, known.running) == (2, frozenset())
