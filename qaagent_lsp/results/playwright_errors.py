"""What Playwright's exit code says that its cases do not."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.results.events import Seen
from qaagent_lsp.results.own_words import own_words

_FAILED, _INTERRUPTED = 1, 130
_BY_SIGNAL = (129, 131, 143)
"""128 + the number of a signal that Playwright answered by leaving."""


def playwright_errors(seen: Seen, code: int, output: Sequence[str]) -> list[str]:
    """Say what keeps a Playwright that exited by itself from being believed, beyond what ``seen`` tells as such.

    Broken files, faults and missing ids are errors of their own: they explain exit code 1 and are not repeated here.
    ``code`` is not negative and no test was left running. ``output`` are the last lines that Playwright wrote.
    """
    told = bool(seen.broken or seen.faults or seen.missing or seen.deselected)
    if seen.usage_error is not None:
        return [] if told else [seen.usage_error]
    if seen.started is None:
        if told:
            return []
        own = own_words(output) or "; its own words are in the output"
        return [f"playwright ended with exit code {code} before it told of any test{own}"]
    if seen.exitstatus is None and code in (0, _FAILED):
        return [f"the process ended with exit code {code} before Playwright was done{own_words(output)}"]
    if code == 0 and told and not seen.cases:
        return []
    if code == 0:
        return _of_success(seen)
    if code == _INTERRUPTED or code in _BY_SIGNAL:
        return (
            [f"interrupted: {seen.interrupted}"] if seen.interrupted else [f"interrupted (exit code {code})"]
        )
    if seen.interrupted is not None:
        return [f"interrupted: {seen.interrupted}"]
    bad = any(case.outcome in ("failed", "error") for case in seen.cases)
    if code == _FAILED and (bad or told):
        return []
    if code == _FAILED and any(case.flaky for case in seen.cases):
        return ["exit code 1 although no test failed: flaky tests are not allowed (failOnFlakyTests)"]
    if code == _FAILED:
        return [f"exit code 1 although no test failed{own_words(output)}"]
    return [f"playwright ended in error (exit code {code}){own_words(output)}"]


def _of_success(seen: Seen) -> list[str]:
    bad = [case.id for case in seen.cases if case.outcome in ("failed", "error")]
    done = {case.id for case in seen.cases}
    undone = [test for test in seen.collected if test not in done]
    if bad:
        return [f"exit code 0 although {len(bad)} test(s) did not pass: {', '.join(bad[:5])}"]
    if undone:
        return [f"exit code 0 although {len(undone)} test(s) did not run: {', '.join(undone[:5])}"]
    return [] if seen.cases else ["exit code 0 although no test ran"]
