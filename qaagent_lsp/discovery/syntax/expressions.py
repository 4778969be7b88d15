"""The few shapes of expressions that wiring is written in, as values that can be cached and read in another file.

What does not matter for routes (arithmetic, slices, …) becomes ``Opaque``: it is known to be unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from qaagent_lsp.discovery.syntax.conditions import Condition
from qaagent_lsp.discovery.syntax.deciding import alternatives, comparison
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.model.source import Span

MAX_ITEMS = 2000
_MAX_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal."""

    value: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Strings put together: an f-string or ``a + b``."""

    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """``a`` or ``a.b.c``."""

    dotted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An attribute of something that is not a plain name, e.g. ``create().router``."""

    of: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list, tuple or set display; or lists put together with ``+``."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A dict display. The key of what another one puts in (``**other``) is ``Opaque``."""

    pairs: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """``*of`` inside a display or a call."""

    of: Expr


@dataclass(frozen=True, slots=True)
class Each:
    """Any one of the items of ``of``: the target of a ``for`` loop or comprehension."""

    of: Expr


@dataclass(frozen=True, slots=True)
class Nth:
    """The item at ``index`` of ``of``: ``of[index]``, or one target of ``a, b = of``."""

    of: Expr
    index: int


@dataclass(frozen=True, slots=True)
class Keyed:
    """``of[key]``, where the key is a string or a name: one path of many, by a constant or a member of an enum."""

    of: Expr
    key: Expr


@dataclass(frozen=True, slots=True)
class Comprehension:
    """A list of what ``element`` is for each item of ``source``: ``[Route(p, view) for p, view in VIEWS]``.

    ``targets`` are names as ``element`` has them (``own_name``), ``""`` for what is no name.
    """

    element: Expr
    targets: tuple[str, ...]
    unpacks: bool
    source: Expr


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several: ``a if c else b``, ``a or b``. ``under`` says of each option when it is the one, or is empty.

    ``first``: it is the first that is something.
    """

    options: tuple[Expr, ...]
    under: tuple[Condition, ...] = ()
    first: bool = False


@dataclass(frozen=True, slots=True)
class Conditional:
    """What is put into a list only where some conditions hold."""

    of: Expr
    under: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A call. ``span`` is the whole call."""

    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[tuple[str, Expr], ...]
    span: Span

    def keyword(self, name: str) -> Expr | None:
        """Give the value of a keyword argument."""
        return next((value for key, value in self.keywords if key == name), None)

    def argument(self, position: int, name: str) -> Expr | None:
        """Give an argument that may be passed by position or by name."""
        if position < len(self.args) and not any(
            isinstance(arg, Spread) for arg in self.args[: position + 1]
        ):
            return self.args[position]
        return self.keyword(name)

    def rest(self, position: int) -> Expr | None:
        """Give the arguments from a position on; None where it is not known which ``*`` before it leaves over."""
        if any(isinstance(arg, Spread) for arg in self.args[:position]):
            return None
        return Items(self.args[position:])


@dataclass(frozen=True, slots=True)
class Lambda:
    """A lambda."""

    span: Span


@dataclass(frozen=True, slots=True)
class Nothing:
    """The literal ``None``."""


@dataclass(frozen=True, slots=True)
class Flag:
    """``True`` or ``False``."""

    value: bool


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something that static reading does not follow."""


Expr = (
    Text
    | Joined
    | Name
    | Member
    | Items
    | Pairs
    | Spread
    | Each
    | Nth
    | Keyed
    | Comprehension
    | Choice
    | Call
    | Lambda
    | Nothing
    | Flag
    | Conditional
    | Opaque
)

OPAQUE = Opaque()
_MAY_BE_SERVED = (Text, Joined, Items, Name, Call)
"""Of nothing else matters when it is the one."""
_NOT_FOLLOWED = (ast.Compare, ast.UnaryOp)


def expression(
    node: ast.expr | None, positions: Positions, known: Mapping[str, Expr] | None = None, depth: int = 0
) -> Expr:
    """Turn a syntax node into a value. ``known`` replaces names by what they stand for (unrolled loops)."""
    if node is None or depth > _MAX_DEPTH:
        return OPAQUE

    # One by one, the most frequent first: half of what a file says besides its tree is read here.
    if isinstance(node, ast.Name):
        return known[node.id] if known and node.id in known else Name((node.id,))
    deeper = depth + 1
    if isinstance(node, ast.Attribute):
        of = expression(node.value, positions, known, deeper)
        return Name((*of.dotted, node.attr)) if isinstance(of, Name) else Member(of, node.attr)
    if isinstance(node, ast.Constant):
        return _constant(node.value)
    if isinstance(node, ast.Call):
        return Call(
            expression(_without_types(node.func), positions, known, deeper),
            tuple([expression(arg, positions, known, deeper) for arg in node.args]),
            tuple(
                [
                    (item.arg or "**", expression(item.value, positions, known, deeper))
                    for item in node.keywords
                ]
            ),
            positions.span(node),
        )
    if isinstance(node, ast.Subscript):
        return _item(node, positions, known, deeper)
    return OPAQUE if isinstance(node, _NOT_FOLLOWED) else _rare(node, positions, known, depth)


def _without_types(func: ast.expr) -> ast.expr:
    """``Users[User, UUID](...)`` makes one of ``Users``: a class is told from a dictionary by how it is written."""
    if isinstance(func, ast.Subscript) and isinstance(func.value, ast.Name | ast.Attribute):
        name = func.value.id if isinstance(func.value, ast.Name) else func.value.attr
        if name[:1].isupper() and not name.isupper():
            return func.value
    return func


def _item(node: ast.Subscript, positions: Positions, known: Mapping[str, Expr] | None, depth: int) -> Expr:
    at = node.slice.value if isinstance(node.slice, ast.Constant) else None
    if type(at) is int:
        return Nth(expression(node.value, positions, known, depth), at)
    key = expression(node.slice, positions, known, depth)
    if not isinstance(key, Text | Name):
        return OPAQUE
    return Keyed(expression(node.value, positions, known, depth), key)


def _constant(value: object) -> Expr:
    if isinstance(value, str):
        return Text(value)
    if value is None:
        return Nothing()
    return Flag(value) if isinstance(value, bool) else OPAQUE


def _rare(node: ast.expr, positions: Positions, known: Mapping[str, Expr] | None, depth: int) -> Expr:
    def inner(child: ast.expr) -> Expr:
        return expression(child, positions, known, depth + 1)

    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return Items(tuple(inner(item) for item in elements)) if len(elements) <= MAX_ITEMS else OPAQUE
        case ast.Starred(value=value):
            return Spread(inner(value))
        case ast.Await(value=value) | ast.NamedExpr(value=value):
            return inner(value)
        case ast.JoinedStr(values=values):
            return Joined(
                tuple(
                    inner(part.value)
                    if isinstance(part, ast.FormattedValue) and part.format_spec is None
                    else inner(part)
                    for part in values
                )
            )
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod() as op, right=right):
            return _operated(op, inner(left), inner(right), positions.span(node))
        case ast.Dict(keys=keys, values=values) if len(keys) <= MAX_ITEMS:
            return Pairs(
                tuple(
                    (inner(k) if k is not None else OPAQUE, inner(v))
                    for k, v in zip(keys, values, strict=True)
                )
            )
        case ast.IfExp(test=test, body=body, orelse=orelse):
            options = inner(body), inner(orelse)
            matters = any(isinstance(option, _MAY_BE_SERVED) for option in options) or (
                any(isinstance(option, Text | Joined) for option in options) and comparison(test, holds=True)
            )
            return Choice(options, alternatives(test, positions) if matters else ())
        case ast.BoolOp(op=ast.Or(), values=values):
            return Choice(tuple(inner(value) for value in values), first=True)
        case ast.Lambda():
            return Lambda(positions.span(node))
        case (
            ast.ListComp(elt=element, generators=[one]) | ast.GeneratorExp(elt=element, generators=[one])
        ) if not one.ifs:
            return _comprehended(element, one.target, inner(one.iter), positions, known or {}, depth)
        case _:
            return OPAQUE


def _operated(op: ast.Add | ast.Mod, left: Expr, right: Expr, span: Span) -> Expr:
    return (
        _added(left, right) if isinstance(op, ast.Add) else Call(Member(left, "__mod__"), (right,), (), span)
    )


def _added(left: Expr, right: Expr) -> Expr:
    if isinstance(left, Items) or isinstance(right, Items):
        return Items((*_spread(left), *_spread(right)))
    return Joined((left, right))


def conditional(added: Expr, under: tuple[Condition, ...]) -> Expr:
    """Mark what is added to a list under conditions."""
    if isinstance(added, Items):
        return Items(tuple(Conditional(item, under) for item in added.items))
    return Conditional(added, under)


def grown(old: Expr, value: Expr) -> Expr | None:
    """Give what a name holds after ``name += value``; None where that is neither a list nor made of names."""
    if isinstance(old, Items) or isinstance(value, Items):
        return _added(old, value)
    parts = old.parts if isinstance(old, Joined) else (old,)
    if len(parts) > _MAX_DEPTH or not all(
        isinstance(part, Name | Member | Call | Conditional) for part in (*parts, value)
    ):
        return None
    return Joined((*parts, value))


def _spread(value: Expr) -> tuple[Expr, ...]:
    return value.items if isinstance(value, Items) else (Spread(value),)


def own_name(name: str) -> str:
    """Write the target of a comprehension so that nothing else is called like it."""
    return f"{name} "


def is_own_name(name: str) -> bool:
    """Tell whether a name is the target of a comprehension."""
    return name.endswith(" ")


def _comprehended(
    element: ast.expr,
    target: ast.expr,
    source: Expr,
    positions: Positions,
    known: Mapping[str, Expr],
    depth: int,
) -> Expr:
    def of(names: Mapping[str, Expr]) -> Expr:
        return expression(element, positions, {**known, **names}, depth + 1)

    unpacks = isinstance(target, ast.Tuple | ast.List)
    each = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
    names = [item.id if isinstance(item, ast.Name) else "" for item in each]
    if isinstance(source, Items) and not any(isinstance(item, Spread) for item in source.items):
        turns = [_unpacked(item, len(names)) if unpacks else (item,) for item in source.items]
        return Items(tuple(of(dict(zip(names, turn, strict=True))) for turn in turns))
    if not unpacks and _times(element, names[0]) < 2:
        return Items((of({names[0]: Each(source)}),))
    told = of({name: Name((own_name(name),)) for name in names if name})
    return Comprehension(told, tuple(name and own_name(name) for name in names), unpacks, source)


def _unpacked(item: Expr, count: int) -> tuple[Expr, ...]:
    if isinstance(item, Items) and len(item.items) == count:
        return item.items
    return tuple(Nth(item, index) for index in range(count))


def _times(node: ast.expr, name: str) -> int:
    return sum(isinstance(inner, ast.Name) and inner.id == name for inner in ast.walk(node))
