"""Texts that a function is given: by fixtures of its file, ``def url(): return reverse("pets")``, and by default."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from qaagent_lsp.discovery.python_tests.client_apps import arguments, fixture_name, is_fixture
from qaagent_lsp.discovery.syntax.strings import HOLE, dotted_name, render

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_DEPTH = 3


def texts_of_fixtures(
    function: FunctionNode,
    functions: Mapping[str, FunctionNode],
    methods: Mapping[str, FunctionNode],
    known: Mapping[str, str],
) -> dict[str, str]:
    """Give, by parameter of a test, the text that its fixture returns; those of its class come first."""
    return dict(_texts(function, (methods, functions), known, _DEPTH))


def _texts(
    function: FunctionNode, around: Sequence[Mapping[str, FunctionNode]], known: Mapping[str, str], depth: int
) -> Iterator[tuple[str, str]]:
    for name in arguments(function):
        fixture = next((one for place in around if (one := place.get(name)) is not None), None)
        if fixture is None or fixture is function or not depth or not fixture.decorator_list:
            continue
        if is_fixture(fixture) and fixture_name(fixture) == name:
            text = _returned(fixture, {**known, **dict(_texts(fixture, around, known, depth - 1))})
            if text != HOLE:
                yield name, text


def _returned(fixture: FunctionNode, known: dict[str, str]) -> str:
    """Render what a function returns that goes one way only."""
    for node in fixture.body:
        match node:
            case ast.Assign(targets=[target], value=value) if name := dotted_name(target):
                known[name] = render(value, known)
            case ast.Return(value=ast.expr() as value) | ast.Expr(value=ast.Yield(value=ast.expr() as value)):
                return render(value, known)
            case ast.Expr() | ast.Import() | ast.ImportFrom():
                pass
            case _:
                return HOLE
    return HOLE


def defaults_of(
    function: FunctionNode, known: Mapping[str, str], only: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Yield what the parameters of a function that have a default are unless they are given."""
    given = function.args
    pairs = [*zip(reversed((*given.posonlyargs, *given.args)), reversed(given.defaults), strict=False)]
    pairs += [(arg, value) for arg, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value]
    for arg, default in pairs:
        text = render(default, known)
        if not only or text in only:
            yield arg.arg, text
