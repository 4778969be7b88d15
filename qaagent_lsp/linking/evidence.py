"""Which of several links between one test and one route is the better known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qaagent_lsp.model.link import HOW_ORDER, Link
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot


def rank(link: Link) -> int:
    """Order links by evidence, the best first (0)."""
    return HOW_ORDER.index(link.how)


def best_of(links: Iterable[Link]) -> Sequence[Link]:
    """Keep one link for each test and route, the best known; on a tie the first given."""
    kept: dict[object, Link] = {}
    for link in links:
        at = (link.test, link.route, link.file)
        if at not in kept or rank(link) < rank(kept[at]):
            kept[at] = link
    return tuple(kept.values())


def all_links_to(route: Route, snapshot: Snapshot) -> Sequence[Link]:
    """List every test that reaches this row, those that only pass it on the way at the end."""
    every = (
        *snapshot.links_by_route.get(route.key, ()),
        *snapshot.passed_by_route.get(route.key, ()),
    )
    return links_to(route, every)


def links_to(route: Route, links: Iterable[Link]) -> Sequence[Link]:
    """Keep the links that mean this row, not the same method and path of another app."""
    return tuple(link for link in links if link.route == route.key and link.file in {None, route.file})


def is_linked(route: Route, links: Iterable[Link]) -> bool:
    """Tell whether any of the links of a method and path means this row; the first ones mostly tell."""
    return any(link.file is None or link.file == route.file for link in links)
