"""The orchestrator as a Python API: one call runs a scope, in a run of its own or in one that the caller owns.

handle = RunStoreOnDisk(root).create_run(target_name="shop", target_path=str(folder), scope=AllScope(), settings={})
result = await orchestrate(folder, AllScope(), handle=handle)
handle.finalize()
"""

from __future__ import annotations

from pathlib import Path

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope import SuitesScope
from qaagent_lsp.runs.ports import RunHandle
from qaagent_lsp.session.compose import open_session
from qaagent_lsp.session.observer import Observer
from qaagent_lsp.session.watching import Unwatched


async def orchestrate(
    folder: Path,
    scope: SuitesScope,
    *,
    settings: Settings | None = None,
    handle: RunHandle | None = None,
    runs_dir: str | None = None,
    observer: Observer | None = None,
) -> RunResult:
    """Run a scope of a workspace folder to its end and return what it came to.

    With a ``handle`` its counts, records and artifacts are added to that run and nothing is sealed: its owner does
    that, once. Without one a run is made below ``runs_dir`` (None: the default runs root) and sealed. Cancelling the
    task stops the tools, and what had finished is in the evidence.

    Raises a ``QaAgentError`` when the request cannot be carried out; then nothing was run.
    """
    session = open_session(folder, settings or Settings(), observer or Unwatched(), runs_dir=runs_dir)
    try:
        await session.start()
        ticket = await session.run(scope, handle)
        return await session.wait(ticket.run_id)
    finally:
        await session.aclose()
