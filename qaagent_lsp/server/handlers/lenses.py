"""``textDocument/codeLens``."""

from __future__ import annotations

import time
from collections.abc import Sequence

from lsprotocol import types

from qaagent_lsp.editor.lenses import lenses
from qaagent_lsp.server.convert import to_range
from qaagent_lsp.server.handlers.located import located
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.present import lsp_command


async def code_lenses(ls: QaAgentServer, params: types.CodeLensParams) -> Sequence[types.CodeLens]:
    """Give the lenses of a file as its buffer stands now."""
    place = await located(ls, params.text_document.uri)
    if place is None or not place.folder.session.settings.lenses:
        return []
    standing = place.folder.standing()
    return [
        types.CodeLens(
            range=to_range(place.lines, lens.span, ls.support.encoding),
            command=lsp_command(place.folder, ls.documents, lens.command),
        )
        for lens in lenses(place.folder.session.snapshot, place.file, time.time(), standing)
    ]
