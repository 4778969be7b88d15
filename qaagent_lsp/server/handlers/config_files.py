"""``textDocument/completion`` and ``textDocument/hover`` in ``.qaagent.yaml``."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.server.convert import from_position, to_range
from qaagent_lsp.server.handlers.located import Place, located
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.present import markup

_NAME = ".qaagent.yaml"
_KINDS = {"key": types.CompletionItemKind.Property, "value": types.CompletionItemKind.EnumMember}


def is_config(file: WorkspacePath) -> bool:
    """Tell whether a file is one of ours."""
    return file.rpartition("/")[2] == _NAME


async def completion(ls: QaAgentServer, params: types.CompletionParams) -> Sequence[types.CompletionItem]:
    """Offer what may be written in a ``.qaagent.yaml``; nothing in other files."""
    if not params.text_document.uri.endswith(_NAME):
        return []
    # Not before there is one: most editors that start have none, and wait for every import.
    from qaagent_lsp.editor.config_completion import suggestions

    place = await located(ls, params.text_document.uri)
    if place is None:
        return []
    line, column = from_position(place.lines, params.position, ls.support.encoding)
    return [
        types.CompletionItem(
            label=one.label,
            kind=_KINDS[one.kind],
            detail=one.detail or None,
            documentation=one.explanation or None,
            sort_text=f"{number:03}",
            text_edit=types.TextEdit(to_range(place.lines, one.span, ls.support.encoding), one.insert),
        )
        for number, one in enumerate(suggestions(place.lines, line, column))
    ]


def config_hover(ls: QaAgentServer, place: Place, position: types.Position) -> types.Hover | None:
    """Explain the key at a position of a ``.qaagent.yaml``."""
    from qaagent_lsp.editor.config_hover import config_hover as hover_at

    line, column = from_position(place.lines, position, ls.support.encoding)
    found = hover_at(place.lines, line, column)
    if found is None:
        return None
    return types.Hover(
        contents=markup(ls.support, found.markdown),
        range=to_range(place.lines, found.span, ls.support.encoding),
    )
