"""``textDocument/hover``."""

from __future__ import annotations

import time

from lsprotocol import types

from qaagent_lsp.editor.hovers import hover as hover_at
from qaagent_lsp.editor.hovers import hover_of_routes
from qaagent_lsp.editor.places import routes_at
from qaagent_lsp.editor.pointing import AtCall
from qaagent_lsp.model.source import Location
from qaagent_lsp.server.convert import to_range
from qaagent_lsp.server.folders import local_uri
from qaagent_lsp.server.handlers.config_files import config_hover, is_config
from qaagent_lsp.server.handlers.located import located
from qaagent_lsp.server.handlers.navigation import pointed_to
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.present import file_uri, markup


async def hover(ls: QaAgentServer, params: types.HoverParams) -> types.Hover | None:
    """Tell what is known of the route, test or group of tests at a line, or of the route that a URL means."""
    place = await located(ls, params.text_document.uri)
    if place is None:
        return None
    if is_config(place.file):
        return config_hover(ls, place, params.position)
    folder = place.folder
    snapshot, standing = folder.session.snapshot, folder.standing()
    now, root = time.time(), folder.session.store.root

    def link_to(at: Location) -> str:
        return f"{file_uri(folder, ls.documents, at.file)}#L{at.span.line}"

    line = params.position.line + 1
    # Ranking takes a while: it is not begun by a hover over anything else.
    risk_of = await folder.risks.known() if routes_at(snapshot, place.file, line) else None
    found = hover_at(
        snapshot,
        place.file,
        line,
        now,
        standing,
        lambda run_id, path: local_uri(root / run_id / path),
        link_to,
        risk_of,
    )
    if found is None:
        pointed = pointed_to(ls, place, params.position)
        if not isinstance(pointed, AtCall):
            return None
        risk_of = await folder.risks.known()
        found = hover_of_routes(
            snapshot, pointed.routes, place.file, pointed.span, now, standing, link_to, risk_of
        )
    return types.Hover(
        contents=markup(ls.support, found.markdown),
        range=to_range(place.lines, found.span, ls.support.encoding),
    )
