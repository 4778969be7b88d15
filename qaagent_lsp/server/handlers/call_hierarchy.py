"""``textDocument/prepareCallHierarchy`` and what opens its entries: tests call handlers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lsprotocol import types
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from qaagent_lsp.editor.hierarchy import Edge, Item, RoutesItem, Subject, TestItem, called, callers, items_at
from qaagent_lsp.editor.reach import Reach
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.server.handlers.located import Place, located
from qaagent_lsp.server.handlers.navigation import pointed_to
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.rpc import invalid_params
from qaagent_lsp.server.targets import Texts, texts_of


class _RouteData(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    method: str
    path: str
    file: str


class _RoutesData(BaseModel):
    """``data`` of an entry for routes."""

    model_config = ConfigDict(from_attributes=True)

    routes: list[_RouteData]


class _TestData(BaseModel):
    """``data`` of an entry for a test."""

    model_config = ConfigDict(from_attributes=True)

    test: str


_DATA: TypeAdapter[_RoutesData | _TestData] = TypeAdapter(_RoutesData | _TestData)


async def prepare(
    ls: QaAgentServer, params: types.CallHierarchyPrepareParams
) -> Sequence[types.CallHierarchyItem] | None:
    """Begin at the route, test or client call at a position."""
    place = await located(ls, params.text_document.uri)
    pointed = pointed_to(ls, place, params.position) if place is not None else None
    if place is None or pointed is None:
        return None
    items = items_at(place.folder.session.snapshot, pointed)
    texts = await texts_of(ls, place.folder, (item.target.at.file for item in items))
    return [_item(texts, item) for item in items] or None


async def incoming(
    ls: QaAgentServer, params: types.CallHierarchyIncomingCallsParams
) -> Sequence[types.CallHierarchyIncomingCall]:
    """Give the tests that call a handler."""
    found = await _opened(ls, params.item, callers)
    if found is None:
        return []
    texts, edges = found
    return [
        types.CallHierarchyIncomingCall(
            from_=_item(texts, edge.item),
            from_ranges=[texts.range(edge.item.target.at.file, span) for span in edge.spans],
        )
        for edge in edges
    ]


async def outgoing(
    ls: QaAgentServer, params: types.CallHierarchyOutgoingCallsParams
) -> Sequence[types.CallHierarchyOutgoingCall]:
    """Give the handlers that a test calls."""
    found = await _opened(ls, params.item, called)
    if found is None:
        return []
    texts, edges = found
    place = await located(ls, params.item.uri)
    return [
        types.CallHierarchyOutgoingCall(
            to=_item(texts, edge.item),
            from_ranges=[texts.range(place.file, span) for span in edge.spans] if place else [],
        )
        for edge in edges
    ]


async def _opened(
    ls: QaAgentServer,
    item: types.CallHierarchyItem,
    open_with: Callable[[Snapshot, Reach, Subject], Sequence[Edge]],
) -> tuple[Texts, Sequence[Edge]] | None:
    place: Place | None = await located(ls, item.uri)
    if place is None:
        return None
    edges = open_with(place.folder.session.snapshot, place.folder.reach(), _subject(item.data))
    files = {place.file, *(edge.item.target.at.file for edge in edges)}
    return await texts_of(ls, place.folder, files), edges


def _item(texts: Texts, item: Item) -> types.CallHierarchyItem:
    at = texts.placed(item.target)
    is_test = isinstance(item.subject, TestItem)
    return types.CallHierarchyItem(
        name=item.name,
        kind=types.SymbolKind.Function if is_test else types.SymbolKind.Interface,
        detail=item.detail,
        uri=at.uri,
        range=at.whole,
        selection_range=at.name,
        data=_data(item.subject),
    )


def _data(subject: Subject) -> dict[str, object]:
    if isinstance(subject, TestItem):
        return {"test": subject.id}
    routes = [{"method": key.method, "path": key.path, "file": file} for key, file in subject.routes]
    return {"routes": routes}


def _subject(data: object) -> Subject:
    """Read what ``_data`` wrote, as the client gives it back. Raises ``-32602`` for anything else."""
    try:
        given = _DATA.validate_python(data, from_attributes=True)
    except ValidationError as error:
        raise invalid_params("item.data is not what the server gave", "item.data") from error
    if isinstance(given, _TestData):
        return TestItem(TestId(given.test))
    return RoutesItem(
        tuple((RouteKey(one.method, one.path), WorkspacePath(one.file)) for one in given.routes)
    )
