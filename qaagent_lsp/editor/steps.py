"""The step of a feature file in which a Behave test failed, put where it stands now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qaagent_lsp.model.result import CaseResult, Failure, Frame
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, Span
from qaagent_lsp.model.test import TestId, function_id, runner_of


@dataclass(frozen=True, slots=True)
class Step:
    """A step in its file. ``text`` is as Behave names it, with the values of a row: ``Then the answer says "Ada"``."""

    at: Location
    text: str


def is_in_feature(frame: Frame) -> bool:
    """Tell whether a frame is a line of a feature file: a step, or the title of what a hook was called for."""
    return runner_of(TestId(frame.file)) == "behave"


def step_in(failure: Failure) -> Frame | None:
    """Return the step as it stood when its code failed; None where the failing line itself is in the feature file."""
    if failure.location is None or is_in_feature(failure.location):
        return None
    return next((frame for frame in failure.frames if is_in_feature(frame)), None)


def step_of(snapshot: Snapshot, case: CaseResult, failure: Failure) -> Step | None:
    """Find the step that a failure happened in; None where it happened in none, or where its test is gone."""
    frame = next((frame for frame in failure.frames if is_in_feature(frame)), None)
    if frame is None or function_id(case.id) not in snapshot.tests:
        return None
    return Step(Location(frame.file, span_now(snapshot, case, frame)), frame.function)


def span_now(snapshot: Snapshot, case: CaseResult, frame: Frame) -> Span:
    """Place a line of a feature file: as far from its scenario or row as it was when that ran.

    Steps of an outline stand above its rows, those of a background above the scenario; edits in between are not seen.
    """
    test = snapshot.tests.get(function_id(case.id))
    if test is None or test.file != frame.file:
        return frame.span
    moved = test.name_span.line - case.line
    line = max(frame.span.line + moved, 1)
    return replace(frame.span, line=line, end_line=line + frame.span.end_line - frame.span.line)


def told_together(snapshot: Snapshot, at: Location, tests: tuple[TestId, ...]) -> str:
    """Name what fails in one step: ``2 rows`` of an outline, ``3 scenarios`` of a background."""
    ids = {function_id(test) for test in tests}
    outlines = (
        group
        for group in snapshot.groups_by_file.get(at.file, ())
        if group.kind == "outline" and ids.issubset(group.tests)
    )
    return f"{len(tests)} {'rows' if any(outlines) else 'scenarios'}"
