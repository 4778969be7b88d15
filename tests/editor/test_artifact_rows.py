from __future__ import annotations

from qaagent_lsp.editor.artifact_rows import artifact_row
from qaagent_lsp.model.artifact import Artifact


def test_a_file_is_named_with_its_place_and_kind() -> None:
    assert artifact_row(Artifact("shot", "artifacts/e2e/a.png", "image/png")) == {
        "name": "shot",
        "path": "artifacts/e2e/a.png",
        "content_type": "image/png",
    }
