"""``textDocument/documentSymbol``: the routes of a file, the scenarios of a feature."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lsprotocol import types

from qaagent_lsp.editor.file_symbols import FileSymbol, file_symbols
from qaagent_lsp.server.convert import to_range
from qaagent_lsp.server.handlers.located import Place, located
from qaagent_lsp.server.language_server import QaAgentServer

_KINDS: Mapping[str, types.SymbolKind] = {
    "route": types.SymbolKind.Interface,
    "group": types.SymbolKind.Namespace,
    "test": types.SymbolKind.Function,
}


async def document_symbols(
    ls: QaAgentServer, params: types.DocumentSymbolParams
) -> Sequence[types.DocumentSymbol] | Sequence[types.SymbolInformation]:
    """Give the symbols of a file, as a tree where the client takes one."""
    place = await located(ls, params.text_document.uri)
    if place is None:
        return []
    found = file_symbols(place.folder.session.snapshot, place.file)
    if ls.support.symbol_tree:
        return [_tree(ls, place, symbol) for symbol in found]
    return [one for symbol in found for one in _flat(ls, place, params.text_document.uri, symbol, None)]


def _tree(ls: QaAgentServer, place: Place, symbol: FileSymbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=symbol.name,
        detail=symbol.detail,
        kind=_KINDS[symbol.kind],
        range=to_range(place.lines, symbol.span, ls.support.encoding),
        selection_range=to_range(place.lines, symbol.name_span, ls.support.encoding),
        children=[_tree(ls, place, child) for child in symbol.children],
    )


def _flat(
    ls: QaAgentServer, place: Place, uri: str, symbol: FileSymbol, holder: str | None
) -> Iterator[types.SymbolInformation]:
    at = types.Location(uri=uri, range=to_range(place.lines, symbol.span, ls.support.encoding))
    yield types.SymbolInformation(
        name=symbol.name, kind=_KINDS[symbol.kind], location=at, container_name=holder
    )
    for child in symbol.children:
        yield from _flat(ls, place, uri, child, symbol.name)
