"""Small hand-made operations over small hand-made routes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qaagent_lsp.linking.described import by_file, tie
from qaagent_lsp.model.operation import Operation, Response
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, Span, WorkspacePath

SPEC = WorkspacePath("docs/openapi.yaml")


def operation(text: str, *responses: str, line: int = 1, file: str = SPEC) -> Operation:
    """``operation("GET /pets", "200 application/json", "4XX", line=12)``; four lines long."""
    key = RouteKey.parse(text)
    return Operation(
        key=key,
        template=key.path,
        bases=("",),
        operation_id=f"{key.method.lower()}_it",
        at=Location(WorkspacePath(file), Span(line, 5, line, 8)),
        last_line=line + 3,
        document=WorkspacePath(file),
        responses=tuple(
            Response(status, tuple(media) or None) for status, *media in (one.split() for one in responses)
        ),
    )


def described(now: Snapshot, operations: Sequence[Operation]) -> Snapshot:
    """Tie operations to the routes of a snapshot."""
    tied = tie(tuple(operations), now.routes)
    files = {row.file for row in tied.routes}
    return replace(
        now,
        routes=tied.routes,
        routes_by_file={file: tuple(row for row in tied.routes if row.file == file) for file in files},
        described=tied.described,
        described_by_file=by_file(tied.described),
    )
