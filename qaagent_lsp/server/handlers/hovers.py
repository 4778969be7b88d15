"""``textDocument/hover``."""

from __future__ import annotations

import time

from lsprotocol import types

from qaagent_lsp.editor.hovers import hover as hover_at
from qaagent_lsp.server.convert import to_range
from qaagent_lsp.server.folders import local_uri
from qaagent_lsp.server.handlers.config_files import config_hover, is_config
from qaagent_lsp.server.handlers.located import located
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.present import file_uri


async def hover(ls: QaAgentServer, params: types.HoverParams) -> types.Hover | None:
    """Tell what is known of the route, test or group of tests at a line."""
    place = await located(ls, params.text_document.uri)
    if place is None:
        return None
    if is_config(place.file):
        return config_hover(ls, place, params.position)
    snapshot = place.folder.session.snapshot
    root = place.folder.session.runs_root
    found = hover_at(
        snapshot,
        place.file,
        params.position.line + 1,
        time.time(),
        place.folder.standing(),
        lambda run_id, path: local_uri(root / run_id / path),
        lambda at: f"{file_uri(place.folder, ls.documents, at.file)}#L{at.span.line}",
    )
    if found is None:
        return None
    return types.Hover(
        contents=types.MarkupContent(kind=types.MarkupKind.Markdown, value=found.markdown),
        range=to_range(place.lines, found.span, ls.support.encoding),
    )
