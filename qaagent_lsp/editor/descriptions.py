"""Operations of descriptions of an API in the editor: what stands at a line, and the way to the handler and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from qaagent_lsp.editor.markdown import code, plain
from qaagent_lsp.linking.contract import drifts, unexercised
from qaagent_lsp.model.operation import Described, Operation
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, WorkspacePath

LinkTo = Callable[[Location], str]
"""Gives the URI of a place in the workspace, as a link in Markdown takes it."""

_MOST_ON_ONE_LINE = 20
"""Operations on one line from which on nobody reads it: a description without line breaks."""


def readable(described: Sequence[Described]) -> Sequence[Described]:
    """Leave out those of a line that nobody reads."""
    on_line = Counter(one.operation.at.span.line for one in described)
    return [one for one in described if on_line[one.operation.at.span.line] <= _MOST_ON_ONE_LINE]


def described_at(snapshot: Snapshot, file: WorkspacePath, line: int) -> Sequence[Described]:
    """Return the operations whose key (``get:``) stands on a 1-based line."""
    described = snapshot.described_by_file.get(file, ())
    return readable([one for one in described if one.operation.at.span.line == line])


def described_around(snapshot: Snapshot, file: WorkspacePath, line: int) -> Sequence[Described]:
    """Return the operations that cover a line."""
    described = snapshot.described_by_file.get(file, ())
    return readable(
        [one for one in described if one.operation.at.span.line <= line <= one.operation.last_line]
    )


def operations_of(snapshot: Snapshot, route: Route) -> Sequence[Operation]:
    """Return the operations that describe a row of the route table."""
    return [
        one.operation for one in snapshot.described if any(row is route or row == route for row in one.routes)
    ]


def documented_lines(
    snapshot: Snapshot, route: Route, file: WorkspacePath, link_to: LinkTo | None
) -> Iterator[str]:
    """Tell, in Markdown, which operations describe a route, and where its handler is, if not in ``file`` itself."""
    for operation in operations_of(snapshot, route):
        name = operation.operation_id or str(operation.key)
        seen = snapshot.answers.get((route.key, route.file), ())
        missing = unexercised(operation, seen)
        statuses = ", ".join(response.status for response in operation.responses)
        summary = f" — {plain(operation.summary)}" if operation.summary else ""
        place = _linked(operation.at, link_to)
        answers = f" · answers {plain(statuses)}" if statuses else ""
        yield f"\ndocumented as {code(name)} in {place}{answers}{summary}"
        if missing:
            yield f"\nno test ever got {plain(', '.join(missing))}"
        for drift in drifts(operation, seen):
            yield f"\n{plain(str(drift))}: {', '.join(code(test) for test in drift.answer.tests)}"
    if route.source == "openapi":
        yield "\nNo handler of it is known in this workspace."
    elif file != route.handler_file:
        yield f"\nhandled in {_linked(Location(route.handler_file, route.handler_span), link_to)}"


def _linked(at: Location, link_to: LinkTo | None) -> str:
    text = f"{plain(at.file)}:{at.span.line}"
    return text if link_to is None else f"[{text}](<{link_to(at)}>)"
