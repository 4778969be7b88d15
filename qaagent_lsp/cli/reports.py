"""``--html FILE`` and ``--summary FILE``: the evidence of a run, for people, where they want to have it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.cli.junit_file import make_room
from qaagent_lsp.model.errors import StoreUnavailable
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.runs.ports import RunStore

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
STEP_LIMIT = 1_000_000
"""Bytes that GitHub takes of the summaries of one step; it shows nothing at all of a longer one."""


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where reports go, besides the page in the run's folder. ``for_github``: into the summary of the step, too."""

    html: Path | None = None
    summary: Path | None = None
    for_github: bool = False

    def make_room(self) -> None:
        """Make sure before anything is run that they can be written. Raises ``BadConfiguration``."""
        for option, path in (("--html", self.html), ("--summary", self.summary)):
            if path is not None and not _is_steps(path):
                make_room(path, option)


def write_reports(store: RunStore, evidence: Evidence, files: ReportFiles) -> Iterator[str]:
    """Write what was asked for, and tell what could not be: one sentence a file."""
    if files.html is not None:
        try:
            store.write_report(evidence, files.html)
        except StoreUnavailable as error:
            yield error.message
    step = os.environ.get(STEP_SUMMARY) if files.for_github else None
    wanted = [path for path in (files.summary, Path(step) if step else None) if path]
    text = ""
    if wanted:
        from qaagent_lsp.reporting.health import story_of
        from qaagent_lsp.reporting.summary import summary_of

        text = summary_of(story_of(evidence))
    for path in dict.fromkeys(wanted):
        try:
            write_summary(path, text)
        except OSError as error:
            yield f"the summary {path} cannot be written: {error.strerror or error}"


def write_summary(path: Path, text: str) -> None:
    """Write a summary; into that of a GitHub step, which others write to as well, it is appended.

    Raises ``OSError``.
    """
    content = text.encode("utf-8", "replace")
    if not _is_steps(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return
    already = path.stat().st_size if path.exists() else 0
    if already + len(content) > STEP_LIMIT:
        head, _, _ = text.partition("\n### ")
        content = f"{head}\n\nThe rest is in the report; it is too long for this place.\n".encode(
            "utf-8", "replace"
        )
    with path.open("ab") as file:
        file.write(content)


def _is_steps(path: Path) -> bool:
    step = os.environ.get(STEP_SUMMARY)
    return bool(step) and path.absolute() == Path(step or "").absolute()
