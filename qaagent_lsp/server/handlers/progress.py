"""``window/workDoneProgress/cancel``: the cancel button of a run."""

from __future__ import annotations

from lsprotocol import types

from qaagent_lsp.server.language_server import QaAgentServer


async def cancel_progress(ls: QaAgentServer, params: types.WorkDoneProgressCancelParams) -> None:
    """Stop the run that the token shows."""
    run_id = ls.run_progress.run_of(params.token)
    for folder in ls.folders:
        if run_id is not None and await folder.session.cancel(run_id):
            return
