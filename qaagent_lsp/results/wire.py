"""One line of the probe's NDJSON file → the values it stands for. The writing side is ``probes/pytest/``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import Failure, Frame
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.results.classify import When, classify
from qaagent_lsp.results.merge import Phase, PhaseName, PhaseOutcome

Fields = Mapping[str, Any]

_SURROGATE = re.compile("[\ud800-\udfff]")
_PHASES: Mapping[str, PhaseName] = {
    "setup": "setup",
    "call": "call",
    "teardown": "teardown",
    "subtest": "subtest",
    "???": "crash",
}
_STAGES: Mapping[str, Literal["setup", "teardown"]] = {"setup": "setup", "teardown": "teardown"}
"""What a probe says of a request that is of another phase than its report: ``setUp`` of unittest."""
_WHEN: Mapping[PhaseName, Literal["setup", "call", "teardown"]] = {
    "setup": "setup",
    "call": "call",
    "teardown": "teardown",
    "subtest": "call",
    "crash": "call",
}
_OUTCOMES: frozenset[str] = frozenset(("passed", "failed", "skipped", "rerun"))


class ForeignLineError(ValueError):
    """A line that is not one of the probe's."""


def fields_of(line: bytes | str) -> Fields:
    """Parse one line. Raises ``ForeignLineError`` for anything but a JSON object with a ``kind``."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ForeignLineError(str(error)) from error
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        msg = "not an event"
        raise ForeignLineError(msg)
    return value


def text(value: object) -> str:
    """Return a text that can be encoded: lone surrogates, which tests like to print, become U+FFFD."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return _SURROGATE.sub("\ufffd", value)


def inside(path: str, workspace: str) -> WorkspacePath | None:
    """Make an absolute path relative to the workspace folder; None when it lies outside."""
    path, folder = path.replace("\\", "/"), workspace.replace("\\", "/").rstrip("/") + "/"
    return WorkspacePath(path[len(folder) :]) if path.startswith(folder) else None


def rows_of(fields: Fields) -> list[Sequence[Any]]:
    """Give the rows of a finished test's phases. ``passed``, its duration, is short for three that passed.

    What it executed stands with its teardown or, where one process saw all of it, beside the phases.
    """
    rows: list[Sequence[Any]] = (
        [["setup", "passed", 0.0], ["call", "passed", fields["passed"]], ["teardown", "passed", 0.0]]
        if "passed" in fields
        else [*fields["phases"]]
    )
    if "ran" in fields and rows:
        rows[-1] = [*rows[-1], {"ran": fields["ran"]}]
    return rows


def phase_of(row: Sequence[Any], workspace: str) -> Phase:
    """Read ``[when, outcome, duration, detail?, extra?]``: ``detail`` of the test's process, ``extra`` of the report.

    An outcome that is none of pytest's (plugins have words of their own, e.g. ``retried``) is a failure.
    """
    name, outcome = _PHASES[row[0]], row[1]
    if outcome not in _OUTCOMES:
        outcome = "failed"
    detail: dict[str, Any] = {}
    for part in row[3:]:
        detail.update(part)
    when = _WHEN[name]
    subtest = text(detail.get("subtest", ""))
    failure = None
    if outcome in ("failed", "rerun"):
        failure = failure_of(detail, workspace=workspace, when=when, subtest=subtest)
        if name == "crash":
            failure = replace(failure, category="crash")
    return Phase(
        name=name,
        outcome=cast("PhaseOutcome", outcome),
        duration=float(row[2]),
        failure=failure,
        reason=text(detail.get("xfail") or detail.get("reason") or ""),
        hits=tuple(hit_of(hit, when) for hit in detail.get("hits", ())),
    )


def failure_of(detail: Fields, *, workspace: str, when: When, subtest: str = "") -> Failure:
    """Read a failure; its innermost frame inside the workspace is its location."""
    frames = tuple(frame for row in detail.get("frames", ()) if (frame := _frame(row, workspace)) is not None)
    message = text(detail.get("message", "")).strip()
    exception = text(detail.get("exception", ""))
    return Failure(
        message=message or exception or "failed without a message",
        exception=exception,
        text=text(detail.get("text", "")),
        location=frames[-1] if frames else None,
        frames=() if detail.get("at_definition") else frames,
        when=when,
        category=classify(message=message, exception=exception, ancestors=detail.get("mro", ()), when=when),
        subtest=subtest,
    )


def _frame(row: Sequence[Any], workspace: str) -> Frame | None:
    file = inside(text(row[0]), workspace)
    line, column, end_line, end_column = (max(int(value), 1) for value in row[1:5])
    return None if file is None else Frame(file, Span(line, column, end_line, end_column), text(row[5]))


def hit_of(fields: Fields, when: Literal["setup", "call", "teardown"]) -> Hit:
    """Read a request that a probe saw."""
    status = fields.get("status")
    return Hit(
        method=text(fields["method"]),
        path=text(fields["path"]),
        handler=text(fields.get("handler", "")),
        handler_file=text(fields.get("file", "")),
        handler_line=int(fields.get("line") or 0),
        status=None if status is None else int(status),
        entered=bool(fields.get("entered")),
        when=_STAGES.get(fields.get("when", ""), when),
        how="request" if fields.get("how") == "request" else "observed",
        count=int(fields.get("count", 1)),
        media=text(fields.get("media", "")),
    )
