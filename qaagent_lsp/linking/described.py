"""Operations of descriptions against the routes of the code: which describes which, and which nobody serves.

An operation is tied by its path: behind any of the servers' bases, or as it is written, for a base may be a proxy's.
Where that finds nothing its ``operationId`` counts, if one path ends as the other does: a prefix may be what the code
gets from elsewhere. Names of parameters and a slash at the end do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qaagent_lsp.linking.templates import PLACEHOLDER
from qaagent_lsp.model.operation import Described, Operation
from qaagent_lsp.model.route import ANY_METHOD, PathParam, Route, RouteKey
from qaagent_lsp.model.source import WorkspacePath

_NOT_A_WORD = re.compile(r"\W")
_PARAMETER = re.compile(r"\{([^{}/]*)\}")

Shape = tuple[str, str]
"""Method, and path without names of parameters and without a slash at the end."""


@dataclass(frozen=True, slots=True)
class Tied:
    """``routes`` is the whole table: those of the code, then those that only descriptions define."""

    routes: tuple[Route, ...] = ()
    described: tuple[Described, ...] = ()


class Tying:
    """Ties again only when operations or routes are others."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._asked: tuple[Sequence[Operation], Sequence[Route]] = ((), ())
        self._tied = Tied()

    def tie(self, operations: Sequence[Operation], routes: tuple[Route, ...]) -> Tied:
        """As the function ``tie``."""
        if self._asked[0] is not operations or self._asked[1] is not routes:
            self._asked = (operations, routes)
            self._tied = tie(operations, routes)
        return self._tied


def tie(operations: Sequence[Operation], routes: tuple[Route, ...]) -> Tied:
    """Tie every operation to its routes. Several of one shape that no code serves share the row of the first."""
    if not operations:
        return Tied(routes, ())
    code = _Code(routes)
    own: dict[Shape, Route] = {}
    described: list[Described] = []
    for operation in operations:
        found = code.served_by(operation)
        if found:
            described.append(Described(operation, found, has_handler=True))
            continue
        row = own.setdefault(shape_of(operation.key.method, operation.key.path), _row(operation))
        described.append(Described(operation, (row,), has_handler=False))
    return Tied((*routes, *own.values()), tuple(described))


def by_file(described: Iterable[Described]) -> Mapping[WorkspacePath, tuple[Described, ...]]:
    """Sort operations by the file that they stand in, each in the order of its lines."""
    found: dict[WorkspacePath, list[Described]] = {}
    for one in described:
        found.setdefault(one.operation.at.file, []).append(one)
    return {
        file: tuple(sorted(ones, key=lambda one: (one.operation.at.span, one.operation.key)))
        for file, ones in found.items()
    }


def shape_of(method: str, path: str) -> Shape:
    """Return what two spellings of one route have in common."""
    return method, PLACEHOLDER.sub("{}", path).rstrip("/") or "/"


def generated_id(route: Route) -> str:
    """Return the ``operationId`` that FastAPI makes for a route (``fastapi.utils.generate_unique_id``)."""
    name = _NOT_A_WORD.sub("_", f"{route.handler.rpartition('.')[2]}{route.key.path}")
    return f"{name}_{route.key.method.lower()}"


class _Code:
    """The routes of the code, to be asked by shape and by name."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._by_shape: dict[Shape, list[Route]] = {}
        self._by_id: dict[tuple[str, str], list[Route]] = {}
        for route in routes:
            method, path = shape_of(route.key.method, route.key.path)
            self._by_shape.setdefault((method, path), []).append(route)
            if route.any_method:
                self._by_shape.setdefault((ANY_METHOD, path), [route])
            for name in {route.handler, route.handler.rpartition(".")[2], generated_id(route)}:
                self._by_id.setdefault((route.key.method, name), []).append(route)

    def served_by(self, operation: Operation) -> tuple[Route, ...]:
        for method, path in shapes_of(operation):
            for served in ((method, path), (ANY_METHOD, path)):
                if served in self._by_shape:
                    return _meant(operation, self._by_shape[served])
        named = self._by_id.get((operation.key.method, operation.operation_id), ())
        alike = [route for route in named if _ends_alike(route.key.path, operation)]
        return (alike[0],) if len(alike) == 1 else ()


def shapes_of(operation: Operation) -> Iterator[Shape]:
    """Yield the shapes that a route of an operation may have: behind each server's base, and as it is written."""
    for base in (*operation.bases, ""):
        yield shape_of(operation.key.method, base + operation.template)


def _ends_alike(path: str, operation: Operation) -> bool:
    """Tell whether a path of the code is the operation's but for what stands before it."""
    own = shape_of("", path)[1]
    return any(
        own != "/" and other != "/" and (own.endswith(other) or other.endswith(own))
        for _, other in shapes_of(operation)
    )


def _meant(operation: Operation, routes: Sequence[Route]) -> tuple[Route, ...]:
    """Of several apps that serve a path, choose: the one that its id names, then the nearest to the description."""
    if len(routes) > 1 and operation.operation_id:
        named = [
            route
            for route in routes
            if operation.operation_id
            in {route.handler, route.handler.rpartition(".")[2], generated_id(route)}
        ]
        routes = named or routes
    if len(routes) > 1:
        near = [_in_common(operation.document, route.file) for route in routes]
        routes = [route for route, common in zip(routes, near, strict=True) if common == max(near)]
    return tuple(routes)


def _in_common(one: WorkspacePath, other: WorkspacePath) -> int:
    """Count the folders that two files are both in."""
    count = 0
    for left, right in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if left != right:
            break
        count += 1
    return count


def _row(operation: Operation) -> Route:
    """Make the row of an operation that no code serves: its handler is not known, its place is the description's."""
    return Route(
        key=RouteKey(operation.key.method, operation.key.path),
        handler="",
        file=operation.at.file,
        span=operation.at.span,
        handler_file=operation.at.file,
        handler_span=operation.at.span,
        framework="openapi",
        source="openapi",
        confidence=operation.confidence,
        reason=operation.reason,
        params=tuple(PathParam(name) for name in _PARAMETER.findall(operation.key.path)),
    )
