"""What a module says, taken apart by lines and put together again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from heapq import merge
from operator import attrgetter, itemgetter
from typing import Literal, TypeVar

from qaagent_lsp.discovery.syntax.wiring import Wiring
from qaagent_lsp.model.source import Span

_Item = TypeVar("_Item")


class Ranges:
    """Ranges of lines that do not overlap."""

    def __init__(self, spans: Sequence[Span]) -> None:
        """Put them in order."""
        self._spans = sorted(spans)
        self._begins = [span.line for span in self._spans]

    def hold(self, line: int) -> bool:
        """Tell whether a line is in one of them, ends included."""
        at = bisect_right(self._begins, line) - 1
        return at >= 0 and line <= self._spans[at].end_line


def parted(wiring: Wiring, ranges: Ranges) -> tuple[Wiring, Wiring]:
    """Give what stands elsewhere, and what stands in these lines."""
    imports = _split(wiring.imports, ranges, attrgetter("line"))
    bindings = _split(wiring.bindings, ranges, attrgetter("line"))
    effects = _split(wiring.effects, ranges, attrgetter("span.line"))
    returns = _split(wiring.returns, ranges, attrgetter("line"))
    functions = _split(wiring.functions, ranges, attrgetter("span.line"))
    classes = _split(wiring.classes, ranges, attrgetter("span.line"))
    branches = _split(wiring.branches, ranges, itemgetter(0))
    conditions = _split(wiring.conditions, ranges, attrgetter("first"))
    forks = _split(wiring.forks, ranges, attrgetter("line"))

    def part(n: Literal[0, 1]) -> Wiring:
        return Wiring(
            imports[n],
            bindings[n],
            effects[n],
            returns[n],
            functions[n],
            classes[n],
            branches[n],
            conditions[n],
            forks[n],
            wiring.handed,
        )

    return part(0), part(1)


def put_together(one: Wiring, other: Wiring) -> Wiring:
    """Put two parts together, of which neither stands amid what a statement of the other says."""
    return Wiring(
        _merged(one.imports, other.imports, attrgetter("line")),
        _merged(one.bindings, other.bindings, attrgetter("line")),
        _merged(one.effects, other.effects, attrgetter("span.line")),
        _merged(one.returns, other.returns, attrgetter("line")),
        _merged(one.functions, other.functions, attrgetter("span.line")),
        _merged(one.classes, other.classes, attrgetter("span.line")),
        (*one.branches, *other.branches),
        (*one.conditions, *other.conditions),
        _merged(one.forks, other.forks, attrgetter("line")),
        one.handed | other.handed,
    )


def _split(
    items: Iterable[_Item], ranges: Ranges, line: Callable[[_Item], int]
) -> tuple[tuple[_Item, ...], tuple[_Item, ...]]:
    others, held = list[_Item](), list[_Item]()
    for item in items:
        (held if ranges.hold(line(item)) else others).append(item)
    return tuple(others), tuple(held)


def _merged(one: Sequence[_Item], other: Sequence[_Item], line: Callable[[_Item], int]) -> tuple[_Item, ...]:
    """Merge, and do not sort: what a loop says that is unrolled goes over its lines again and again."""
    if not one or not other:
        return (*one, *other)
    return tuple(merge(one, other, key=line))
