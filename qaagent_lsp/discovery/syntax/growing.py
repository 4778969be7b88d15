"""Texts and lists that conditions decide on: what a name stands for once it was bound anew or added to under some."""

from __future__ import annotations

import ast
from typing import Literal

from qaagent_lsp.discovery.syntax.conditions import Condition, opposite
from qaagent_lsp.discovery.syntax.expressions import (
    Call,
    Choice,
    Conditional,
    Expr,
    Items,
    Joined,
    Name,
    Nothing,
    Opaque,
    Spread,
    Text,
    conditional,
    grown,
)
from qaagent_lsp.discovery.syntax.wiring_words import makes_router

Where = Literal["first", "last", "somewhere"]
_KINDS = (Text, Joined, Items)


def may_depend(value: Expr) -> bool:
    """Tell whether it matters that a name may stand for something else than this."""
    return isinstance(value, _KINDS)


def depends(value: Expr, scope: str) -> bool:
    """Tell whether it matters under which conditions a name is bound to this, and not to what else it is bound to.

    In a function that is so of ``None``, of routers and of modules: plain code there binds many names.
    """
    match value:
        case Text() | Joined() | Items() | Choice() | Conditional():
            return False  # these hold what the name was before, see ``rebound``
        case Nothing():
            return True
        case Call(func=Name(dotted=(*_, "import_module"))):
            return True
        case Call():
            return not scope or makes_router(value)
        case _:
            return not scope


def rebound(name: str, value: Expr, old: Expr, under: tuple[Condition, ...], *, unread: bool) -> Expr:
    """Give what a name stands for that is bound to a value under conditions: that, or still what it was.

    ``unread``: it was something that is not followed.
    """
    if any(condition.verdict == "never" for condition in under):
        return value if isinstance(old, Opaque) else old
    if isinstance(value, Items) and Spread(Name((name,))) in value.items:  # name = [...] + name
        return Items(tuple(_added(item, name, under) for item in value.items))
    value = conditional(value, under) if _may_be_served(value) else value
    if not (isinstance(old, _KINDS) or (isinstance(old, Opaque) and unread)):
        return value
    return Choice((value, _left(old, under[-1])))


def placed(call: ast.Call) -> Where:
    """Tell where ``name.append(...)``, ``extend`` and ``insert`` put something."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr != "insert":
        return "last"
    match call.args:
        case [ast.Constant(value=0), _]:
            return "first"
        case _:
            return "somewhere"


def added(old: Expr, value: Expr, under: tuple[Condition, ...], where: Where = "last") -> Expr | None:
    """Give what a name holds after ``name += value``; None where that is not known, or never done.

    What is put ``somewhere`` is a choice of one: it is there, and has no known place among the others.
    """
    if any(condition.verdict == "never" for condition in under):
        return None
    value = conditional(value, under) if under else value
    if where != "last" and isinstance(value, Items):
        if where == "first" and isinstance(old, Items):
            return Items((*value.items, *old.items))
        value = Items(tuple(Choice((item,)) for item in value.items))
    return grown(old, value)


def _added(item: Expr, name: str, under: tuple[Condition, ...]) -> Expr:
    return item if item == Spread(Name((name,))) else Conditional(item, under)


def _left(old: Expr, condition: Condition) -> Expr:
    """Mark what a list holds where the condition does not hold, but for what another branch put there."""
    if not isinstance(old, Items) or not _may_be_served(old):
        return old
    otherwise = (opposite(condition),)
    return Items(
        tuple(
            item
            if isinstance(item, Conditional) and any(one.group == condition.group for one in item.under)
            else Conditional(item, otherwise)
            for item in old.items
        )
    )


def _may_be_served(value: Expr) -> bool:
    """Tell lists of routes from those of texts."""
    return isinstance(value, Items) and not all(isinstance(item, Text | Opaque) for item in value.items)
