"""What work of a session stands on that asks the user's interpreter outside of a run."""

from __future__ import annotations

from dataclasses import dataclass

from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.session.indexing import Index
from qaagent_lsp.session.planning import Toolbox
from qaagent_lsp.session.rules import Rulebook


@dataclass(frozen=True, slots=True)
class Groundwork:
    """One moment of a workspace: what is known of it, the rules that hold, and what finds its tools."""

    snapshot: Snapshot
    index: Index
    rulebook: Rulebook
    toolbox: Toolbox
