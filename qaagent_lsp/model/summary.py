"""A run as one line of a listing."""

from __future__ import annotations

from dataclasses import dataclass

from qaagent_lsp.model.result import Counts, RunStatus
from qaagent_lsp.model.scope import Scope


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One line of a listing of runs; ``scope`` is None for the original's runs. ``duration`` in seconds.

    ``created_at`` is ``%Y-%m-%dT%H:%M:%SZ``, ``run_dir`` absolute.
    """

    run_id: str
    run_dir: str
    created_at: str
    status: RunStatus
    scope: Scope | None
    counts: Counts
    duration: float
