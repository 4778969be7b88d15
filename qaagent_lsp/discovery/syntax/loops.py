"""What a ``for`` loop runs over, and what its targets are in each turn."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from qaagent_lsp.discovery.syntax.expressions import Call, Expr, Items, Member, Name, Nth, Opaque, Pairs
from qaagent_lsp.discovery.syntax.wiring import Binding, Loop

VIEWS = frozenset({"items", "keys", "values"})
"""Methods of dictionaries that give what is in them."""


def as_loop(node: ast.ListComp) -> ast.stmt:
    """Write ``[app.include_router(r) for r in routers if r]`` as the loop that it is, for its effect."""
    body: ast.stmt = ast.copy_location(ast.Expr(node.elt), node.elt)
    for generator in reversed(node.generators):
        for test in reversed(generator.ifs):
            body = ast.copy_location(ast.If(test, [body], []), node.elt)
        body = ast.copy_location(ast.For(generator.target, generator.iter, [body], []), node.elt)
    return body


def loop_of(target: ast.expr, source: Expr, scope: str) -> Loop:
    """Note a loop whose items stand elsewhere."""
    unpacks = isinstance(target, ast.Tuple | ast.List)
    each = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    return Loop(scope, tuple(item.id if isinstance(item, ast.Name) else "" for item in each), unpacks, source)


def hands_on(value: Expr) -> bool:
    """Tell whether a name that is bound in a turn of a loop is to be read as its value: a module, what it has."""
    match value:
        case Name(dotted=(_, _, *_)) | Member():
            return True
        case Call(func=Name(dotted=(*_, "import_module" | "getattr"))):
            return True
        case _:
            return False


def unpacked(value: Expr, count: int) -> tuple[Expr, ...]:
    """Give what ``count`` targets are bound to by ``a, b = value``."""
    if isinstance(value, Items):
        return value.items if len(value.items) == count else ()
    return () if isinstance(value, Opaque) else tuple(Nth(value, index) for index in range(count))


def items_of(value: Expr, scope: str, bindings: Sequence[Binding]) -> tuple[Expr, ...] | None:
    """Give the items of a display, also by its name in a scope; None where they are not to be seen."""
    match value:
        case Items(items=items):
            return items
        case Name(dotted=(name,)):
            bound = [b.value for b in bindings if b.name == name and b.scope in {scope, ""}]
            return bound[-1].items if bound and isinstance(bound[-1], Items) else None
        case Call(func=Name(dotted=(name, how)), args=()) if how in VIEWS:
            bound = [b.value for b in bindings if b.name == name and b.scope in {scope, ""}]
            return _view(bound[-1], how) if bound else None
        case Call(func=Member(of=of, name=how), args=()) if how in VIEWS:
            return _view(of, how)
        case Call(
            func=Name(dotted=("enumerate" | "list" | "tuple" | "sorted" | "set",) as func),
            args=(first, *_),
        ):
            inner = items_of(first, scope, bindings)
            if inner is not None and func == ("enumerate",):
                return tuple(Items((Opaque(), item)) for item in inner)
            return inner
        case _:
            return None


def _view(value: Expr, how: str) -> tuple[Expr, ...] | None:
    return viewed(value.pairs, how) if isinstance(value, Pairs) else None


def viewed(pairs: Sequence[tuple[Expr, Expr]], how: str) -> tuple[Expr, ...]:
    """Give what a method of ``VIEWS`` gives of a dictionary."""
    if how == "items":
        return tuple(Items(pair) for pair in pairs)
    return tuple(pair[0 if how == "keys" else 1] for pair in pairs)


def targets_of(target: ast.expr, item: Expr) -> dict[str, Expr]:
    """Give what each target is in a turn with this item."""
    match target:
        case ast.Name(id=name):
            return {name: item}
        case ast.Tuple(elts=inner) | ast.List(elts=inner):
            values = unpacked(item, len(inner))
            padded = [*values, *[Opaque()] * (len(inner) - len(values))]
            return {
                k: v
                for each, value in zip(inner, padded, strict=False)
                for k, v in targets_of(each, value).items()
            }
        case _:
            return {}
