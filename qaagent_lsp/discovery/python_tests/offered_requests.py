"""What the functions and classes of a test folder ask when tests of other files call them or inherit from them.

``tests/base.py`` has a ``class ApiTest`` whose ``login()`` posts to ``/auth/login``: its subclasses call just that.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qaagent_lsp.discovery.python_tests.borrowed_calls import foreign_bases, own_attributes
from qaagent_lsp.discovery.python_tests.client_calls import (
    SET_UP,
    CallFile,
    FunctionNode,
    context_of,
    lineage,
)
from qaagent_lsp.discovery.python_tests.fixtures import Asked, asked_of
from qaagent_lsp.discovery.syntax.strings import render
from qaagent_lsp.model.source import WorkspacePath

_ASKS = (".get(", ".post(", ".put(", ".patch(", ".delete(", "request(", ".open(", ".head(", ".options(")
_IN_TESTS = re.compile(r"(?:^|[/_.-])(?:tests?|testing|testcases?|testutils?|conftest)(?:[/_.-]|$)")
_URL = re.compile(r"(?:\{\})?/[\w{]|https?://")
_MOST = 20
"""Requests of one helper: one that asks for more is a test in itself."""


@dataclass(frozen=True, slots=True)
class Helper:
    """A function, class or constant on module level. ``bases`` are what a class inherits from that other files define.

    ``asks`` are the requests of a class by method; those of a function stand under ``""``. ``text`` is the URL of a
    constant, of an attribute that a class sets (``name`` is ``Class.attribute``), or the one that a function gives
    (``name`` ends in ``()``).
    """

    name: str
    bases: tuple[str, ...] = ()
    asks: tuple[tuple[str, tuple[Asked, ...]], ...] = ()
    text: str = ""


def may_help(file: WorkspacePath) -> bool:
    """Tell by its place whether tests of other files may take something from a file."""
    return _IN_TESTS.search(file.lower()) is not None


def helpers_of(tree: ast.Module, file: WorkspacePath, text: str) -> tuple[Helper, ...]:
    """Read what a file offers to the tests of others."""
    if not may_help(file):
        return ()
    urls = tuple(Helper(name, text=url) for name, url in _urls(tree.body))
    return (*_helpers(context_of(tree, text)), *urls) if any(word in text for word in _ASKS) else urls


def _urls(body: Iterable[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yield the constants that are URLs, and the functions that make one, with it: ``LOGIN``, ``user()``."""
    known: dict[str, str] = {}
    for node in body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                known[name] = render(value, known)
                if _URL.match(known[name]):
                    yield name, known[name]
            case ast.ClassDef(name=name, body=inner):
                for attribute, url in _set_up(inner, known):
                    yield f"{name}.{attribute}", url
            case ast.FunctionDef(
                name=name, decorator_list=[], body=[*_, ast.Return(value=ast.expr() as value)]
            ):
                given = {arg.arg for arg in ast.walk(node.args) if isinstance(arg, ast.arg)}
                url = render(value, {key: text for key, text in known.items() if key not in given})
                if not name.startswith("test") and _URL.match(url):
                    yield f"{name}()", url
            case _:
                pass


def _set_up(body: Iterable[ast.stmt], known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the URLs that a class sets for its tests: ``url = "/x"``, and ``self.url = "/x"`` in what prepares them."""
    for node in body:
        for item in node.body if isinstance(node, ast.FunctionDef) and node.name in SET_UP else (node,):
            match item:
                case ast.Assign(
                    targets=[ast.Name(id=name) | ast.Attribute(value=ast.Name(), attr=name)], value=value
                ):
                    if _URL.match(url := render(value, known)):
                        yield name, url
                case _:
                    pass


def _helpers(context: CallFile) -> Iterator[Helper]:
    for name, function in context.functions.items():
        if not name.startswith("test") and not function.decorator_list:
            asked = asked_of(context, function, {})
            if 0 < len(asked) <= _MOST:
                yield Helper(name, (), (("", asked),))
    for name, node in context.classes.items():
        definitions = lineage(node, context)
        bases = tuple(foreign_bases(definitions, context.classes))
        asks = tuple(_of_methods(context, definitions))
        if asks:
            yield Helper(name, bases, asks)


def _of_methods(
    context: CallFile, definitions: Iterable[ast.ClassDef]
) -> Iterator[tuple[str, tuple[Asked, ...]]]:
    methods: dict[str, FunctionNode] = {}
    for definition in definitions:  # the nearest first
        for node in definition.body:
            if isinstance(node, FunctionNode):
                methods.setdefault(node.name, node)
    own = own_attributes(methods.values())
    for name, method in methods.items():
        if not name.startswith(("test", "__")):
            asked = asked_of(context, method, methods, own)
            if 0 < len(asked) <= _MOST:
                yield name, asked
