"""The names that an expression begins with: ``settings`` of ``f"{settings.API}/x"``."""

from __future__ import annotations

from collections.abc import Iterator

from qaagent_lsp.discovery.syntax.expressions import (
    Call,
    Choice,
    Comprehension,
    Conditional,
    Each,
    Expr,
    Items,
    Joined,
    Keyed,
    Member,
    Name,
    Nth,
    Spread,
    is_own_name,
)


def roots(expr: Expr) -> Iterator[str]:
    """Yield them, one as often as it is there."""
    match expr:
        case Name(dotted=dotted):
            yield dotted[0]
        case Member(of=of) | Each(of=of) | Spread(of=of) | Nth(of=of) | Conditional(of=of):
            yield from roots(of)
        case Call(func=func, args=args, keywords=keywords):
            yield from roots(func)
            for inner in (*args, *(value for _, value in keywords)):
                yield from roots(inner)
        case Keyed(of=of, key=key):
            yield from roots(of)
            yield from roots(key)
        case Comprehension(element=element, source=source):
            yield from (root for root in roots(element) if not is_own_name(root))
            yield from roots(source)
        case Joined(parts=inside) | Items(items=inside) | Choice(options=inside):
            for inner in inside:
                yield from roots(inner)
        case _:
            return
