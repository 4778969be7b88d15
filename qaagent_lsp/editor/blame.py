"""Which of the routes that a failing test reached is where it fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qaagent_lsp.linking.evidence import links_to
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import CaseResult, Failure
from qaagent_lsp.model.route import Route

_SERVER_ERROR = 500


def culprits(routes: Sequence[Route], failure: Failure, hits: Sequence[Hit]) -> Sequence[Route]:
    """Keep the routes whose handler is on the stack of the failure, else those that answered with a server error.

    Of several that share the handler (``GET`` and ``POST`` of one function) the one that answered so is meant. Empty
    when neither tells, e.g. where the test asserts on an answer that came in order: then any of them may be at fault.
    """
    on_stack = [route for route in routes if _is_on_stack(route, failure)]
    return [route for route in on_stack or routes if _answered_with_an_error(route, hits)] or on_stack


def blamed(routes: Iterable[Route], case: CaseResult) -> Sequence[Route]:
    """Of the routes of a table, keep those where a failing case fails, not those that it only passed through.

    Where a failure does not tell, every route that the case reached may be at fault.
    """
    reached = [route for route in routes if links_to(route, case.routes)]
    guilty = [culprits(reached, failure, case.hits) or reached for failure in case.failures] or [reached]
    return [route for route in reached if any(route in some for some in guilty)]


def _is_on_stack(route: Route, failure: Failure) -> bool:
    frames = failure.frames or ((failure.location,) if failure.location else ())
    name = route.handler.rpartition(".")[2]
    return any(
        frame.file == route.handler_file and frame.function.rpartition(".")[2] == name for frame in frames
    )


def _answered_with_an_error(route: Route, hits: Sequence[Hit]) -> bool:
    return any(
        (hit.method, hit.path) == (route.key.method, route.key.path)
        and hit.status is not None
        and hit.status >= _SERVER_ERROR
        for hit in hits
    )
