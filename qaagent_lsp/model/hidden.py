"""Routes that are never served."""

from __future__ import annotations

from dataclasses import dataclass

from qaagent_lsp.model.route import Route


@dataclass(frozen=True, slots=True)
class Hidden:
    """``later`` is never served, ``earlier`` takes all its requests. ``same``: both are of one shape."""

    later: Route
    earlier: Route
    same: bool
