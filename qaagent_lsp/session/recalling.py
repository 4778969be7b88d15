"""Verdicts of earlier sessions, laid over the files as they are now. Blocks on the disk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from qaagent_lsp.linking.moving import place_now
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.snapshot import Anchor, Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import file_of, is_placed
from qaagent_lsp.session.outlining import Outlines, anchored_then, failing_files, outlines_of

Last = tuple[CaseResult, str, float]
"""A case, the run that it is of, and the POSIX seconds when it finished."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Verdicts with the anchors of their failures, and the outlines of the files that they failed in."""

    results: tuple[tuple[CaseResult, str, float, tuple[Anchor | None, ...]], ...]
    outlines: Outlines


def recall(
    last: Iterable[Last],
    cleared: float,
    folder: Path,
    now: Snapshot,
    buffers: Mapping[WorkspacePath, str],
) -> Recalled:
    """Place the verdicts that are newer than ``cleared`` (POSIX seconds, when results were last cleared)."""
    kept = [(_placed_now(case, now), run_id, at) for case, run_id, at in last if at > cleared]
    outlines = outlines_of(folder, failing_files(case for case, _, _ in kept), buffers)
    return Recalled(tuple(anchored_then(kept, outlines)), outlines)


def _placed_now(case: CaseResult, now: Snapshot) -> CaseResult:
    """Name a case of an earlier session by where its test stands now, if that can be told."""
    if not is_placed(case.id):
        return case
    there = place_now(case.id, case.name, now.tests_by_file.get(file_of(case.id), ()))
    return case if there is None else replace(case, id=there)
