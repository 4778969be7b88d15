"""What the sections of all inline tools of ``plan-run`` have in common."""

from __future__ import annotations

from qaagent_lsp.config.section import Seconds, Section


class InlineTool(Section):
    """What all inline tools have."""

    enabled: bool = True
    """Whether `plan-run` starts the tool when none is named."""

    timeout: Seconds = 300.0
    """Seconds that the tool may take; then it is ended with all that it started."""

    args: tuple[str, ...] = ()
    """Extra arguments of the tool."""
