"""The failures of last results, put where their code stands now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qaagent_lsp.editor.anchors import Place, place
from qaagent_lsp.editor.steps import is_in_feature, span_now
from qaagent_lsp.linking.known import is_current
from qaagent_lsp.model.result import CaseResult, Failure
from qaagent_lsp.model.snapshot import Anchor, LastResult, Snapshot
from qaagent_lsp.model.source import Location, Span
from qaagent_lsp.model.test import TestId, file_of, function_id, is_placed

_MOST_LINES = 8
_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class PlacedFailure:
    """One failure of one case, and where it is to be marked."""

    result: LastResult
    failure: Failure
    at: Location
    outdated: bool


def current_failures(snapshot: Snapshot) -> Iterator[PlacedFailure]:
    """Yield every failure that still concerns the workspace, in the order of the results.

    Cases that a run in progress has been asked for are left out (their old markers would mislead), and so are
    tests that no longer exist and cases of files whose collection broke (that is marked itself).
    """
    running = running_functions(snapshot)
    for result in snapshot.results.values():
        case = result.case
        if case.outcome not in {"failed", "error"} or not is_current(snapshot, case):
            continue
        if function_id(case.id) in running or file_of(case.id) in snapshot.broken:
            continue
        anchors = [*result.anchors, *[None] * len(case.failures)]
        for failure, anchor in zip(case.failures, anchors, strict=False):
            then = failure.location
            now = _placed(snapshot, case, failure, anchor)
            if then is not None and now is not None:
                yield PlacedFailure(result, failure, Location(then.file, now.span), now.outdated)
                continue
            at = defined_at(snapshot, result)
            # A place that is gone was edited away; one that never was (a plugin failed) is not outdated.
            yield PlacedFailure(result, failure, at, outdated=then is not None)
        if not case.failures:
            unexplained = Failure(f"{case.outcome}, no reason was given")
            yield PlacedFailure(result, unexplained, defined_at(snapshot, result), outdated=False)


def _placed(snapshot: Snapshot, case: CaseResult, failure: Failure, anchor: Anchor | None) -> Place | None:
    """Find where the innermost line of a failure stands now; None when it had no place, or it is gone."""
    then = failure.location
    if then is None:
        return None
    now = place(anchor, then.span, snapshot) if anchor else Place(then.span)
    if now is not None and is_in_feature(then) and (anchor is None or not anchor.qualname):
        # The steps of an outline are in none of its rows, those of a background in no scenario.
        return Place(span_now(snapshot, case, then), now.outdated)
    return now


def running_functions(snapshot: Snapshot) -> frozenset[TestId]:
    """Return the functions of which a run in progress has been asked for something."""
    return frozenset(function_id(test_id) for test_id in snapshot.running)


def defined_at(snapshot: Snapshot, result: LastResult) -> Location:
    """Return where the test itself is defined, as it stands now."""
    test = snapshot.tests.get(function_id(result.case.id))
    if test is not None:
        return Location(test.file, test.name_span)
    return Location(result.case.file, whole_line(max(result.case.line, 1)))


def named(case: CaseResult) -> str:
    """Return a case as a person knows it: its id, and its name where the id only says where it stands."""
    return f"{case.id} ({case.name})" if is_placed(case.id) and case.name not in case.id else case.id


def whole_line(line: int) -> Span:
    """Return a span for a line of which only the number is known; it ends where the next line begins."""
    return Span(line, 1, line + 1, 1)


def first_line(failure: Failure) -> str:
    """Return what failed in one line, without the runner's decoration."""
    text = _clean(failure.message)
    line = text[0] if text else failure.exception or "failed"
    return f"[{failure.subtest}] {line}" if failure.subtest else line


def details(failure: Failure) -> tuple[str, ...]:
    """Return the lines after the first that help at a glance, a handful at most."""
    rest = [line for line in _clean(failure.message)[1:] if line.strip()]
    if len(rest) > _MOST_LINES:
        left = len(rest) - _MOST_LINES + 1
        rest = [*rest[: _MOST_LINES - 1], f"… {left} more lines"]
    return tuple(rest)


def said_first(message: str) -> list[str]:
    """Give the lines of a message; Python puts the file and the text before what a ``SyntaxError`` says of them."""
    lines = message.strip().splitlines()
    return [lines[-1], *lines[:-1]] if lines and lines[0].startswith('File "') else lines


def _clean(message: str) -> list[str]:
    lines = said_first(message)
    return [line if len(line) <= _LONGEST_LINE else line[: _LONGEST_LINE - 1] + "…" for line in lines]
