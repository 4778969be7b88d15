"""``qaagent-lsp doctor``: what would be run, and why."""

from __future__ import annotations

from pathlib import Path


def doctor(path: Path | None = None) -> int:
    """Say what would be run and why."""
    del path
    return 0
