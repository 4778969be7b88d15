"""Whether one path takes all requests that another one does: paths as literal text and what parameters accept."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from qaagent_lsp.linking.accepting import Accepted, accepted
from qaagent_lsp.linking.templates import PLACEHOLDER
from qaagent_lsp.model.route import Route

Symbol = str | Accepted
"""One character of literal text, or a parameter."""
Path = tuple[Symbol, ...]

_LONGEST = 400


def path_of(route: Route) -> Path | None:
    """Take a route's path apart; None where template and parameters do not fit, or it is longer than any is."""
    template, params = route.key.path, route.params
    places = list(PLACEHOLDER.finditer(template))
    if len(places) != len(params) or len(template) > _LONGEST:
        return None
    symbols: list[Symbol] = []
    end = 0
    for place, param in zip(places, params, strict=True):
        if place[0] != f"{{{param.name}}}" and param.name:
            return None
        symbols += template[end : place.start()]
        symbols.append(accepted(route.framework, param.converter.strip()))
        end = place.end()
    return (*symbols, *template[end:])


def literal_start(path: Path) -> str:
    """Give the text that stands before the first parameter."""
    return "".join(takewhile(lambda one: isinstance(one, str), path))  # type: ignore[arg-type]  # no parameter is left


def takes(one: Path, other: Path) -> bool:
    """Tell whether ``one`` surely accepts all that ``other`` does."""
    return _takes(one, other, 0, 0, set())


def _takes(one: Path, other: Path, at: int, there: int, failed: set[tuple[int, int]]) -> bool:
    """Go through both: a parameter of ``one`` must take some whole symbols of ``other``, whatever those stand for."""
    while at < len(one) and isinstance(one[at], str):
        if there == len(other) or other[there] != one[at]:
            return False
        at, there = at + 1, there + 1
    symbol = one[at] if at < len(one) else ""
    if isinstance(symbol, str):
        return there == len(other)
    if (at, there) in failed:
        return False
    failed.add((at, there))
    return any(_takes(one, other, at + 1, end, failed) for end in _ends(symbol, other, there))


def _ends(symbol: Accepted, other: Path, there: int) -> Sequence[int]:
    """Give where a parameter may stop that begins at a place of ``other``, the farthest first."""
    ends = [there] if symbol.takes_text("") and symbol.whole else []
    least, most = 0, 0
    text: str | None = ""
    for end in range(there + 1, len(other) + 1):
        following = other[end - 1]
        text = text + following if text is not None and isinstance(following, str) else None
        if end == there + 1 and isinstance(following, Accepted) and following.word == symbol.word:
            ends.append(end)
        if text is not None and symbol.takes_text(text):
            ends.append(end)
            continue
        if not symbol.whole:
            if text is None:
                break
            continue
        held = _held(symbol, following)
        if held is None:
            break
        least, most = _sum(other[there:end])
        if least >= symbol.least and (symbol.most is None or most <= symbol.most) and end not in ends:
            ends.append(end)
    return ends[::-1]


def _held(symbol: Accepted, following: Symbol) -> bool | None:
    """True where all that a symbol may stand for is of the characters of another, else None."""
    if symbol.chars is None:
        return None
    if isinstance(following, str):
        return True if symbol.takes_text(following) or following in symbol.chars else None
    return True if following.chars is not None and following.chars <= symbol.chars else None


_ENDLESS = 1 << 30


def _sum(symbols: Path) -> tuple[int, int]:
    least = most = 0
    for one in symbols:
        least += 1 if isinstance(one, str) else one.least
        most += 1 if isinstance(one, str) else (_ENDLESS if one.most is None else one.most)
    return least, most
