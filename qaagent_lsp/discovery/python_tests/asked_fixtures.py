"""Which fixtures a test asks for: by its parameters, by ``usefixtures``, and those of its file that are for all."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from qaagent_lsp.discovery.python_tests.client_apps import FunctionNode, fixture_name
from qaagent_lsp.discovery.python_tests.client_words import CLIENT_METHODS, KNOWN_FIXTURES
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.strings import dotted_name, last_name
from qaagent_lsp.model.client_call import FIXTURE, ClientCall
from qaagent_lsp.model.test import TestId

_SENDING = frozenset({"post", "put", "patch"})
_Node = ast.arg | ast.expr | ast.stmt


def marks_of(body: Iterable[ast.stmt]) -> Iterator[ast.expr]:
    """Yield what ``pytestmark`` of a module or class is set to."""
    for node in body:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="pytestmark")], value=value)
                | ast.AnnAssign(target=ast.Name(id="pytestmark"), value=ast.expr() as value)
            ):
                yield value
            case _:
                pass


def is_for_all(fixture: FunctionNode) -> bool:
    """Tell whether a fixture says ``autouse=True``."""
    return any(
        keyword.arg == "autouse" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for item in fixture.decorator_list
        if isinstance(item, ast.Call) and last_name(item.func) == "fixture"
        for keyword in item.keywords
    )


def calls_of_fixtures(
    test: TestId,
    function: FunctionNode,
    marks: Iterable[ast.expr],
    for_all: Iterable[FunctionNode],
    positions: Positions,
    within: Iterable[ast.AST],
) -> Iterator[ClientCall]:
    """Note which fixtures a test asks for; what those ask is looked up where they stand (``linking.joining``).

    ``marks`` are those of its classes and of the module, decorators of classes included; ``for_all`` are the fixtures
    that it need not ask for. Where one of the nodes ``within`` the test is a request, though it cannot be read, nothing
    is noted.
    """
    if any(_may_ask(node) for node in within):
        return
    given = function.args
    asked: dict[str, _Node] = {fixture_name(fixture): fixture for fixture in for_all}
    for mark in (*marks, *function.decorator_list):
        asked.update(_used(mark))
    asked.update({arg.arg: arg for arg in (*given.posonlyargs, *given.args, *given.kwonlyargs)})
    for name, node in asked.items():
        if name not in KNOWN_FIXTURES:
            told = f"{FIXTURE}{name}"
            span = positions.span(node)
            yield ClientCall(test, "", "", span, told, clients=(name,), through=told, owner=name)


def _may_ask(node: ast.AST) -> bool:
    """Tell whether a node is a request by the looks of it: ``api.post(path)``, ``client.get(path)``."""
    match node:
        case ast.Call(func=ast.Attribute(value=of, attr=name)) if name in CLIENT_METHODS:
            return name in _SENDING or "client" in dotted_name(of).lower()
        case _:
            return False


def _used(mark: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Read ``pytest.mark.usefixtures("login", "rows")``, alone or in a list of marks."""
    for node in ast.walk(mark):
        if isinstance(node, ast.Call) and dotted_name(node.func).endswith("mark.usefixtures"):
            for item in node.args:
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    yield item.value, item
