"""A run as Markdown, for the summary of a CI job: short enough to be read, and to be taken by GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from qaagent_lsp.model.result import CaseResult, RunStatus
from qaagent_lsp.reporting.health import Story, failure_of, is_bad, place_of
from qaagent_lsp.reporting.inline import ordered, place_words
from qaagent_lsp.reporting.lead import lead
from qaagent_lsp.reporting.words import (
    amount,
    counts_words,
    duration_words,
    first_line,
    headline,
    printable,
    verdict,
)

_MOST_CASES = 30
_MOST_ROWS = 20
_LONGEST_TEXT = 3000
_MARKS: dict[RunStatus, str] = {"passed": "✅", "cancelled": "⏹️", "running": "⏳"}
_TOOL_MARKS = {"passed": "✅", "skipped": "⚪", "cancelled": "⏹️"}


def summary_of(story: Story) -> str:
    """Write the summary; at most some hundred thousand characters, whatever the run holds."""
    run = story.evidence.run
    mark = "⚪" if verdict(run) == "Empty" else _MARKS.get(run.status, "❌")
    lines = [f"## {mark} {plain(headline(run))}", "", plain(lead(story)), ""]
    lines += [f"{' · '.join(_facts(story))}", ""]
    for part in (
        _broken(story),
        _causes(story),
        _routes(story),
        _tools(story),
        _suites(story),
        _failures(story),
        _flaky(story),
    ):
        lines += part
    return "\n".join(lines).rstrip() + "\n"


def plain(text: str) -> str:
    """Write text on one line so that Markdown shows it as it is."""
    return re.sub(r"([\\`*_{}\[\]#|~])", r"\\\1", _flat(text))


def code(text: str) -> str:
    """Write what is named; also in a table, and whatever backticks and bars the text holds."""
    # Markdown is read inside of <code> too; entities are not.
    shown = re.sub(r"[\\`*_\[\]|~@]", lambda found: f"&#{ord(found[0])};", _flat(text))
    return f"<code>{shown}</code>"


def fenced(text: str) -> str:
    """Write a block of text as it is."""
    shown = printable(text)
    if len(shown) > _LONGEST_TEXT:
        shown = f"{shown[:_LONGEST_TEXT]}\n… {len(shown) - _LONGEST_TEXT:,} more characters in the report"
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(longest + 1, 3)
    return f"{fence}text\n{shown}\n{fence}"


def _flat(text: str) -> str:
    """Escape a text for HTML and put it on one line: an empty one would end what Markdown takes for HTML."""
    return escape(" ".join(printable(text).split()), quote=False)


def _facts(story: Story) -> Iterator[str]:
    run, target = story.evidence.run, story.evidence.target
    yield f"**{counts_words(run.counts)}** in {duration_words(run.duration)}"
    if target.commit:
        changed = ", with uncommitted changes" if target.dirty else ""
        yield f"commit {code(target.commit[:10])}{f' on {code(target.branch)}' if target.branch else ''}{changed}"
    yield f"run {code(run.run_id)}"


def _broken(story: Story) -> Iterator[str]:
    run = story.evidence.run
    for suite in run.suites:
        if suite.error:
            yield from (f"**Suite {plain(suite.name)} broke.**", "", fenced(suite.error), "")
    for problem in run.problems[:_MOST_ROWS]:
        yield from (f"- {code(f'{problem.file}:{problem.line}')} {plain(problem.message)}", "")


def _causes(story: Story) -> Iterator[str]:
    rows = []
    for cause in story.causes:
        found = cause.diagnosis
        fault = "not known" if found.fault == "unknown" else f"{found.fault} ({found.fault_confidence:.0%})"
        at = f" at {code(cause.place)}" if cause.place else ""
        rows.append((f"{code(cause.title[:200])}{at}", str(len(cause.cases)), fault, plain(found.suggestion)))
    yield from _table("Why it failed", ("Cause", "Tests", "Fault", "What to do"), rows)


def _routes(story: Story) -> Iterator[str]:
    red = [route for route in story.routes if route.health == "failed"]
    rows = [
        (
            code(str(one.route)),
            f"{one.counts.failed + one.counts.error} of {one.counts.total}",
            duration_words(one.seconds),
        )
        for one in red
    ]
    title = f"Red routes ({len(red):,} of {len(story.routes):,})"
    yield from _table(title, ("Route", "Tests that fail", "Time"), rows)


def _tools(story: Story) -> Iterator[str]:
    tools = story.evidence.run.tools
    rows = [
        (
            f"{plain(tool.name)} {plain(tool.version or '')}".strip(),
            f"{_TOOL_MARKS.get(tool.outcome, '❌')} {tool.outcome}",
            plain(first_line(tool.error) or tool.summary),
        )
        for tool in tools
    ]
    yield from _table("Tools", ("Tool", "Outcome", "What it came to"), rows)
    found = [finding for tool in tools for finding in ordered(tool.findings) if finding.blocks]
    findings = [
        (
            finding.severity,
            f"{finding.tool} {code(finding.code)}",
            plain(finding.message[:300]),
            code(place_words(finding)),
        )
        for finding in found
    ]
    yield from _table("What tools found", ("Severity", "Rule", "What", "Where"), findings)


def _suites(story: Story) -> Iterator[str]:
    rows = [
        (
            plain(suite.name),
            plain(suite.runner),
            suite.told.outcome if suite.told else "",
            counts_words(suite.counts),
            duration_words(suite.seconds),
        )
        for suite in story.suites
    ]
    yield from _table("Suites", ("Suite", "Tool", "Outcome", "Tests", "Time"), rows)


def _failures(story: Story) -> Iterator[str]:
    bad = [case for case in story.evidence.run.cases if is_bad(case)]
    if not bad:
        return
    yield from ("### Failing tests", "")
    for case in bad[:_MOST_CASES]:
        yield from _failure(case)
    if len(bad) > _MOST_CASES:
        yield from (f"… and {amount(len(bad) - _MOST_CASES, 'failing test')} more in the report.", "")


def _failure(case: CaseResult) -> Iterator[str]:
    failure = failure_of(case)
    name = f" {_flat(case.name)}" if case.name not in case.id else ""
    at = f" at {code(place_of(failure))}" if place_of(failure) else ""
    yield from (f"<details><summary>❌ {code(case.id)}{name}{at}</summary>", "")
    yield from (fenced(failure.message if failure else case.outcome), "", "</details>", "")


def _flaky(story: Story) -> Iterator[str]:
    rows = [
        (
            code(case.id),
            str(len(case.attempts)),
            plain(first_line(failure.message if (failure := failure_of(case)) else "")[:200]),
        )
        for case in story.evidence.run.cases
        if case.flaky
    ]
    yield from _table("Flaky tests", ("Test", "Tries", "What the bad try said"), rows)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if not rows:
        return
    yield from (f"### {plain(title)}", "")
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows[:_MOST_ROWS])
    if len(rows) > _MOST_ROWS:
        yield from ("", f"… and {len(rows) - _MOST_ROWS:,} more.")
    yield ""
