"""The sentences of a report: what was run, what came of it, how long it took."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from qaagent_lsp.model.result import Counts, RunResult, RunStatus
from qaagent_lsp.model.scope import (
    AllScope,
    AtScope,
    ChangedScope,
    FailedScope,
    PathScope,
    PlanScope,
    RouteScope,
    RoutesInFileScope,
    Scope,
    SuiteScope,
    TestScope,
)

_MINUTE, _HOUR = 60, 3600
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def headline(run: RunResult) -> str:
    """Say in one plain sentence what came of a run; never that all is well when its status says otherwise."""
    counts = run.counts
    bad = counts.failed + counts.error
    tests = f"{bad:,} of {amount(counts.total, 'test')} failed" if bad else ""
    tools = f"{_listed(red_tools(run))} failed" if red_tools(run) else ""
    match run.status:
        case "passed":
            return _green(run)
        case "failed" if tests:
            return f"{tests}{f', and {tools}' if tools else ''}."
        case "failed" if tools:
            passed = f"{amount(counts.passed, 'test')} passed, but " if counts.passed else ""
            return f"{passed}{tools}."
        case "failed":
            return "The run failed."
        case "error":
            also = " and ".join(text for text in (tests, tools) if text)
            return f"The run itself broke.{f' Besides, {also}.' if also else ''}"
        case "timeout":
            return f"The run was stopped at its time limit, after {_so_far(counts)}."
        case "cancelled":
            return f"The run was cancelled, after {_so_far(counts)}."
        case "interrupted":
            return f"The run was cut short, after {_so_far(counts)}."
        case "running":
            return f"The run is still going on: {_so_far(counts)} so far."
        case _:
            assert_never(run.status)


def red_tools(run: RunResult) -> list[str]:
    """Name the inline tools that found what must be mended, or broke."""
    return [tool.name for tool in run.tools if tool.outcome in {"failed", "error", "timeout"}]


def verdict(run: RunResult) -> str:
    """One word for a run: ``Passed``, ``Failed``, ``Broken``, … ``Empty`` where it passed without a single test."""
    if (
        run.status == "passed"
        and not run.counts.passed
        and not any(tool.outcome == "passed" for tool in run.tools)
    ):
        return "Empty"
    words: dict[RunStatus, str] = {
        "passed": "Passed",
        "failed": "Failed",
        "error": "Broken",
        "timeout": "Timed out",
        "cancelled": "Cancelled",
        "interrupted": "Interrupted",
        "running": "Running",
    }
    return words[run.status]


def scope_words(scope: Scope) -> str:
    """Say what was asked to run, as part of a sentence."""
    match scope:
        case AllScope():
            return "all tests"
        case SuiteScope(suite=suite):
            return f"suite {suite}"
        case PathScope(path=path):
            return f"the tests in {path or 'the workspace'}"
        case TestScope(id=test):
            return f"test {test}"
        case RouteScope(key=key):
            return f"the tests of {key}"
        case RoutesInFileScope(file=file):
            return f"the tests of every route in {file}"
        case FailedScope():
            return "what failed last time"
        case ChangedScope(since=since):
            return f"the tests that changes since {since or 'the last commit'} may concern"
        case AtScope(file=file, line=line):
            return f"the tests of {file}:{line}"
        case PlanScope(generate=True):
            return "tests for routes that had none, all suites and inline tools"
        case PlanScope():
            return "all suites and inline tools"
        case _:
            assert_never(scope)


def duration_words(seconds: float) -> str:
    """``340 ms``, ``2.4 s``, ``3 min 20 s``, ``1 h 5 min``."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < _HOUR:
        return f"{whole // _MINUTE} min {whole % _MINUTE} s"
    return f"{whole // _HOUR} h {whole % _HOUR // _MINUTE} min"


def counts_words(counts: Counts) -> str:
    """``1 failed, 2 passed``; what there is none of is not named."""
    named = (
        (counts.failed, "failed"),
        (counts.error, "with errors"),
        (counts.passed, "passed"),
        (counts.skipped, "skipped"),
    )
    return ", ".join(f"{number:,} {name}" for number, name in named if number) or "no tests"


def amount(number: int, noun: str) -> str:
    """``1 test``, ``3 tests``, ``30,000 tests``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def printable(text: str) -> str:
    """Take away what steers a terminal: colours, cursor moves, bells. A carriage return is a new line."""
    if text.isprintable():
        return text
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    return _CONTROLS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def first_line(text: str) -> str:
    """Return the first line that says something."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _green(run: RunResult) -> str:
    counts = run.counts
    tools = [tool for tool in run.tools if tool.outcome == "passed"]
    # What a tool only tells of leaves it green, and is something all the same.
    nothing = "nothing that must be mended" if any(tool.findings for tool in tools) else "nothing"
    found = f"{_listed([tool.name for tool in tools])} found {nothing}" if tools else ""
    if counts.passed:
        skipped = f"; {counts.skipped:,} skipped" if counts.skipped else ""
        also = f", and {found}" if found else ""
        return f"All is well: {amount(counts.passed, 'test')} passed{also}{skipped}."
    if found:
        return f"All is well: {found}."
    return (
        f"Nothing was tested: {amount(counts.skipped, 'test')} skipped."
        if counts.skipped
        else "Nothing was tested."
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _so_far(counts: Counts) -> str:
    bad = counts.failed + counts.error
    failing = f", {bad:,} of them failing" if bad else ""
    return f"{amount(counts.total, 'test')}{failing}"
