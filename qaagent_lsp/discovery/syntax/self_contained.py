"""Functions that say what they say whatever else stands in their module, and that change nothing for others.

Of the handler of a route that wires nothing the body is not read at all. Any other function is such a one as long as it
neither wires nor makes a router, and has nothing to do with those that the module makes, nor with its lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from qaagent_lsp.discovery.syntax.expressions import Items, Pairs
from qaagent_lsp.discovery.syntax.forking import RETURN
from qaagent_lsp.discovery.syntax.wiring import Function, Wiring
from qaagent_lsp.discovery.syntax.wiring_words import adds_paths, may_make_router, wires


class SelfContained:
    """Tells which functions of a module are self-contained, by what the module says and its lines."""

    def __init__(self, wiring: Wiring, lines: Sequence[str], others: Collection[str] | None = None) -> None:
        """``others`` are names that matter to functions; those of the module unless it is told of others."""
        self._lines = lines
        self._others = names_that_matter(wiring) if others is None else others
        scopes = {item.scope for item in wiring.effects}
        scopes |= {item.parent for item in wiring.classes}
        scopes |= {item.parent for item in wiring.functions if item.decorators}
        self._wiring = {scope.partition(".")[0] for scope in scopes}
        self._conditional = [
            *wiring.branches,
            *((one.first, one.last) for one in wiring.conditions),
            *((one.line, one.line) for one in wiring.forks if one.name != RETURN),
        ]

    def __call__(self, function: Function) -> bool:
        """Tell it of one function."""
        if function.parent or function.span.column != 1:
            return False
        if function.answers:
            return True
        first, last = function.span.line, function.span.end_line
        if function.name in self._wiring or any(a <= last and first <= b for a, b in self._conditional):
            return False
        text = "\n".join(self._lines[first - 1 : last])
        return not (
            wires(text)
            or adds_paths(text)
            or may_make_router(text)
            or any(map(text.__contains__, self._others))
        )


def names_that_matter(wiring: Wiring) -> frozenset[str]:
    """Give the names that a function may hand over, or be unrolled for."""
    displays = [
        item.name for item in wiring.bindings if not item.scope and isinstance(item.value, Items | Pairs)
    ]
    return wiring.handed.union(displays)


def of_functions_alone(wiring: Wiring) -> bool:
    """Tell whether nothing is said but by functions, and they do nothing to anything."""
    if (
        wiring.effects
        or wiring.classes
        or wiring.branches
        or wiring.conditions
        or any(one.name != RETURN for one in wiring.forks)
        or wiring.handed
    ):
        return False
    said: Iterable[str] = (
        item.scope for part in (wiring.imports, wiring.bindings, wiring.returns) for item in part
    )
    return all(said)
