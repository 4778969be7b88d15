"""Renders string expressions of a test as far as they are known; what is unknown becomes ``{}``."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

HOLE = "{}"
ENDPOINT_CALLS = frozenset({"url_for", "url_path_for", "reverse", "reverse_lazy"})
_ENDPOINT_NAMES = frozenset({"viewname", "endpoint", "name"})
"""What Django's ``reverse``, Flask's ``url_for`` and Starlette's ``url_path_for`` call it."""
ENDPOINT = "\2"
"""Stands before the name of an endpoint: ``reverse("polls:list")`` is rendered so, whatever may be put before it."""
ENDPOINT_END = "\3"
"""Stands behind the name of an endpoint: what is put after it is no part of the name."""
_PERCENT = re.compile(r"%(?:\(\w+\))?[#0\- +]*\d*(?:\.\d+)?[sdrifx]")
_BRACES = re.compile(r"\{([^{}]*)\}")


def render(node: ast.expr, known: Mapping[str, str]) -> str:
    """Render an expression: ``f"/pets/{pet.id}"`` → ``/pets/{}``; ``known`` holds names and ``self.x`` attributes."""
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.Constant(value=int() | float() as number):
            return str(number)
        case ast.JoinedStr(values=values):
            return "".join(render(value, known) for value in values)
        case ast.FormattedValue(value=value):
            return render(value, known)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return render(left, known) + render(right, known)
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            return _percent(render(left, known), right, known)
        case ast.Call():
            return _called(node, known)
        case _:
            name = dotted_name(node)
            return known.get(_of_object(name), HOLE) if name else HOLE


def remember(name: str, value: ast.expr, known: dict[str, str]) -> None:
    """Note what a name or attribute is from now on."""
    text = render(value, known)
    if text == HOLE:
        known.pop(_of_object(name), None)
    else:
        known[_of_object(name)] = text


def _of_object(name: str) -> str:
    """What a class has (``cls.url``) its objects have."""
    return f"self.{name[4:]}" if name.startswith("cls.") else name


def dotted_name(node: ast.expr) -> str:
    """Give ``a.b.c`` of a name or attribute chain, ``""`` of anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def last_name(node: ast.expr) -> str:
    """Give the last part of what is called or read: ``b`` of ``a().b``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _percent(template: str, right: ast.expr, known: Mapping[str, str]) -> str:
    values = list(right.elts) if isinstance(right, ast.Tuple) else [right]
    rendered = iter([] if isinstance(right, ast.Dict) else [render(value, known) for value in values])
    return _PERCENT.sub(lambda _: next(rendered, HOLE), template)


def _called(node: ast.Call, known: Mapping[str, str]) -> str:
    name = last_name(node.func)
    if name in ENDPOINT_CALLS:
        given = [*node.args[:1], *(one.value for one in node.keywords if one.arg in _ENDPOINT_NAMES)]
        if given:
            return f"{ENDPOINT}{render(given[0], known)}{ENDPOINT_END}"
    if name == "str" and len(node.args) == 1:
        return render(node.args[0], known)
    if name == "urljoin" and len(node.args) > 1:
        base, path = render(node.args[0], known), render(node.args[1], known)
        return path if path.startswith(("/", "http")) else f"{base.rstrip('/')}/{path}"
    if name == "format" and isinstance(node.func, ast.Attribute):
        return _formatted(render(node.func.value, known), node, known)
    return known.get(f"{dotted_name(node.func)}()", HOLE)


def _formatted(template: str, node: ast.Call, known: Mapping[str, str]) -> str:
    positional = [render(arg, known) for arg in node.args]
    named = {item.arg: render(item.value, known) for item in node.keywords if item.arg}
    following = iter(positional)

    def value(found: re.Match[str]) -> str:
        key = found[1].partition(":")[0].partition("!")[0]
        if not key:
            return next(following, HOLE)
        if key.isdigit():
            return positional[int(key)] if int(key) < len(positional) else HOLE
        return named.get(key, HOLE)

    return _BRACES.sub(value, template)
