"""Values that code compares its inputs with, by the name of the input: what a request may well carry.

``if x_token != "secret"`` and ``if item_id not in fake_items_db`` say which values lead further.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from qaagent_lsp.discovery.syntax.parsing import parse

Value = str | int | float
StateKind = Literal["dict", "list", "set"]

_MOST = 4
"""Values that are kept for a name."""


@dataclass(frozen=True, slots=True)
class Literals:
    """What code says of values. ``values`` are by the plain name of what they are compared with (``plain``).

    ``state`` are module-level lists, dicts and sets that functions of their module change, by the file.
    """

    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    state: Mapping[str, tuple[tuple[str, StateKind], ...]] = field(default_factory=dict)


def plain(name: str) -> str:
    """Write a name as a header, a parameter and a variable may all be written: ``X-Token`` is ``x_token``."""
    return name.lower().replace("-", "_")


def literals_in(texts: Mapping[str, str], tests: Iterable[str] = ()) -> Literals:
    """Read files, the most telling first. ``tests`` are texts of conftest files: their functions name users."""
    modules = {file: tree for file, text in texts.items() if (tree := parsed(text)) is not None}
    constants: dict[str, ast.expr] = {}
    for tree in reversed(modules.values()):
        constants |= _constants(tree)
    found: dict[str, dict[Value, None]] = {}
    for tree in modules.values():
        for name, value in _compared(tree, constants):
            found.setdefault(plain(name), {})[value] = None
    for text in tests:
        tree_of_test = parsed(text)
        for name, value in _defaults(tree_of_test) if tree_of_test else ():
            found.setdefault(plain(name), {})[value] = None
    return Literals(
        {name: tuple(values)[:_MOST] for name, values in found.items()},
        {file: state for file, tree in modules.items() if (state := tuple(_changed(tree)))},
    )


def parsed(text: str) -> ast.Module | None:
    """Parse a text; None where it is not Python."""
    tree = parse(text)
    return tree if isinstance(tree, ast.Module) else None


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found[node.target.id] = node.value
    return found


def _compared(tree: ast.Module, constants: Mapping[str, ast.expr]) -> Iterator[tuple[str, Value]]:
    for node in ast.walk(tree):
        match node:
            case (
                ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right])
                | ast.Call(
                    func=ast.Attribute(attr="compare_digest") | ast.Name(id="compare_digest"),
                    args=[left, right],
                )
            ):
                for named, other in ((left, right), (right, left)):
                    value = _literal(other, constants)
                    if (name := name_of(named)) and value is not None:
                        yield name, value
            case (
                ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[held])
                | ast.Subscript(value=held, slice=key)
                | ast.Call(func=ast.Attribute(value=held, attr="get" | "pop"), args=[key, *_])
            ) if name := name_of(key):
                yield from ((name, value) for value in _members(held, constants))


def name_of(node: ast.expr) -> str:
    """Name what an expression reads: a variable, an attribute's last part, a key that is a text; ``""`` otherwise."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str(key))):
            return key
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_]):
            return key
        case _:
            return ""


def _literal(node: ast.expr, constants: Mapping[str, ast.expr]) -> Value | None:
    if isinstance(node, ast.Name) and node.id in constants:
        node = constants[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bytes):
        value = node.value
        if isinstance(value, bytes):
            return value.decode("utf-8", "replace")
        return None if isinstance(value, bool) else value
    return None


def _members(node: ast.expr, constants: Mapping[str, ast.expr]) -> Iterator[Value]:
    if isinstance(node, ast.Name | ast.Attribute):
        known = constants.get(name_of(node))
        if known is None:
            return
        node = known
    keys: list[ast.expr] = []
    if isinstance(node, ast.Dict):
        keys = [key for key in node.keys if key is not None]
    elif isinstance(node, ast.List | ast.Tuple | ast.Set):
        keys = node.elts
    for key in keys:
        value = _literal(key, constants)
        if value is not None:
            yield value


def _defaults(tree: ast.Module) -> Iterator[tuple[str, Value]]:
    """Yield the defaults of functions: ``login(self, username="test")`` names a user that tests have."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.args.defaults:
            named = node.args.args[-len(node.args.defaults) :]
            for argument, default in zip(named, node.args.defaults, strict=True):
                value = _literal(default, {})
                if value is not None:
                    yield argument.arg, value


_CHANGING = frozenset(
    {
        "append",
        "add",
        "update",
        "pop",
        "popitem",
        "remove",
        "clear",
        "extend",
        "insert",
        "discard",
        "setdefault",
    }
)


def _changed(tree: ast.Module) -> Iterator[tuple[str, StateKind]]:
    held = {name: kind for name, value in _constants(tree).items() if (kind := _kind(value)) is not None}
    changed: dict[str, None] = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if (name := _target(node)) in held:
                    changed[name] = None
    yield from ((name, held[name]) for name in changed)


def _kind(value: ast.expr) -> StateKind | None:
    match value:
        case ast.Dict() | ast.DictComp() | ast.Call(func=ast.Name(id="dict" | "defaultdict")):
            return "dict"
        case ast.List() | ast.ListComp() | ast.Call(func=ast.Name(id="list")):
            return "list"
        case ast.Set() | ast.SetComp() | ast.Call(func=ast.Name(id="set")):
            return "set"
        case _:
            return None


def _target(node: ast.AST) -> str:
    """Name the variable that a step changes in place; ``""`` for a step that changes none."""
    held: ast.expr | None = None
    match node:
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            held = value
        case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _CHANGING:
            held = value
    while isinstance(held, ast.Subscript):
        held = held.value
    return held.id if isinstance(held, ast.Name) else ""
