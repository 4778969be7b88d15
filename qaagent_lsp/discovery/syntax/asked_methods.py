"""Which HTTP methods a function view tells apart: ``request.method == "POST"``, ``request.POST`` and their like."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_NAMES = frozenset({"request", "req"})
_ANSWERING = frozenset({"render", "redirect"})
_SENT = frozenset({"POST", "FILES"})


def asked_methods(function: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    """List the methods (upper case) that the body of a function names, in the order of the text; often ().

    A function that it leaves the request to (``return edit(request, pet)``) stands there as ``edit()``.
    """
    arguments = (*function.args.posonlyargs, *function.args.args[:2])
    if not any(arg.arg in _NAMES for arg in arguments):
        return ()
    return tuple(dict.fromkeys(_asked(function)))


def _asked(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        match node:
            case ast.Compare(left=left, comparators=[right]):
                if _is_method(left):
                    yield from _named(right)
                elif _is_method(right):
                    yield from _named(left)
            case ast.Match(subject=subject, cases=cases) if _is_method(subject):
                for case in cases:
                    for inner in ast.walk(case.pattern):
                        if isinstance(inner, ast.MatchValue):
                            yield from _named(inner.value)
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in _NAMES and attr in _SENT:
                yield "POST"
            case ast.Return(value=ast.Call(func=ast.Name(id=other), args=[ast.Name(id=name), *_])):
                if name in _NAMES and other not in _ANSWERING:
                    yield f"{other}()"
            case _:
                pass


def _is_method(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr="method"):
            return name in _NAMES
        case ast.Call(func=ast.Attribute(value=inner, attr="upper" | "lower"), args=[]):
            return _is_method(inner)
        case _:
            return False


def _named(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if text.upper() in _METHODS:
            yield text.upper()
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            for element in elements:
                yield from _named(element)
        case _:
            return
