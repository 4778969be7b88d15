"""A run as GitHub's workflow commands: ``::error file=…,line=…::message`` marks a line of a pull request.

The escapes are those of GitHub's own toolkit: ``%``, CR and LF in messages, ``:`` and ``,`` in properties besides.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from qaagent_lsp.editor.blame import blamed
from qaagent_lsp.editor.steps import step_in
from qaagent_lsp.model.result import CaseResult, RunResult
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath


def annotations_of(result: RunResult, snapshot: Snapshot, folder: Path) -> Iterator[str]:
    """Give an error at each failing line, a warning at each route whose tests fail, an error for what broke besides."""
    failing = [case for case in result.cases if case.outcome in {"failed", "error"}]
    for case in failing:
        yield from _failing_lines(case, folder)
    at_fault = {case.id: blamed(snapshot.routes, case) for case in failing}
    for route in snapshot.routes:
        of_route = [case for case in failing if route in at_fault[case.id]]
        if of_route:
            text = "\n".join(f"{case.id}: {_first(case.message)}" for case in of_route)
            yield command("warning", text, f"{route.key} has failing tests", (folder, route.file, route.span))
    for problem in result.problems:
        yield command("error", problem.message, problem.code, (folder, problem.file, problem.span))
    for suite in result.suites:
        if suite.error:
            yield command("error", suite.error, f"suite {suite.name}", None)


def command(
    level: Literal["error", "warning"],
    message: str,
    title: str,
    place: tuple[Path, WorkspacePath, Span] | None,
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


def _failing_lines(case: CaseResult, folder: Path) -> Iterator[str]:
    """Mark the line that failed; of a scenario the step as well as its code."""
    failure = next((failure for failure in case.failures if failure.location), None)
    title = f"{case.id} ({case.outcome})"
    if failure is None or failure.location is None:
        here = (folder, case.file, Span(case.line, 1, case.line, 1))
        yield command("error", case.message, title, here)
        return
    step = step_in(failure)
    for place in (failure.location,) if step is None else (step, failure.location):
        yield command("error", case.message, title, (folder, place.file, place.span))


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
