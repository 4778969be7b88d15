from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.event import CollectionBroke, ToolStarted
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult, Failure, RunOutcome
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.events import Seen
from qaagent_lsp.results.reconcile import Ending, Reconciled, case_of_broken, reconcile

INVOCATION = Invocation("unit", "pytest", ("python", "-m", "pytest"), "/w", (), "/e", "/j", "/o")
A, B = TestId("t.py::test_a"), TestId("t.py::test_b")


def case(test: TestId, outcome: CaseOutcome) -> CaseResult:
    failures = () if outcome in ("passed", "skipped") else (Failure("no"),)
    return CaseResult(
        test,
        "unit",
        "pytest",
        test,
        outcome,
        0.1,
        WorkspacePath("t.py"),
        1,
        (Attempt(outcome, 0.1, failures),),
        failures,
    )


GONE = TestId("t.py::test_c[1]")
BROKEN = CollectionBroke(
    "unit",
    TestId("b.py"),
    Failure(
        'File "b.py", line 3\n    x(:\nSyntaxError: invalid syntax', exception="SyntaxError", when="collect"
    ),
    Problem(WorkspacePath("b.py"), Span(3, 1, 3, 2), "SyntaxError", "collection-error"),
)
TOLD = Seen(
    started=ToolStarted("unit", "pytest", "9.2.0", "3.11", "/w"), collected=(A, B), lines={A: 3, B: 6}
)
GREEN = replace(TOLD, cases=(case(A, "passed"), case(B, "passed")), exitstatus=0)
HALF = replace(GREEN, cases=(case(A, "passed"),))
IN_BROKEN = TestId("b.py::test_x")
RED = replace(TOLD, cases=(case(A, "passed"), case(B, "failed")), exitstatus=1)
UNCOLLECTED = "1 file(s) could not be collected: b.py: SyntaxError: invalid syntax"
NO_REASON = "exit code 1 although no test failed: a plugin or a threshold ended the run in red"
OPTIONS = "deselected by the project's own options (-m, -k or a plugin)"
SILENT = "pytest ended with exit code 0 before it told of any test; its own words are in the output"
DYING = replace(TOLD, cases=(case(A, "passed"),), running=(B,))


def judged(seen: Seen, code: int | None, ending: Ending = Ending.EXITED) -> Reconciled:
    return reconcile(INVOCATION, seen, ending=ending, returncode=code, duration=2.0)


@pytest.mark.parametrize(
    ("seen", "code", "outcome", "error"),
    [
        (GREEN, 0, "passed", ""),
        (replace(GREEN, cases=(case(A, "skipped"), case(B, "skipped"))), 0, "passed", ""),
        (RED, 1, "failed", ""),
        (replace(RED, cases=(case(A, "error"),)), 1, "failed", ""),
        (RED, 0, "error", "exit code 0 although 1 test(s) did not pass: t.py::test_b"),
        (GREEN, 1, "error", NO_REASON),
        (HALF, 0, "error", "exit code 0 although 1 collected test(s) did not run: t.py::test_b"),
        (replace(TOLD, collected=(), exitstatus=0), 0, "error", "exit code 0 although no test ran"),
        (replace(GREEN, exitstatus=None), 0, "error", "the process ended with exit code 0 before the session was over"),
        (replace(GREEN, exitstatus=2), 2, "error", "interrupted (exit code 2)"),
        (replace(GREEN, exitstatus=2, interrupted="enough"), 2, "error", "interrupted: enough"),
        (replace(GREEN, exitstatus=3), 3, "error", "pytest broke (exit code 3)"),
        (replace(GREEN, exitstatus=3, faults=("pytest broke: KeyError",)), 3, "error", "pytest broke: KeyError"),
        (replace(GREEN, exitstatus=4), 4, "error", "pytest was called wrongly (exit code 4)"),
        (replace(TOLD, collected=(), exitstatus=5), 5, "error", "no tests were collected (exit code 5)"),
        (replace(GREEN, exitstatus=77), 77, "error", "the tool ended in error (exit code 77)"),
        (replace(GREEN, missing=(A,)), 0, "error", "not found by pytest: t.py::test_a"),
        (replace(GREEN, deselected=(A,)), 0, "error", f"{OPTIONS}: t.py::test_a"),
        (replace(TOLD, collected=(), missing=(A,), exitstatus=5), 5, "error", "not found by pytest: t.py::test_a"),
        (replace(GREEN, broken=(BROKEN,)), 1, "error", UNCOLLECTED),
        (replace(GREEN, broken=(BROKEN,), missing=(IN_BROKEN,)), 2, "error", UNCOLLECTED),
        (Seen(), 4, "error", "pytest was called wrongly (exit code 4); its own words are in the output"),
        (Seen(), 0, "error", SILENT),
        (Seen(usage_error="no such option"), 4, "error", "no such option"),
        (Seen(broken=(BROKEN,)), 4, "error", UNCOLLECTED),
        (DYING, -9, "error", "the process was killed by SIGKILL while running t.py::test_b"),
        (DYING, -99, "error", "the process was killed by signal 99 while running t.py::test_b"),
        (DYING, 0, "error", "the process ended with exit code 0 while running t.py::test_b"),
        (GREEN, -15, "error", "the process was killed by SIGTERM"),
    ],
)  # fmt: skip
def test_exited(seen: Seen, code: int, outcome: RunOutcome, error: str) -> None:
    result = judged(seen, code).result
    assert (result.outcome, result.error) == (outcome, error)
    assert (result.name, result.returncode, result.cwd, result.duration) == ("unit", code, "/w", 2.0)


@pytest.mark.parametrize(
    "seen", [RED, DYING, Seen(), replace(GREEN, broken=(BROKEN,)), replace(GREEN, missing=(A,))]
)
def test_red_never_looks_green(seen: Seen) -> None:
    codes: list[int | None] = [*range(-70, 256), None]
    assert [code for code in codes if judged(seen, code).result.outcome == "passed"] == []


def test_only_exit_code_0_can_be_green() -> None:
    assert [code for code in range(-70, 256) if judged(GREEN, code).result.outcome == "passed"] == [0]


def test_tests_that_were_running_get_a_verdict_when_the_process_died() -> None:
    (crashed,) = judged(DYING, -11).cases
    assert (crashed.id, crashed.outcome, crashed.category, crashed.line) == (B, "error", "crash", 6)
    assert crashed.message == "the process was killed by SIGSEGV while this test was running"


def test_time_limit() -> None:
    verdict = judged(DYING, -15, Ending.TIMED_OUT)
    (stopped,) = verdict.cases
    assert (verdict.result.outcome, stopped.outcome, stopped.category) == ("timeout", "error", "timeout")
    assert verdict.result.error == "stopped after 2.0 s while running t.py::test_b"


def test_cancelled_says_nothing_of_what_was_running() -> None:
    verdict = judged(DYING, -2, Ending.CANCELLED)
    assert (verdict.result.outcome, verdict.result.error, verdict.cases) == ("cancelled", "", ())


def test_not_started() -> None:
    verdict = reconcile(
        INVOCATION,
        Seen(),
        ending=Ending.NOT_STARTED,
        returncode=None,
        duration=0.0,
        error="no such interpreter",
    )
    assert (verdict.result.outcome, verdict.result.error) == ("error", "no such interpreter")
    assert judged(Seen(), None, Ending.NOT_STARTED).result.error == "the tool could not be started"


@pytest.mark.parametrize(
    ("seen", "code", "outcome", "error"),
    [
        (replace(GREEN, missing=(GONE,)), 0, "passed", ""),
        (replace(GREEN, missing=(GONE, TestId("t.py::test_c"))), 0, "error", "not found by pytest: t.py::test_c"),
        (replace(TOLD, missing=(GONE,), exitstatus=5), 5, "error", "not found by pytest: t.py::test_c[1]"),
    ],
)  # fmt: skip
def test_a_remembered_case_that_is_gone_is_a_note_where_others_ran(
    seen: Seen, code: int, outcome: RunOutcome, error: str
) -> None:
    remembered = replace(INVOCATION, from_memory=True)
    verdict = reconcile(remembered, seen, ending=Ending.EXITED, returncode=code, duration=2.0)
    assert (verdict.result.outcome, verdict.result.error) == (outcome, error)
    assert [GONE in note for note in verdict.notes] == ([] if code else [True])
    assert judged(seen, code).result.outcome == "error"


def test_what_halted_the_session_counts_unless_we_stopped_it() -> None:
    halted = replace(TOLD, collected=(), missing=(IN_BROKEN,), interrupted="KeyboardInterrupt", halted=BROKEN)
    verdict = judged(halted, 2)
    assert (verdict.broken, verdict.result.error) == ((BROKEN,), "interrupted: KeyboardInterrupt (b.py:3)")
    assert judged(halted, 2, Ending.CANCELLED).broken == ()


def test_the_tool_is_quoted_where_it_broke_before_it_could_tell() -> None:
    verdict = reconcile(
        INVOCATION,
        Seen(),
        ending=Ending.EXITED,
        returncode=-11,
        duration=1.0,
        output=["Fatal Python error: x"],
    )
    assert verdict.result.error == "the process was killed by SIGSEGV: Fatal Python error: x"


def test_a_file_that_could_not_be_collected_as_a_case() -> None:
    broken = case_of_broken(BROKEN)
    assert (broken.id, broken.outcome, broken.file, broken.line) == ("b.py", "error", "b.py", 3)
    nowhere = case_of_broken(replace(BROKEN, problem=None))
    assert (nowhere.file, nowhere.line) == ("b.py", 1)
