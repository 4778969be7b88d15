from __future__ import annotations

from tests.tools.grounds import ground


def test_a_ground_without_a_finder_of_routes_knows_none() -> None:
    from qaagent_lsp.tools.ground import no_route

    assert ground(route_of=no_route).route_of("GET", "/pets") is None
