"""What was told, the exit code and how it ended → one verdict on the invocation. A red run never looks green."""

from __future__ import annotations

import signal
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never

from qaagent_lsp.model.event import CollectionBroke
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import Attempt, CaseResult, Category, Failure, RunOutcome, SuiteResult
from qaagent_lsp.model.test import Runner, TestId, file_of, inside_of, is_placed
from qaagent_lsp.results.behave_errors import behave_errors
from qaagent_lsp.results.events import Seen
from qaagent_lsp.results.own_words import own_words
from qaagent_lsp.results.playwright_errors import playwright_errors
from qaagent_lsp.results.pytest_errors import pytest_errors

__all__ = ["Ending", "Reconciled", "Seen", "case_of_broken", "reconcile"]

_SHOWN = 5
_WRONGLY_CALLED = 4
"""pytest's exit code for arguments that it cannot follow."""


class Ending(Enum):
    """How the tool's process came to its end."""

    EXITED = "exited"
    """By itself, whatever its exit code; a signal that we did not send included."""
    CANCELLED = "cancelled"
    TIMED_OUT = "timed out"
    OVERDUE = "overdue"
    """A test took longer than it may, so all of the tool was stopped."""
    NOT_STARTED = "not started"


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The verdict on one start of a tool.

    ``cases`` are to be added to those the tool told: tests that were running when it died. ``broken`` is the file
    that ended it by itself before any test ran. ``notes`` are for the run. ``lasting`` are errors that running what
    failed once more cannot mend.
    """

    result: SuiteResult
    cases: tuple[CaseResult, ...] = ()
    notes: tuple[str, ...] = ()
    broken: tuple[CollectionBroke, ...] = ()
    lasting: tuple[str, ...] = ()


def reconcile(
    invocation: Invocation,
    seen: Seen,
    *,
    ending: Ending,
    returncode: int | None,
    duration: float,
    error: str = "",
    output: Sequence[str] = (),
    overdue: Collection[TestId] = (),
) -> Reconciled:
    """Judge one start of a tool that is over. ``error`` is what the caller knows of it (why it did not start).

    ``overdue`` are the tests that exceeded their limit.

    ``returncode`` is the process's own, ``-N`` after signal N. ``duration`` in seconds. ``output`` are the last lines
    that the process wrote to stdout and stderr.
    """
    errors = [error] if error else []
    seen, notes = _forgiven(invocation, seen)
    cases: tuple[CaseResult, ...] = ()
    broken: tuple[CollectionBroke, ...] = ()
    lasting: tuple[str, ...] = tuple(errors)
    outcome: RunOutcome
    match ending:
        case Ending.NOT_STARTED:
            outcome = "error"
            errors = errors or ["the tool could not be started"]
        case Ending.CANCELLED:
            outcome = "cancelled"
        case Ending.TIMED_OUT:
            outcome = "timeout"
            errors = errors or [f"stopped after {duration:.1f} s{_while_running(seen)}"]
            cases = _died(invocation, seen, "timeout", f"stopped by the time limit after {duration:.1f} s")
        case Ending.OVERDUE:
            outcome = "timeout"
            said = f"stopped by the limit of {invocation.limits.test:g} s a test"
            late = tuple(test for test in seen.running if test in overdue)
            errors = [*errors, f"{said}: {_listed(late)}"]
            cases = _died(invocation, replace(seen, running=late), "timeout", said)
        case Ending.EXITED:
            code = -1 if returncode is None else returncode
            broken = () if seen.halted is None else (seen.halted,)
            lasting = (*lasting, *_not_run(invocation, seen))
            errors += _errors(invocation, seen, code, output)
            death = _death(code)
            cases = _died(invocation, seen, "crash", f"{death} while this test was running")
            outcome = "error" if errors else _worst(seen.cases)
        case _:
            assert_never(ending)
    result = SuiteResult(
        name=invocation.suite,
        runner=invocation.runner,
        argv=invocation.argv,
        cwd=invocation.cwd,
        outcome=outcome,
        returncode=returncode,
        error="\n".join(errors),
        duration=duration,
    )
    return Reconciled(result, cases, (*seen.notes, *notes), broken, lasting)


def case_of_broken(broken: CollectionBroke, *, runner: Runner = "pytest") -> CaseResult:
    """Give a file that could not be collected the form of a case, for counts and reports that know only cases."""
    file = broken.problem.file if broken.problem is not None else file_of(broken.id)
    return CaseResult(
        id=broken.id,
        suite=broken.suite,
        runner=runner,
        name=broken.id.rpartition("/")[2],
        outcome="error",
        duration=0.0,
        file=file,
        line=broken.problem.line if broken.problem is not None else 1,
        attempts=(Attempt("error", 0.0, (broken.failure,)),),
        failures=(broken.failure,),
    )


def _forgiven(invocation: Invocation, seen: Seen) -> tuple[Seen, tuple[str, ...]]:
    """Make a note of remembered cases that are gone, where others ran: the parameters of a test were edited."""
    gone = tuple(test for test in seen.missing if "[" in test.partition("::")[2])
    if not (invocation.from_memory and gone and seen.cases):
        return seen, ()
    left = tuple(test for test in seen.missing if test not in gone)
    note = f"left out, for pytest no longer finds it: {_listed(gone)} (a run of its file forgets it)"
    return replace(seen, missing=left), (note,)


def _not_run(invocation: Invocation, seen: Seen) -> list[str]:
    """Say which of the tests that were asked for the tool did not find or left out."""
    errors = []
    broken = {broke.id for broke in (*seen.broken, *([seen.halted] if seen.halted else []))}
    missing = [test for test in seen.missing if TestId(file_of(test)) not in broken]
    if missing:
        errors.append(f"not found by {invocation.runner}: {_listed(missing)}")
    if seen.deselected:
        errors.append(
            f"deselected by the project's own options (-m, -k or a plugin): {_listed(seen.deselected)}"
        )
    return errors


def _errors(invocation: Invocation, seen: Seen, code: int, output: Sequence[str]) -> list[str]:
    """Say everything that keeps an exited tool from being believed; nothing when its cases tell the whole story."""
    errors = [*_of_collection(seen), *seen.faults, *_not_run(invocation, seen)]
    if code < 0 or seen.running:
        own = own_words(output) if seen.started is None else ""
        return [*errors, f"{_death(code)}{_while_running(seen)}{own}"]
    match invocation.runner:
        case "pytest":
            told = pytest_errors(seen, code, output)
            # Called wrongly, pytest finds no test: what it says of that comes first, for it is why.
            return [*told, *errors] if code == _WRONGLY_CALLED else [*errors, *told]
        case "behave":
            return [*errors, *behave_errors(seen, code, output)]
        case "playwright":
            return [*errors, *playwright_errors(seen, code, output)]
        case _:
            assert_never(invocation.runner)


def _of_collection(seen: Seen) -> list[str]:
    if not seen.broken:
        return []
    first = [f"{broken.id}: {_headline(broken.failure)}" for broken in seen.broken[:_SHOWN]]
    more = len(seen.broken) - len(first)
    return [
        f"{len(seen.broken)} file(s) could not be collected: {'; '.join(first)}{f' and {more} more' if more else ''}"
    ]


def _headline(failure: Failure) -> str:
    """Give the line of a failure's message that names the exception."""
    lines = [line.strip() for line in failure.message.splitlines() if line.strip()]
    return next(
        (line for line in lines if failure.exception and line.startswith(failure.exception)), lines[0]
    )


def _died(invocation: Invocation, seen: Seen, category: Category, message: str) -> tuple[CaseResult, ...]:
    return tuple(_unfinished(invocation, seen, test, category, message) for test in seen.running)


def _unfinished(
    invocation: Invocation, seen: Seen, test: TestId, category: Category, message: str
) -> CaseResult:
    failure = Failure(message=message, category=category)
    file, inside = file_of(test), inside_of(test)
    return CaseResult(
        id=test,
        suite=invocation.suite,
        runner=invocation.runner,
        name=seen.names.get(test) or (test if is_placed(test) else inside or file),
        outcome="error",
        duration=0.0,
        file=file,
        line=(seen.lines or {}).get(test, 1),
        attempts=(Attempt("error", 0.0, (failure,)),),
        failures=(failure,),
    )


def _worst(cases: Sequence[CaseResult]) -> RunOutcome:
    return "failed" if any(case.outcome in ("failed", "error") for case in cases) else "passed"


def _death(code: int) -> str:
    if code >= 0:
        return f"the process ended with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    return f"the process was killed by {name}"


def _while_running(seen: Seen) -> str:
    return f" while running {_listed(seen.running)}" if seen.running else ""


def _listed(ids: Sequence[TestId]) -> str:
    more = len(ids) - _SHOWN
    return ", ".join(ids[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
