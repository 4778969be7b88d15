"""``textDocument/references`` and ``textDocument/definition``: from routes to tests and back."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from qaagent_lsp.editor.pointing import Pointed, pointed_at
from qaagent_lsp.editor.ways import Target, definitions
from qaagent_lsp.editor.ways import references as references_of
from qaagent_lsp.server.convert import from_position
from qaagent_lsp.server.handlers.located import Place, located
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.targets import texts_of


async def references(ls: QaAgentServer, params: types.ReferenceParams) -> Sequence[types.Location] | None:
    """Give the tests of the route at a position, or the routes of the test."""
    place = await located(ls, params.text_document.uri)
    pointed = pointed_to(ls, place, params.position) if place is not None else None
    if place is None or pointed is None:
        return None
    snapshot, reach = place.folder.session.snapshot, place.folder.reach()
    declaration = params.context.include_declaration
    return await _locations(ls, place, references_of(snapshot, reach, pointed, declaration=declaration))


async def definition(ls: QaAgentServer, params: types.DefinitionParams) -> Sequence[types.Location] | None:
    """Give the handlers that the client call or the test at a position reaches."""
    place = await located(ls, params.text_document.uri)
    pointed = pointed_to(ls, place, params.position) if place is not None else None
    if place is None or pointed is None:
        return None
    found = definitions(place.folder.session.snapshot, place.folder.reach(), pointed)
    return await _locations(ls, place, found)


def pointed_to(ls: QaAgentServer, place: Place, position: types.Position) -> Pointed | None:
    """Tell what of ours stands at a position."""
    line, column = from_position(place.lines, position, ls.support.encoding)
    folder = place.folder
    return pointed_at(folder.session.snapshot, folder.reach(), place.file, place.lines, line, column)


async def _locations(
    ls: QaAgentServer, place: Place, targets: Sequence[Target]
) -> Sequence[types.Location] | None:
    texts = await texts_of(ls, place.folder, (target.at.file for target in targets))
    return [texts.location(target) for target in targets] or None
