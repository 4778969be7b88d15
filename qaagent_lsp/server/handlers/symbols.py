"""``workspace/symbol``: routes and tests by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lsprotocol import types

from qaagent_lsp.editor.symbols import Symbol, symbols
from qaagent_lsp.server.convert import to_range
from qaagent_lsp.server.folders import Folder
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.present import file_uri

_KINDS: Mapping[str, types.SymbolKind] = {
    "route": types.SymbolKind.Interface,
    "test": types.SymbolKind.Function,
    "group": types.SymbolKind.Namespace,
}


async def workspace_symbols(
    ls: QaAgentServer, params: types.WorkspaceSymbolParams
) -> Sequence[types.WorkspaceSymbol]:
    """Find routes and tests in all folders."""
    await ls.folders.opened.wait()
    answer: list[types.WorkspaceSymbol] = []
    for folder in ls.folders:
        await folder.settled()
        answer += await _of_folder(ls, folder, symbols(folder.session.snapshot, params.query))
    return answer


async def _of_folder(
    ls: QaAgentServer, folder: Folder, found: Sequence[Symbol]
) -> Sequence[types.WorkspaceSymbol]:
    texts = await ls.documents.lines_of({folder.absolute(symbol.at.file) for symbol in found})
    return [
        types.WorkspaceSymbol(
            name=symbol.name,
            kind=_KINDS[symbol.kind],
            container_name=symbol.container,
            location=types.Location(
                uri=file_uri(folder, ls.documents, symbol.at.file),
                range=to_range(texts[folder.absolute(symbol.at.file)], symbol.at.span, ls.support.encoding),
            ),
        )
        for symbol in found
    ]
