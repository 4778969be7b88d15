"""What behave's exit code means, which is 0 or 1 whatever happened, against what the probe told."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.results.events import Seen
from qaagent_lsp.results.own_words import own_words

_FAILED, _USAGE = 1, 2
_SHOWN = 5


def behave_errors(seen: Seen, code: int, output: Sequence[str]) -> list[str]:
    """Say what keeps a behave that exited by itself from being believed, beyond what ``seen`` tells as such.

    Broken files, faults and missing ids are errors of their own: they explain exit code 1 and are not repeated here.
    ``code`` is not negative and no scenario was left running. ``output`` are the last lines that behave wrote.
    """
    told = bool(seen.broken or seen.faults or seen.missing or seen.deselected)
    if seen.interrupted is not None:
        return [f"interrupted: {seen.interrupted}"]
    if seen.usage_error is not None:
        own = own_words(output) if code == _USAGE else ""
        return [f"{seen.usage_error}{own}"]
    if seen.started is None:
        own = own_words(output) or "; its own words are in the output"
        return [] if told else [f"behave ended with exit code {code} before it told of any scenario{own}"]
    errors = []
    if seen.exitstatus is None and not told:
        errors.append(f"the process ended with exit code {code} before behave was done")
    bad = [case.id for case in seen.cases if case.outcome in ("failed", "error")]
    if code == 0:
        errors += _of_success(seen, bad, told=told)
    elif code != _FAILED:
        errors.append(f"behave ended in error (exit code {code})")
    elif not bad and not told and not errors:
        errors.append("exit code 1 although no scenario failed")
    return errors


def _of_success(seen: Seen, bad: Sequence[str], *, told: bool) -> list[str]:
    if bad:
        more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
        shown = ", ".join(bad[:_SHOWN])
        return [f"exit code 0 although {len(bad)} scenario(s) did not pass: {shown}{more}"]
    done = {case.id for case in seen.cases}
    undone = [test for test in seen.collected if test not in done]
    if undone and not told:
        return [f"exit code 0 although {len(undone)} scenario(s) did not run: {', '.join(undone[:_SHOWN])}"]
    return [] if seen.cases or told else ["exit code 0 although no scenario ran"]
