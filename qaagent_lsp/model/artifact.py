"""Files that a run leaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that a test or a tool left: a screenshot, video, trace, report.

    ``path`` is relative to the run's folder when it lies there, else absolute.
    """

    name: str
    path: str
    content_type: str = ""
