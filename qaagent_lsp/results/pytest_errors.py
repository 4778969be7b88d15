"""What pytest's exit code says that its cases do not."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.model.event import CollectionBroke
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.test import TestId, file_of
from qaagent_lsp.results.events import Seen
from qaagent_lsp.results.own_words import own_words

_SHOWN = 5
_USAGE, _INTERNAL, _NOTHING = 4, 3, 5
_FAILED, _INTERRUPTED = 1, 2
_NOT_FOUND = "ERROR: file or directory not found: "


def pytest_errors(seen: Seen, code: int, output: Sequence[str]) -> list[str]:
    """Say what keeps a pytest that exited by itself from being believed, beyond what ``seen`` tells as such.

    Broken files, faults and missing ids are errors of their own: they explain a red exit code and are not repeated
    here. ``code`` is not negative and no test was left running. ``output`` are the last lines that pytest wrote.
    """
    told = bool(seen.broken or seen.faults or seen.missing or seen.deselected)
    if seen.started is None:
        return _never_spoke(seen, code, output, told=told)
    if seen.exitstatus is None and code in (0, _FAILED):
        return [
            f"the process ended with exit code {code} before the session was over",
            *_of_code(seen, code, output, told=True),
        ]
    return _of_code(seen, code, output, told=told)


def _of_code(seen: Seen, code: int, output: Sequence[str], *, told: bool) -> list[str]:
    """Judge the exit code against the cases. ``told``: another error already explains a non-zero code."""
    bad = [case for case in seen.cases if case.outcome in ("failed", "error")]
    if code == 0:
        return _of_success(seen, bad)
    if code == _FAILED:
        return (
            []
            if bad or told
            else ["exit code 1 although no test failed: a plugin or a threshold ended the run in red"]
        )
    if code == _INTERRUPTED:
        if seen.interrupted is not None:
            return [f"interrupted: {seen.interrupted}{_at(seen.halted)}"]
        return [] if told else ["interrupted (exit code 2)"]
    elsewhere = _not_there(seen, output) if code == _USAGE else []
    if elsewhere:
        return [f"pytest was called wrongly (exit code {code}): {'; '.join(elsewhere)}"]
    if told and code in (_INTERNAL, _USAGE, _NOTHING):
        return []
    meaning = {
        _INTERNAL: "pytest broke",
        _USAGE: "pytest was called wrongly",
        _NOTHING: "no tests were collected",
    }
    own = own_words(output) if code == _USAGE else ""
    return [f"{meaning.get(code, 'the tool ended in error')} (exit code {code}){own}"]


def _not_there(seen: Seen, output: Sequence[str]) -> list[str]:
    """Quote what pytest did not find and we did not ask for: one such path of ``addopts`` keeps it from all else."""
    asked = {file_of(test) for test in seen.missing}
    lines = [line.strip() for line in output if line.startswith(_NOT_FOUND)]
    paths = {line: line.removeprefix(_NOT_FOUND).partition("::")[0].strip() for line in lines}
    return [line for line, path in paths.items() if not path.endswith(tuple(asked))]


def _of_success(seen: Seen, bad: Sequence[CaseResult]) -> list[str]:
    done = {case.id for case in seen.cases}
    undone = [test for test in seen.collected if test not in done]
    if bad:
        return [f"exit code 0 although {len(bad)} test(s) did not pass: {_listed([case.id for case in bad])}"]
    if undone:
        return [f"exit code 0 although {len(undone)} collected test(s) did not run: {_listed(undone)}"]
    return [] if seen.cases else ["exit code 0 although no test ran"]


def _never_spoke(seen: Seen, code: int, output: Sequence[str], *, told: bool) -> list[str]:
    if seen.usage_error is not None:
        return [seen.usage_error]
    if told:
        return []
    own = own_words(output) or "; its own words are in the output"
    if code == _USAGE:
        return [f"pytest was called wrongly (exit code {code}){own}"]
    return [f"pytest ended with exit code {code} before it told of any test{own}"]


def _at(halted: CollectionBroke | None) -> str:
    problem = None if halted is None else halted.problem
    return "" if problem is None else f" ({problem.file}:{problem.span.line})"


def _listed(ids: Sequence[TestId]) -> str:
    more = len(ids) - _SHOWN
    return ", ".join(ids[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
