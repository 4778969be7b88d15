"""A name that is one thing or another: what it may be, and what it takes for each.

``try: from x import router`` and ``except ImportError: router = None``; ``if``, ``elif`` and ``else``; a name that is
bound first, and again under a condition.
"""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.discovery.evaluation.names import Definition, Names
from qaagent_lsp.discovery.evaluation.values import Place
from qaagent_lsp.discovery.syntax.conditions import Condition

Alternative = tuple[Definition, tuple[Condition, ...]]
"""A definition, and the conditions under which it is the one that holds."""

_END = 1 << 30


def alternatives(names: Names, name: str, scope: str, place: Place) -> Sequence[Alternative]:
    """Give the definitions of a name of ``scope`` that may hold at a place, the last first; empty where one does.

    What stands in the same branch of a statement as the place holds there, and what stands in another does not.
    """
    forked = names.forked(place.file, scope, name)
    if len(forked) < 2:
        return ()
    line = place.line if scope == place.scope else _END
    before = [one for one in forked if one[0] < line] or forked
    here = [one for one in names.conditions(place.file) if one.first <= line <= one.last]
    branches = {one.group: one.number for one in here}
    found: list[Alternative] = []
    numbers: dict[int, set[int]] = {}
    for _, what, under in reversed(before):
        left = tuple(one for one in under if branches.get(one.group) != one.number)
        if any(one.group in branches or one.verdict != "open" for one in left):
            continue
        found.append((what, left))
        if not left:
            break
        if len(left) == 1 and left[0].of:
            seen = numbers.setdefault(left[0].group, set())
            seen.add(left[0].number)
            if len(seen) == left[0].of:
                break  # one of them was carried out, whatever stood before
    return found if len(found) > 1 else ()
