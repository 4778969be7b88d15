"""Verdicts of earlier sessions, laid over the files as they are now. Blocks on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.snapshot import Anchor, Snapshot, ToolSaid
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.session.memory import placed_now
from qaagent_lsp.session.outlining import (
    Outlines,
    anchored_findings,
    anchored_then,
    failing_files,
    files_found,
    outlines_of,
)

Last = tuple[CaseResult, str, float]
"""A case, the run that it is of, and the POSIX seconds when it finished."""


@dataclass(frozen=True, slots=True)
class Now:
    """The folder as it is: absolute, what is known of its files, and what an editor holds of them."""

    folder: Path
    snapshot: Snapshot
    buffers: Mapping[WorkspacePath, str]


@dataclass(frozen=True, slots=True)
class Recalled:
    """Verdicts with the anchors of their failures, and the outlines of the files that they failed in."""

    results: tuple[tuple[CaseResult, str, float, tuple[Anchor | None, ...]], ...]
    outlines: Outlines
    found: tuple[ToolSaid, ...] = ()


def recall(
    last: Iterable[Last],
    tools: Iterable[tuple[ToolResult, str, float]],
    cleared: float,
    now: Now,
) -> Recalled:
    """Place the verdicts that are newer than ``cleared`` (POSIX seconds, when results were last cleared)."""
    kept = [(placed_now(case, now.snapshot), run_id, at) for case, run_id, at in last if at > cleared]
    said = [(result, run_id, at) for result, run_id, at in tools if at > cleared]
    files = failing_files(case for case, _, _ in kept) | files_found(result for result, _, _ in said)
    outlines = outlines_of(now.folder, files, now.buffers)
    found = [
        ToolSaid(result, run_id, at, anchored_findings(result, outlines.as_of(at)))
        for result, run_id, at in said
    ]
    return Recalled(tuple(anchored_then(kept, outlines)), outlines, tuple(found))
