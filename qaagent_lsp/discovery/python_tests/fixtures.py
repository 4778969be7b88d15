"""What the fixtures of a file have to do with requests: the app behind them, and what their objects ask of it.

``auth`` gives an ``AuthActions``, whose ``login()`` posts to ``/auth/login``: tests in other files call just that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass

from qaagent_lsp.discovery.python_tests.borrowed_calls import without_references
from qaagent_lsp.discovery.python_tests.client_apps import ClientApps, arguments
from qaagent_lsp.discovery.python_tests.client_calls import CallFile, FunctionNode, context_of, requests_in
from qaagent_lsp.discovery.syntax.strings import last_name
from qaagent_lsp.model.client_call import Follows
from qaagent_lsp.model.source import WorkspacePath

BY_ITSELF = "="
"""Stands for a method where a fixture asks while it is set up or torn down."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that a helper makes: upper-case method (``""`` unknown) and URL with ``{}`` for unknown parts."""

    method: str
    url: str
    follows: Follows = ""


@dataclass(frozen=True, slots=True)
class Fixture:
    """A fixture by the name that tests ask for.

    ``modules`` may hold the app behind it, ``needs`` are the fixtures that it asks for itself. ``asks`` are the
    requests of what it gives, by method; those of a function that it gives stand under ``""``, its own under
    ``BY_ITSELF``. ``texts`` are URLs that an import gives instead, by what is read of it (``borrowed_calls.filled``).
    """

    name: str
    modules: tuple[str, ...]
    needs: tuple[str, ...]
    asks: tuple[tuple[str, tuple[Asked, ...]], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


def fixtures_of(tree: ast.Module, file: WorkspacePath, text: str) -> tuple[Fixture, ...]:
    """Read the fixtures of a file that have to do with an app or with requests."""
    if "fixture" not in text:
        return ()
    context = context_of(tree, text)
    apps = ClientApps(tree, file, context.lists, context.constants)
    found = []
    for name, function in apps.fixtures.items():
        modules = apps.of_fixture(function).modules if file.endswith("conftest.py") else ()
        needs = tuple(arg for arg in arguments(function) if arg not in {"self", "request"})
        asks = tuple(_asks(context, function))
        if modules or needs or asks:
            found.append(Fixture(name, modules, needs, asks))
    return tuple(found)


def _asks(context: CallFile, function: FunctionNode) -> Iterator[tuple[str, tuple[Asked, ...]]]:
    itself = [node for node in function.body if not isinstance(node, FunctionNode | ast.ClassDef)]
    yield from _asked(context, BY_ITSELF, _with_body(function, itself), {})
    for given in _given(function):
        if isinstance(given, ast.Name):
            inner = next(
                (node for node in function.body if isinstance(node, FunctionNode) and node.name == given.id),
                None,
            )
            if inner is not None:
                yield from _asked(context, "", inner, {})
        made = given.func if isinstance(given, ast.Call) else given
        kind = context.classes.get(last_name(made))
        if kind is not None and isinstance(given, ast.Call):
            methods = {node.name: node for node in kind.body if isinstance(node, FunctionNode)}
            for name, method in methods.items():
                if not name.startswith("__"):
                    yield from _asked(context, name, method, methods)


def _with_body(function: FunctionNode, body: list[ast.stmt]) -> FunctionNode:
    same = copy(function)
    same.body = body
    return same


def _asked(
    context: CallFile, name: str, function: FunctionNode, methods: dict[str, FunctionNode]
) -> Iterator[tuple[str, tuple[Asked, ...]]]:
    asked = asked_of(context, function, methods)
    if asked:
        yield name, asked


def asked_of(
    context: CallFile,
    function: FunctionNode,
    methods: dict[str, FunctionNode],
    own: Mapping[str, str] | None = None,
) -> tuple[Asked, ...]:
    """Give what a function or method asks, each request once; ``own`` is that of ``requests_in``."""
    requests = requests_in(context, function, methods, own)
    return tuple(
        dict.fromkeys(
            Asked(request.method, url, request.follows)
            for request in requests
            if (url := without_references(request.url)).strip("{}")
        )
    )


def _given(function: FunctionNode) -> Iterator[ast.expr]:
    """Yield what a fixture returns or yields; of a name, what it was assigned last."""
    assigned: dict[str, ast.expr] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            assigned[node.targets[0].id] = node.value
    for node in ast.walk(function):
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            value = node.value
            yield assigned.get(value.id, value) if isinstance(value, ast.Name) else value
