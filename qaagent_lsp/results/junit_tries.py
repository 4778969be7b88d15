"""Elements of one name in a suite of pytest's → the tests they are: attempts, halves of one, or the same test twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qaagent_lsp.model.result import Attempt, Failure
from qaagent_lsp.results.junit_cases import Told

_TRIED_AGAIN = Failure("the tool tried again after this attempt; the document does not say why")


def twins_joined(elements: Sequence[Told]) -> list[Told]:
    """Join a failed call and its broken teardown, which pytest writes as two elements that follow each other."""
    joined: list[Told] = []
    for told in elements:
        if joined and _is_teardown(told) and _is_without_teardown(joined[-1]):
            joined.append(_joined(joined.pop(), told))
        else:
            joined.append(told)
    return joined


def tries_joined(elements: Sequence[Told]) -> list[Told]:
    """Take elements of one name, twins joined, for one test where all but the last tell nothing but a time.

    That is how pytest-rerunfailures' attempts look: each but the last has failed, and is written like a test that
    passed. Where an earlier element has a failure of its own, it is no attempt but a run of its own, and red.
    """
    *earlier, last = elements
    if not earlier or not all(told.is_plain for told in earlier):
        return list(elements)
    tried = tuple(Attempt("failed", told.last.duration, (_TRIED_AGAIN,)) for told in earlier)
    return [replace(last, attempts=(*tried, *last.attempts), odd_time=last.odd_time or earlier[0].odd_time)]


def _joined(call: Told, teardown: Told) -> Told:
    both = Attempt(
        "error",
        round(call.last.duration + teardown.last.duration, 6),
        (*call.last.failures, *teardown.last.failures),
    )
    output = "\n".join(part for part in (call.output, teardown.output) if part)
    return replace(teardown, attempts=(*call.attempts[:-1], both), output=output)


def _is_teardown(told: Told) -> bool:
    failures = told.last.failures
    return bool(failures) and all(failure.when == "teardown" for failure in failures)


def _is_without_teardown(told: Told) -> bool:
    return told.last.outcome in ("failed", "error") and all(
        failure.when != "teardown" for failure in told.last.failures
    )
