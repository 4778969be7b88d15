"""Links between tests and routes as lines of Markdown, grouped by how each is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from qaagent_lsp.editor.descriptions import LinkTo
from qaagent_lsp.editor.markdown import code, plain
from qaagent_lsp.model.link import HOW_ORDER, How, Link
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location
from qaagent_lsp.model.test import TestId

_HEADINGS: Mapping[How, str] = {
    "observed": "seen by a run",
    "request": "by a request that matches",
    "call": "by a call in the text",
    "name": "by name alone",
}
_MOST_PLACES = 5


def grouped(links: Sequence[Link], most: int, line_of: Callable[[Link], str]) -> Iterator[str]:
    """Write a list for each way of knowing, the best first; ``most`` lines in all, and how many are left out."""
    left = most
    for how in HOW_ORDER:
        those = [link for link in links if link.how == how]
        if those:
            yield f"\n*{_HEADINGS[how]}* ({len(those)})\n"
            yield from (line_of(link) for link in those[:left])
            if len(those) > left:
                yield f"- … {len(those) - left} more"
            left = max(left - len(those), 0)


def linked_test(snapshot: Snapshot, test_id: TestId, link_to: LinkTo | None) -> str:
    """Name a test by its id, as a link to where it stands."""
    test = snapshot.tests.get(test_id)
    if test is None or link_to is None:
        return code(test_id)
    return f"[{code(test_id)}](<{link_to(Location(test.file, test.name_span))}>)"


def route_line(snapshot: Snapshot, link: Link, link_to: LinkTo | None) -> str:
    """Write the route that a link leads to, as a link to its handler, and why it is known."""
    row = next(
        (row for row in snapshot.routes if row.key == link.route and link.file in {None, row.file}), None
    )
    name = code(str(link.route))
    if row is not None and link_to is not None:
        name = f"[{name}](<{link_to(_handler(row))}>)"
    return f"- {name} — {why_known(link)}"


def why_known(link: Link) -> str:
    """Say why a link is known, below a heading that says how."""
    return plain(link.why.removeprefix("observed: "))


def elsewhere(snapshot: Snapshot, route: Route, link_to: LinkTo | None) -> Iterator[str]:
    """Tell where else the same method and path is defined, and whether this one is ever served."""
    for one in snapshot.hidden:
        if one.later == route:
            by = f"{code(str(one.earlier.key))} in {_place(Location(one.earlier.file, one.earlier.span), link_to)}"
            yield f"\n**never served**: {by} is registered before"
    others = [row for row in snapshot.routes if row.key == route.key and row != route and row.file]
    if others:
        places = [_place(Location(row.file, row.span), link_to) for row in others[:_MOST_PLACES]]
        more = f", … {len(others) - _MOST_PLACES} more" if len(others) > _MOST_PLACES else ""
        yield f"\nalso defined in {', '.join(places)}{more}"


def _handler(route: Route) -> Location:
    if not route.handler_file:
        return Location(route.file, route.span)
    return Location(route.handler_file, route.handler_span)


def _place(at: Location, link_to: LinkTo | None) -> str:
    text = f"{plain(at.file)}:{at.span.line}"
    return text if link_to is None else f"[{text}](<{link_to(at)}>)"
