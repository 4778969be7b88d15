"""One suite: its tool is started, and started again for what failed or was never reached, as its limits allow.

Every start has a folder of its own, every try of a case is kept, and one verdict is given at the end. A test that takes
longer than it may costs the whole tool its life; the tests that it had not reached are run by the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from qaagent_lsp.model.event import SuiteFinished
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import CaseResult, RunOutcome, SuiteResult
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.attempts import BAD
from qaagent_lsp.results.reconcile import Ending
from qaagent_lsp.runs.attempt import Attempted, Tools, attempt

MOST_OVERDUE = 10
"""Starts that a test exceeding its limit may cost a suite: where every test hangs, nobody waits for all of them."""

_SHOWN = 5

Again = Callable[[Invocation, Sequence[TestId], int], Invocation]
"""Plans a further start of a suite for some of its cases: the first start, their ids, the number of the start."""


@dataclass(frozen=True, slots=True)
class Executed:
    """A suite that is over: its verdict, the last word on every case, and notes for a person."""

    result: SuiteResult
    cases: tuple[CaseResult, ...]
    notes: tuple[str, ...]


async def execute(
    invocation: Invocation, again: Again, *, workspace: str, tools: Tools, stop: asyncio.Event
) -> Executed:
    """Run one suite to its end. Setting ``stop`` cancels it.

    Never raises for what the tool does. The interchange file is written once, from the final verdicts.
    """
    tried: list[Attempted] = []
    retries = invocation.limits.retries
    planned: Invocation | None = invocation
    while planned is not None:
        earlier = tried[-1].cases if tried else {}
        last = await attempt(planned, earlier, workspace=workspace, tools=tools, stop=stop)
        tried.append(last)
        failed = _failed(last) if retries > 0 else ()
        retries -= bool(failed)
        ids = tuple(dict.fromkeys((*_unreached(tried, failed), *failed)))
        planned = None if stop.is_set() or not ids else again(invocation, ids, len(tried) + 1)
    cases = tuple(tried[-1].cases.values())
    result = _result(invocation, tried, cases)
    from qaagent_lsp.results.junit import junit_bytes  # brings XML with it: not before a run ends

    await asyncio.to_thread(tools.files.write_bytes, invocation.junit, junit_bytes(invocation.suite, cases))
    await asyncio.to_thread(tools.handle.add_suite, result)
    tools.observe(SuiteFinished(invocation.suite, result))
    return Executed(result, cases, tuple(_notes(tried)))


def _failed(last: Attempted) -> tuple[TestId, ...]:
    """Name what a start is to try once more: what did not pass in it, unless it was cut short as a whole."""
    if last.ending not in {Ending.EXITED, Ending.OVERDUE}:
        return ()
    return tuple(case.id for case in last.cases.values() if case.outcome in BAD)


def _unreached(tried: Sequence[Attempted], failed: Sequence[TestId]) -> tuple[TestId, ...]:
    """Name the collected tests that the last start never came to, where a further start can make up for it."""
    last = tried[-1]
    overdue = sum(one.ending is Ending.OVERDUE for one in tried)
    goes_on = last.ending is Ending.OVERDUE and overdue < MOST_OVERDUE
    return _undone(last) if goes_on or failed else ()


def _undone(last: Attempted) -> tuple[TestId, ...]:
    told = {case.id for case in last.seen.cases}
    given = {case.id for case in last.verdict.cases}
    return tuple(test for test in last.seen.collected if test not in told and test not in given)


def _result(invocation: Invocation, tried: Sequence[Attempted], cases: Sequence[CaseResult]) -> SuiteResult:
    last = tried[-1].verdict.result
    bad = {case.id for case in cases if case.outcome in BAD}
    overdue = [test for one in tried for test in one.overdue if test in bad]
    errors = [error for one in tried[:-1] for error in one.verdict.lasting]
    errors += [last.error] if last.error else []
    if overdue and len(tried) > 1:
        errors.append(f"stopped by the limit of {invocation.limits.test:g} s a test: {_listed(overdue)}")
    if tried[-1].ending is Ending.OVERDUE and (left := _undone(tried[-1])):
        errors.append(f"{len(left)} test(s) were not run: {_listed(left)}")
    return SuiteResult(
        name=invocation.suite,
        runner=invocation.runner,
        argv=invocation.argv,
        cwd=invocation.cwd,
        outcome=_outcome(last.outcome, errors, bad, overdue),
        returncode=last.returncode,
        error="\n".join(dict.fromkeys(errors)),
        duration=sum(one.verdict.result.duration for one in tried),
        attempts=len(tried),
    )


def _outcome(
    last: RunOutcome, errors: Sequence[str], bad: Collection[TestId], overdue: Sequence[TestId]
) -> RunOutcome:
    if last in {"cancelled", "timeout"}:
        return last
    if overdue:
        return "timeout"
    if errors:
        return "error"
    return "failed" if bad else last


def _notes(tried: Sequence[Attempted]) -> Iterable[str]:
    for one in tried:
        yield from one.verdict.notes
    for number, one in enumerate(tried[:-1], 2):
        again = tried[number - 1].invocation
        suite, count = again.suite, len(again.chosen)
        why = one.verdict.result.error.partition("\n")[0]
        yield f"suite {suite}: {count} test(s) were run again (try {number}){f', for {why}' if why else ''}"


def _listed(ids: Sequence[TestId]) -> str:
    more = len(ids) - _SHOWN
    return ", ".join(ids[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
