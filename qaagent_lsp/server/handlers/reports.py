"""The HTML report of a run, shown in the browser."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from qaagent_lsp.model.errors import UnknownRun
from qaagent_lsp.server.arguments import RunArgument
from qaagent_lsp.server.folders import local_uri
from qaagent_lsp.server.handlers.meant import folders_meant
from qaagent_lsp.server.handlers.runs import Manner
from qaagent_lsp.server.language_server import QaAgentServer


async def open_report(ls: QaAgentServer, argument: RunArgument, _: Manner) -> dict[str, object]:
    """Make the report of a run and have the client open it outside of the editor (LSP ``window/showDocument``).

    Clients that cannot are told where it stands.
    """
    unknown = UnknownRun(f"no run {argument.run_id}", "qaagent.listRuns lists those there are")
    for folder in folders_meant(ls, None):
        await folder.ready()
        try:
            path = await asyncio.to_thread(folder.session.store.report_of, argument.run_id)
        except UnknownRun as refusal:
            unknown = refusal
            continue
        uri = local_uri(path)
        shown = False
        if ls.support.show_document:
            wanted = types.ShowDocumentParams(uri=uri, external=True)
            shown = (await ls.window_show_document_async(wanted)).success
        if not shown:
            told = types.ShowMessageParams(types.MessageType.Info, f"The report is {path}")
            ls.window_show_message(told)
        return {"shown": shown, "uri": uri}
    raise unknown
