"""Routes that tests declare for themselves, on apps that their functions and fixtures make."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator

from qaagent_lsp.discovery.syntax.strings import dotted_name

_HOST = re.compile(r"^\w+://[^/]*")
_DECLARES = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "options", "route", "api_route", "websocket"}
)


def own_paths(tree: ast.Module, routers: Collection[str]) -> frozenset[str]:
    """Collect the paths without parameters that functions of a file declare on what is called like a router of it.

    An app that a fixture makes is nobody's but the tests'. What they ask of such a path means that app, and not
    a route of the project whose parameter would take the same text.
    """
    return frozenset(_paths(tree, routers)) if routers else frozenset()


def is_one_of(paths: frozenset[str], url: str) -> bool:
    """Tell whether a URL has one of these paths."""
    return bool(paths) and _HOST.sub("", url).partition("?")[0] in paths


def _paths(tree: ast.Module, routers: Collection[str]) -> Iterator[str]:
    for outer in ast.walk(tree):
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in outer.body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    for decorator in node.decorator_list:
                        yield from _of_decorator(decorator, routers)


def _of_decorator(node: ast.expr, routers: Collection[str]) -> Iterator[str]:
    match node:
        case ast.Call(func=func, args=[ast.Constant(value=str(path)), *_]):
            owner, _, name = dotted_name(func).rpartition(".")
            if (
                owner in routers
                and name in _DECLARES
                and path.startswith("/")
                and "{" not in path
                and "<" not in path
            ):
                yield path
        case _:
            pass
