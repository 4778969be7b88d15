"""Markers that move with their function while other lines are edited, and know when it was edited itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qaagent_lsp.model.result import Failure
from qaagent_lsp.model.snapshot import Anchor, FunctionSpan, Snapshot
from qaagent_lsp.model.source import Location, Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a marker stands now. ``outdated``: the code it speaks of was edited since the run."""

    span: Span
    outdated: bool = False


def anchor_of(failure: Failure, outline: Sequence[FunctionSpan], file_digest: str) -> Anchor | None:
    """Tie a failure to the innermost function around its location; ``outline`` is that file's, as it was run.

    None when the failure has no place in the workspace. At module level the anchor is the file itself.
    """
    there = failure.location
    return None if there is None else anchor_at(Location(there.file, there.span), outline, file_digest)


def anchor_at(there: Location, outline: Sequence[FunctionSpan], file_digest: str) -> Anchor:
    """Tie a place to the innermost function around it, as ``anchor_of`` does."""
    line = there.span.line
    around = [function for function in outline if line in function.span]
    if not around:
        return Anchor(there.file, "", line - 1, file_digest)
    innermost = max(around, key=lambda function: (function.span.line, -function.span.end_line))
    return Anchor(there.file, innermost.qualname, line - innermost.span.line, innermost.digest)


def place(anchor: Anchor, then: Span, snapshot: Snapshot) -> Place | None:
    """Find where the marked text, which stood at ``then``, stands in the files of this moment.

    None when its function is gone: whatever stands there now is not what failed. While nothing is known of
    the file as it is now, the marker stays where it was.
    """
    if not anchor.qualname:
        digest = snapshot.file_digests.get(anchor.file)
        return Place(then, outdated=digest is not None and digest != anchor.digest)
    if anchor.file not in snapshot.outlines:
        return Place(then)
    outline = snapshot.outlines[anchor.file]
    named = [function for function in outline if function.qualname == anchor.qualname]
    if not named:
        return None
    same = [function for function in named if function.digest == anchor.digest]
    function = min(same or named, key=lambda one: abs(one.span.line + anchor.offset - then.line))
    line = function.span.line + anchor.offset
    if same:
        return Place(_moved(then, line))
    return Place(_moved(then, min(line, function.span.end_line)), outdated=True)


def _moved(span: Span, line: int) -> Span:
    return Span(line, span.column, line + span.end_line - span.line, span.end_column)
