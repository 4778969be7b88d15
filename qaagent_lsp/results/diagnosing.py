"""Failures of a case → one diagnosis by rules; diagnoses of a run → its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from qaagent_lsp.model.diagnosis import Diagnosis, Fault
from qaagent_lsp.model.result import CaseResult, Category, Failure, SuiteResult
from qaagent_lsp.model.route import Route
from qaagent_lsp.results.classify import BASE_TYPE, EXACT_TYPE, Judgement, judge
from qaagent_lsp.results.fault import locate_fault
from qaagent_lsp.results.type_hints import hint_on

_BY_CATEGORY: Mapping[Category, str] = MappingProxyType(
    {
        "assertion": "Compare the expected with the actual value at the failing line; one of them is wrong.",
        "timeout": "Find what the test waited for; make it answer sooner, or raise its limit.",
        "connection": "Check that the service the test talks to runs and can be reached at its address.",
        "auth": "Check the credentials, the token and the permissions that the test's request carries.",
        "data": "Check that the data which the test looks up exists and is created by its fixtures.",
        "flaky": "Look for shared state, ordering or timing that makes the outcome change between attempts.",
        "collection": "Repair the file, or what it imports; none of its tests could be loaded.",
        "fixture": "Repair the fixture that failed; the test itself was not reached.",
        "crash": "The process died in this test; look at its output and at native code it calls.",
        "unknown": "Look at the traceback of the failing line.",
    }
)
_BY_FAULT: Mapping[Fault, str] = MappingProxyType(
    {
        "handler": "Repair the handler at the line that broke; the request of the test only showed it.",
        "dependency": "Repair the code that the test or the handler called, at the line that broke.",
        "fixture": "Repair the set-up or clean-up that failed; the test itself is not the cause.",
        "test": "Look at the failing line of the test: what it does there cannot work.",
        "infrastructure": "Check what the test needs around it: its server, its tools, its time.",
    }
)
_LATE_IMPORT = "Install or repair what could not be imported at the failing line."
_UNDEFINED_STEP = "Write the step: no function in the steps folder matches its words."
_SERVER_BROKE = "The server answered with an error: find its traceback in the output, and repair the handler."
_MOST_SUGGESTIONS = 3
_NAMED = frozenset(("handler", "dependency"))


def diagnose_case(case: CaseResult, *, routes: Sequence[Route] = ()) -> Diagnosis:
    """Say why a case did not pass: by its first failure, for the case did what followed because of that.

    A case that passed only when it was tried again is ``flaky``, and diagnosed by the failure of its last bad attempt.
    ``routes`` are the routes whose handlers are known, as ``locate_fault`` takes them.
    """
    failure = _first_failure(case)
    judged = _judged(case, failure)
    blame = locate_fault(case, failure, routes=routes)
    differing = _differing(case)
    return Diagnosis(
        category=judged.category,
        confidence=judged.confidence,
        fault=blame.fault,
        fault_confidence=blame.confidence,
        root_cause=_root_cause(case, failure, blame.fault, blame.evidence),
        suggestion=_suggestion(judged.category, blame.fault, failure),
        evidence=(judged.reason, *blame.evidence, *differing),
    )


def summarize(diagnoses: Sequence[Diagnosis], suites: Sequence[SuiteResult] = ()) -> str:
    """Sum a run up in a sentence or more, in the original's words; ``""`` where nothing went wrong.

    ``suites`` are all suites of the run. One that broke is told by itself, so that a red run without a failing
    test is never summed up as if all had passed.
    """
    broken = [suite for suite in suites if suite.error]
    told = []
    if diagnoses:
        told.append(f"{len(diagnoses)} test failure(s) detected.")
        told.append(f"Breakdown: {_counted([one.category for one in diagnoses])}.")
        told.append(f"Fault: {_counted([one.fault for one in diagnoses])}.")
    if broken:
        errors = "; ".join(f"{suite.name}: {suite.error.partition(chr(10))[0]}" for suite in broken)
        told.append(f"{len(broken)} suite(s) broke: {errors}.")
    suggestions = list(dict.fromkeys(one.suggestion for one in diagnoses))
    if broken:
        suggestions.append("Look at the output of the suite among the artifacts.")
    if suggestions:
        told.append(f"Suggestions: {' '.join(suggestions[:_MOST_SUGGESTIONS])}")
    return " ".join(told)


def _first_failure(case: CaseResult) -> Failure:
    if case.failures:
        return case.failures[0]
    earlier = [failure for attempt in reversed(case.attempts) for failure in attempt.failures[:1]]
    return earlier[0] if earlier else Failure(f"the test ended as {case.outcome} without a message")


def _judged(case: CaseResult, failure: Failure) -> Judgement:
    """Judge again for the sake of confidence; what was judged while all bases of the type were known stands."""
    if case.flaky:
        tries = len(case.attempts)
        return Judgement("flaky", EXACT_TYPE, f"{tries} attempts at the test did not end alike")
    judged = judge(message=failure.message, exception=failure.exception, when=failure.when)
    if failure.category in ("unknown", judged.category):
        return judged
    if failure.category == "crash":
        return Judgement("crash", EXACT_TYPE, "the process died before the test was done")
    told = f"a base of {failure.exception} tells it" if failure.exception else "the tool told it"
    return Judgement(failure.category, BASE_TYPE, told)


def _differing(case: CaseResult) -> tuple[str, ...]:
    firsts = [attempt.failures[0] for attempt in case.attempts if attempt.failures]
    kinds = list(dict.fromkeys(failure.category for failure in firsts))
    return (f"its attempts failed differently: {', '.join(kinds)}",) if len(kinds) > 1 else ()


def _root_cause(case: CaseResult, failure: Failure, fault: Fault, evidence: Sequence[str]) -> str:
    first = failure.message.partition("\n")[0] or f"the test ended as {case.outcome} without a message"
    at = failure.location
    placed = f"{first} ({at.file}:{at.span.line})" if at else first
    return f"{placed}: {'; '.join(evidence)}" if fault in _NAMED else placed


def _suggestion(category: Category, fault: Fault, failure: Failure) -> str:
    if category == "fixture" and fault == "test":
        return _UNDEFINED_STEP
    if category == "collection":
        return _BY_CATEGORY["collection"] if failure.when == "collect" else _LATE_IMPORT
    if fault == "handler" and category == "assertion":
        return _SERVER_BROKE
    if category == "unknown" or fault in _NAMED:
        where = _BY_FAULT.get(fault, _BY_CATEGORY["unknown"])
        return " ".join(filter(None, (where, hint_on(failure.exception))))
    return _BY_CATEGORY[category]


def _counted(words: Sequence[str]) -> str:
    return ", ".join(f"{word} {number}" for word, number in Counter(words).most_common())
