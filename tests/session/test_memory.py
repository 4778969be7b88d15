"""What is remembered while runs come and go: a run touches the verdicts of its own scope and no others."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import CaseOutcome, CaseResult
from qaagent_lsp.model.scope import AllScope, Chosen, ChosenTests, Selection, WholeSuite
from qaagent_lsp.model.snapshot import Anchor, Snapshot, ToolSaid
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestId
from qaagent_lsp.model.tool import ToolOutcome, ToolResult
from qaagent_lsp.session import memory
from qaagent_lsp.session.memory import Memory

RUN = "20260101_000000Z"


def case(test_id: str, outcome: CaseOutcome = "passed") -> CaseResult:
    file = WorkspacePath(test_id.partition("::")[0])
    return CaseResult(TestId(test_id), "unit", "pytest", test_id, outcome, 0.1, file, 1, attempts=())


def function(test_id: str) -> tuple[TestId, TestFunction]:
    file = WorkspacePath(test_id.partition("::")[0])
    span = Span(1, 1, 2, 1)
    return TestId(test_id), TestFunction(TestId(test_id), file, test_id, "", span, span, "digest")


TESTS = dict(map(function, ["a/t.py::one", "a/t.py::two", "a/t.py::C::three", "b/t.py::four"]))


def chosen(*ids: str) -> Selection:
    return Selection(AllScope(), (ChosenTests("pytest", tuple(Chosen(TestId(test), "") for test in ids)),))


def whole(path: str = "") -> Selection:
    return Selection(AllScope(), (WholeSuite("pytest", (WorkspacePath(path),)),))


def verdicts(known: Memory) -> dict[str, str]:
    return {test: last.case.outcome for test, last in known.results.items()}


def remembering(*cases: CaseResult) -> Memory:
    none: tuple[Anchor | None, ...] = ()
    return memory.remembered(Memory(), [(one, "earlier", 1.0, none) for one in cases])


def run_of(known: Memory, selection: Selection, *cases: CaseResult, complete: bool = True) -> Memory:
    known = memory.begin(known, RUN, selection, TESTS)
    known = memory.collected(known, RUN, [one.id for one in cases])
    known = memory.finished(known, RUN, 2.0, [(one, ()) for one in cases])
    return memory.end(known, RUN, complete=complete)


BEFORE = remembering(
    case("a/t.py::one", "failed"), case("a/t.py::two", "failed"), case("b/t.py::four", "failed")
)


def test_a_run_sets_its_own_verdicts_aside_at_once_and_no_others() -> None:
    known = memory.begin(BEFORE, RUN, chosen("a/t.py::one"), TESTS)
    assert verdicts(known) == {"a/t.py::two": "failed", "b/t.py::four": "failed"}
    assert known.running == {"a/t.py::one"}


def test_a_whole_suite_covers_what_lies_below_its_path() -> None:
    known = memory.begin(BEFORE, RUN, whole("a"), TESTS)
    assert verdicts(known) == {"b/t.py::four": "failed"}
    assert known.running == {"a/t.py::one", "a/t.py::two", "a/t.py::C::three"}


def test_a_class_covers_its_methods() -> None:
    known = memory.begin(BEFORE, RUN, chosen("a/t.py::C"), TESTS)
    assert "a/t.py::C::three" in known.running
    assert verdicts(known) == verdicts(BEFORE)


def test_a_complete_run_forgets_verdicts_of_tests_that_are_gone() -> None:
    known = run_of(BEFORE, whole("a"), case("a/t.py::one"))
    assert verdicts(known) == {"a/t.py::one": "passed", "b/t.py::four": "failed"}
    assert known.running == frozenset()


def test_a_run_cut_short_brings_back_what_it_did_not_get_to() -> None:
    known = run_of(BEFORE, whole("a"), case("a/t.py::one"), complete=False)
    assert verdicts(known) == {"a/t.py::one": "passed", "a/t.py::two": "failed", "b/t.py::four": "failed"}


def test_a_function_runs_until_its_last_parametrised_case_is_over() -> None:
    known = memory.begin(Memory(), RUN, chosen("a/t.py::one"), TESTS)
    known = memory.collected(known, RUN, [TestId("a/t.py::one[1]"), TestId("a/t.py::one[2]")])
    known = memory.finished(known, RUN, 2.0, [(case("a/t.py::one[1]"), ())])
    assert known.running == {"a/t.py::one"}
    known = memory.finished(known, RUN, 2.0, [(case("a/t.py::one[2]"), ())])
    assert known.running == frozenset()


def test_broken_files_are_forgotten_by_the_next_run_of_them() -> None:
    problem = Problem(WorkspacePath("a/t.py"), Span(1, 1, 1, 2), "SyntaxError", "collection-error")
    known = memory.broke(BEFORE, problem)
    assert known.broken == {"a/t.py": (problem,)}
    assert memory.begin(known, RUN, chosen("b/t.py::four"), TESTS).broken == known.broken
    assert memory.begin(known, RUN, chosen("a/t.py::one"), TESTS).broken == {}
    assert memory.begin(known, RUN, whole("b"), TESTS).broken == known.broken
    assert memory.begin(known, RUN, whole(), TESTS).broken == {}


def test_cleared_results_do_not_come_back_with_a_cancelled_run() -> None:
    known = memory.forgotten(memory.begin(BEFORE, RUN, whole(), TESTS))
    assert verdicts(memory.end(known, RUN, complete=False)) == {}


def test_a_fresh_verdict_outlives_one_that_is_remembered_later() -> None:
    known = run_of(Memory(), whole(), case("a/t.py::one"))
    known = memory.remembered(known, [(case("a/t.py::one", "failed"), "earlier", 1.0, ())])
    assert verdicts(known) == {"a/t.py::one": "passed"}


def test_a_test_that_ran_settles_that_its_file_was_broken() -> None:
    known = remembering(case("a/t.py", "error"), case("b/t.py", "error"))
    after = run_of(known, chosen("a/t.py::one"), case("a/t.py::one"))
    assert verdicts(after) == {"b/t.py": "error", "a/t.py::one": "passed"}


def test_a_whole_suite_of_one_tool_leaves_the_others_alone() -> None:
    tests = dict(map(function, ["a/t.py::one", "a/x.feature:3", "a/y.spec.ts:5:3"]))
    selection = Selection(AllScope(), (WholeSuite("behave", (WorkspacePath("a"),)),))
    known = memory.begin(Memory(), RUN, selection, tests)
    assert known.running == {"a/x.feature:3"}


def test_verdicts_move_with_tests_that_are_named_by_their_place() -> None:
    done = [(case("a.feature:3"), ()), (case("a.feature:9", "failed"), ()), (case("b.spec.ts:4:1 [api]"), ())]
    known = memory.finished(memory.begin(Memory(), RUN, whole(), {}), RUN, 1.0, done)
    known = memory.moved(
        known,
        {
            TestId("a.feature:3"): TestId("a.feature:9"),
            TestId("a.feature:9"): TestId("a.feature:15"),
            TestId("b.spec.ts:4:1"): TestId("b.spec.ts:7:1"),
        },
    )
    assert verdicts(known) == {
        "a.feature:9": "passed",
        "a.feature:15": "failed",
        "b.spec.ts:7:1 [api]": "passed",
    }
    assert known.results[TestId("a.feature:15")].case.id == "a.feature:15"


def test_broken_steps_are_cleared_by_any_run_of_their_tool_and_by_no_other() -> None:
    steps = Problem(WorkspacePath("features/steps/a.py"), Span(1, 1, 1, 2), "no module", "collection-error")
    known = memory.broke(Memory(), steps, "behave")
    assert list(memory.begin(known, RUN, whole(), {}).broken) == ["features/steps/a.py"]
    scenario = Selection(AllScope(), (ChosenTests("behave", (Chosen(TestId("features/b.feature:3"), ""),)),))
    assert memory.begin(known, RUN, scenario, {}).broken == {}
    feature = memory.broke(Memory(), replace(steps, file=WorkspacePath("features/a.feature")), "behave")
    assert list(memory.begin(feature, RUN, scenario, {}).broken) == ["features/a.feature"]


def test_the_verdict_on_steps_is_settled_by_a_run_that_loads_them() -> None:
    known = remembering(replace(case("features/steps/a.py", "error"), runner="behave"))
    assert verdicts(memory.begin(known, RUN, whole(), TESTS)) == {"features/steps/a.py": "error"}
    behave = Selection(AllScope(), (WholeSuite("behave"),))
    begun = memory.begin(known, RUN, behave, TESTS)
    assert verdicts(memory.end(begun, RUN, complete=True)) == {}
    assert verdicts(memory.end(begun, RUN, complete=False)) == {"features/steps/a.py": "error"}


def said(outcome: ToolOutcome, *, executed: bool = True) -> ToolSaid:
    return ToolSaid(ToolResult("a11y", outcome, executed=executed), RUN, 2.0)


def test_what_a_tool_found_stands_until_it_has_run_again() -> None:
    before, now = said("failed"), said("passed")
    known = memory.begin(memory.remembered(Memory(), (), (before,)), RUN, whole(), TESTS)
    begun = memory.tool_began(known, RUN, "a11y")
    assert begun.found == {}
    assert memory.tool_said(begun, RUN, now).found == {"a11y": now}
    skipped = memory.tool_said(begun, RUN, said("skipped", executed=False))
    assert skipped.found == {"a11y": before}
    cut_short = memory.end(begun, RUN, complete=False)
    assert cut_short.found == {"a11y": before}
    assert memory.end(memory.tool_said(begun, RUN, now), RUN, complete=True).found == {"a11y": now}
    assert memory.end(memory.forgotten(begun), RUN, complete=False).found == {}


def test_a_case_of_an_earlier_session_is_where_its_test_stands_now() -> None:
    _, there = function("a.feature:9")
    named = replace(there, name="a pet")
    now = Snapshot(tests_by_file={there.file: (named,), WorkspacePath("a.feature"): (named,)})
    before = replace(case("a.feature:3"), name="a pet", file=WorkspacePath("a.feature"))
    assert memory.placed_now(before, now).id == "a.feature:9"
    assert memory.placed_now(case("t.py::test_a"), now).id == "t.py::test_a"
