"""``qaagent.generateTest``: a test of a route as an edit of the workspace, which the editor shows and can undo."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from qaagent_lsp.model.brief import Companion, Draft
from qaagent_lsp.model.errors import NothingToWrite
from qaagent_lsp.server.arguments import GenerateArgument
from qaagent_lsp.server.folders import Folder, local_uri
from qaagent_lsp.server.handlers.meant import folder_of_route
from qaagent_lsp.server.handlers.runs import Manner
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.progress import Token
from qaagent_lsp.session.authored import free_name, put

log = logging.getLogger(__name__)

_BEGINNING = types.Range(types.Position(0, 0), types.Position(0, 0))


async def generate_test(ls: QaAgentServer, argument: GenerateArgument, manner: Manner) -> dict[str, object]:
    """Write a test of a route and open it. Requests are tried in the project's own pytest first.

    The client makes the files (``workspace/applyEdit``); for one that cannot, they are written here.
    """
    # Imported when the first test is asked for: an editor that starts waits for none of it.
    from qaagent_lsp.session.generating import drafted

    folder, file = await folder_of_route(ls, argument)
    route = folder.session.route(argument.key, file)
    async with _shown(ls, f"Writing a test of {route.key}", manner.token):
        found = await drafted(folder.session, [route], argument.framework or "pytest")
    if not found.drafts:
        raise NothingToWrite("; ".join(found.left_out) or f"there is nothing to write for {route.key}")
    draft = found.drafts[0]
    made = await _made(ls, folder, draft)
    if made and ls.support.show_document:
        await ls.window_show_document_async(types.ShowDocumentParams(uri=made[-1], take_focus=True))
    for note in draft.notes:
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, f"{draft.file}: {note}"))
    return {
        "applied": bool(made),
        "uri": made[-1] if made else None,
        "uris": list(made),
        "framework": draft.framework,
        "notes": list(draft.notes),
    }


async def _made(ls: QaAgentServer, folder: Folder, draft: Draft) -> Sequence[str]:
    """Make the files of a draft. Returns their URIs, that of the tests last; () where the client refused."""
    if not ls.support.create_files:
        (authored,) = await put(folder.session, [draft])
        if authored.message:
            raise NothingToWrite(authored.message)
        return [local_uri(folder.absolute(authored.file))]
    files = await asyncio.to_thread(_new_files, folder, draft)
    changes: list[types.CreateFile | types.TextDocumentEdit] = []
    for made in files:
        uri = local_uri(folder.absolute(made.file))
        options = types.CreateFileOptions(overwrite=False, ignore_if_exists=False)
        changes.append(types.CreateFile(uri=uri, options=options))
        text = types.TextEdit(range=_BEGINNING, new_text=made.text)
        changes.append(types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri=uri), [text]))
    edit = types.WorkspaceEdit(document_changes=changes)
    wanted = types.ApplyWorkspaceEditParams(edit=edit, label=f"Generate {draft.file}")
    answer = await ls.workspace_apply_edit_async(wanted)
    if not answer.applied:
        ls.warn(f"{draft.file} was not written: {answer.failure_reason or 'the editor refused the edit'}")
        return ()
    # The client's watcher may tell later: what was made can be run at once.
    await folder.session.files_changed([made.file for made in files])
    return [local_uri(folder.absolute(made.file)) for made in files]


def _new_files(folder: Folder, draft: Draft) -> Sequence[Companion]:
    beside = [one for one in draft.companions if not folder.absolute(one.file).exists()]
    return [*beside, Companion(free_name(folder.path, draft.file), draft.text)]


@asynccontextmanager
async def _shown(ls: QaAgentServer, title: str, given: Token | None) -> AsyncIterator[None]:
    """Show that something takes a while (LSP 3.17, work-done progress), for clients that can."""
    token = given
    if token is None and ls.support.progress:
        token = f"qaagent-write-{uuid4().hex}"
        try:
            await ls.protocol.send_request_async(
                types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.WorkDoneProgressCreateParams(token=token)
            )
        except JsonRpcException as refusal:
            log.info("the client shows no progress: %s", refusal)
            token = None
    if token is None:
        yield
        return
    ls.protocol.notify(types.PROGRESS, types.ProgressParams(token, types.WorkDoneProgressBegin(title=title)))
    try:
        yield
    finally:
        ls.protocol.notify(types.PROGRESS, types.ProgressParams(token, types.WorkDoneProgressEnd()))
