"""A file that a test or an inline tool left, as a row."""

from __future__ import annotations

from typing import TypedDict

from qaagent_lsp.model.artifact import Artifact


class ArtifactRow(TypedDict):
    """A file that was left; ``path`` is relative to the run's folder when it lies there."""

    name: str
    path: str
    content_type: str


def artifact_row(artifact: Artifact) -> ArtifactRow:
    """Make the row of a file."""
    return {"name": artifact.name, "path": artifact.path, "content_type": artifact.content_type}
