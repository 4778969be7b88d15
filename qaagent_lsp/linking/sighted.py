"""Which app was last seen to serve a route, and when."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.linking.sightings import same_handler, stands_for
from qaagent_lsp.model.route import ANY_METHOD, Route, RouteKey
from qaagent_lsp.model.served import ServedApp, ServedRoute, Sighting


class Sighted:
    """Sightings, ready to be asked about routes."""

    def __init__(self, sightings: Sequence[Sighting]) -> None:
        """Index all rows of all apps."""
        self._seen: dict[RouteKey, list[tuple[ServedRoute, Sighting]]] = {}
        for sighting in sightings:
            for served in sighting.app.routes:
                self._seen.setdefault(served.key, []).append((served, sighting))

    def of(self, route: Route) -> Sighting | None:
        """Give the latest sighting of a route; None for one that was never seen."""
        found = [
            sighting
            for key in (route.key, RouteKey(ANY_METHOD, route.key.path))
            for served, sighting in self._seen.get(key, ())
            if _is(served, route, sighting.app)
        ]
        return max(found, key=lambda sighting: sighting.seen_at, default=None)


def _is(served: ServedRoute, route: Route, app: ServedApp) -> bool:
    if served.key != route.key:
        return same_handler(served, route)
    return served.handler == route.handler or stands_for(served, route, app)
