"""A run as GitHub's workflow commands: ``::error file=…,line=…::message`` marks a line of a pull request.

The escapes are those of GitHub's own toolkit: ``%``, CR and LF in messages, ``:`` and ``,`` in properties besides.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from qaagent_lsp.editor.blame import blamed
from qaagent_lsp.editor.steps import step_in
from qaagent_lsp.model.result import CaseResult, RunResult
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.reporting.inline import ordered, place_words, value_words
from qaagent_lsp.reporting.words import printable

Level = Literal["error", "warning", "notice"]
Place = tuple[Path, WorkspacePath, Span]

MOST = 10
"""Annotations of one level that GitHub shows of one step; further ones vanish without a word."""
_NAMED = 5
_MOST_GROUPS = 50
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Annotation:
    """One remark. ``place`` is (workspace folder, file, range), None where there is none."""

    level: Level
    message: str
    title: str
    place: Place | None = None


def annotations_of(result: RunResult, snapshot: Snapshot, folder: Path) -> Iterator[str]:
    """Give what broke besides tests, each failing line, what tools found, and a warning at each route that is red.

    No more than GitHub shows: the last of a level then says how many there are besides, and names some.
    """
    found = [
        *_broken(result, folder),
        *_lines(result, folder),
        *_routes(result, snapshot, folder),
        *_findings(result, folder),
    ]
    for level in get_args(Level):
        for one in _within_limits([one for one in found if one.level == level]):
            yield command(one.level, one.message, one.title, one.place)


def _within_limits(found: Sequence[Annotation]) -> Iterator[Annotation]:
    if len(found) <= MOST:
        yield from found
        return
    yield from found[: MOST - 1]
    rest = found[MOST - 1 :]
    named = "\n".join(f"{one.title}: {_first(one.message)}" for one in rest[:_NAMED])
    more = f"\n… and {len(rest) - _NAMED} more" if len(rest) > _NAMED else ""
    yield Annotation(
        rest[0].level, f"{named}{more}\nAll are in the summary and in the report.", f"{len(rest)} more"
    )


def _broken(result: RunResult, folder: Path) -> Iterator[Annotation]:
    told = list(_broken_parts(result, folder))
    if result.status == "error" and not told:
        # A step of a plan, a report that could not be written, a fault of ours: only the notes tell of it.
        yield Annotation("error", "\n".join(result.notes) or "the run itself broke", "run")
    yield from told


def _broken_parts(result: RunResult, folder: Path) -> Iterator[Annotation]:
    for suite in result.suites:
        if suite.error:
            yield Annotation("error", suite.error, f"suite {suite.name}")
    for tool in result.tools:
        if tool.outcome in {"error", "timeout"}:
            yield Annotation("error", tool.error or f"ended as {tool.outcome}", f"tool {tool.name}")
    for problem in result.problems:
        yield Annotation("error", problem.message, problem.code, (folder, problem.file, problem.span))


def _lines(result: RunResult, folder: Path) -> Iterator[Annotation]:
    """Mark each failing line once, whatever number of tests fail there."""
    at: dict[tuple[WorkspacePath, Span], list[CaseResult]] = {}
    for case in result.cases:
        if case.outcome in {"failed", "error"}:
            for place in _failing_places(case):
                at.setdefault(place, []).append(case)
    for (file, span), cases in at.items():
        first, *others = cases
        message = first.message
        if others:
            names = "\n".join(str(case.id) for case in others[:_NAMED])
            more = f"\n… and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
            message += f"\n\nHere, too:\n{names}{more}"
        yield Annotation("error", message, f"{first.id} ({first.outcome})", (folder, file, span))


def _routes(result: RunResult, snapshot: Snapshot, folder: Path) -> Iterator[Annotation]:
    failing = [case for case in result.cases if case.outcome in {"failed", "error"}]
    at_fault = {case.id: blamed(snapshot.routes, case) for case in failing}
    for route in snapshot.routes:
        of_route = [case for case in failing if route in at_fault[case.id]]
        if of_route:
            text = "\n".join(f"{case.id}: {_first(case.message)}" for case in of_route)
            place = (folder, route.file, route.span)
            yield Annotation("warning", text, f"{route.key} has failing tests", place)


def _findings(result: RunResult, folder: Path) -> Iterator[Annotation]:
    """Tell what inline tools found; what does not make them fail is a notice."""
    for tool in result.tools:
        for finding in ordered(tool.findings):
            at = finding.at
            where = f" ({place_words(finding)})" if place_words(finding) else ""
            yield Annotation(
                "error" if finding.blocks else "notice",
                f"{finding.message}{where}\n{finding.details}".rstrip(),
                f"{finding.tool} {finding.code} ({finding.severity})",
                (folder, at.file, at.span) if at else None,
            )
        for metric in tool.metrics:
            if metric.holds is False and metric.limit is not None:
                value, limit = (value_words(number, metric.unit) for number in (metric.value, metric.limit))
                of = f" of {metric.route or metric.subject}" if metric.route or metric.subject else ""
                yield Annotation(
                    "error", f"{metric.name}{of} is {value}, the limit is {limit}", f"tool {tool.name}"
                )


def groups_of(result: RunResult, token: str) -> Iterator[str]:
    """Give the whole report of each failing test, folded.

    What a test says could hold workflow commands; between the two lines with ``token``, which nobody can guess, the
    runner obeys none.
    """
    failing = [case for case in result.cases if case.outcome in {"failed", "error"}]
    for case in failing[:_MOST_GROUPS]:
        yield f"::group::{_data(printable(f'{case.outcome}: {case.id}'))}"
        yield f"::stop-commands::{token}"
        for failure in case.failures:
            yield from printable(failure.text or failure.message).splitlines()[:_MOST_LINES]
        if case.output:
            yield from ("", *printable(case.output).splitlines()[:_MOST_LINES])
        yield f"::{token}::"
        yield "::endgroup::"
    if len(failing) > _MOST_GROUPS:
        yield f"… and {len(failing) - _MOST_GROUPS} more failing tests in the report"


def command(
    level: Level,
    message: str,
    title: str,
    place: Place | None,
) -> str:
    """Write one workflow command. ``place`` is (workspace folder, file, range)."""
    properties: dict[str, object] = {}
    if place is not None:
        folder, file, span = place
        properties = {
            "file": _from_checkout(folder / file),
            "line": span.line,
            "endLine": span.end_line,
            "col": span.column,
            "endColumn": span.end_column,
        }
    properties["title"] = title
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {written}::{_data(message)}"


def _failing_places(case: CaseResult) -> Iterator[tuple[WorkspacePath, Span]]:
    """Name the line that failed; of a scenario the step as well as its code."""
    failure = next((failure for failure in case.failures if failure.location), None)
    if failure is None or failure.location is None:
        yield case.file, Span(case.line, 1, case.line, 1)
        return
    step = step_in(failure)
    for place in (failure.location,) if step is None else (step, failure.location):
        yield place.file, place.span


def _from_checkout(path: Path) -> str:
    """GitHub's paths start at the checkout, which may lie above the workspace folder."""
    for start in (os.environ.get("GITHUB_WORKSPACE"), Path.cwd()):
        if start and path.is_relative_to(start):
            return path.relative_to(start).as_posix()
    return path.as_posix()


def _first(message: str) -> str:
    return message.partition("\n")[0]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
