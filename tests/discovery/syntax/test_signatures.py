"""Parameters and the place of a function's name."""

from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.expressions import Nothing, expression
from qaagent_lsp.discovery.syntax.positions import Positions
from qaagent_lsp.discovery.syntax.signatures import bare, name_span, params_of, qualname_of, settings_of
from qaagent_lsp.model.source import Span


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        ("()", []),
        ("(*args, **kwargs)", []),
        ("(a, /, b: int, c='x', *, d=None)", ["a", "b: Name", "c = Text", "d = Nothing"]),
    ],
)
def test_parameters(signature: str, expected: list[str]) -> None:
    assert told(signature, "") == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("self.add_resource(a, *b)", ["a", "b: rest", "c"]), ("call(a, *b)", ["a", "c"])]
)
def test_all_the_rest_where_a_function_wires(text: str, expected: list[str]) -> None:
    assert told("(a, *b, c, **d)", text) == expected


def told(signature: str, wired: str) -> list[str]:
    text = f"def f{signature}: ...\n"
    (node,) = ast.parse(text).body
    assert isinstance(node, ast.FunctionDef)
    found = params_of(node.args, lambda value: expression(value, Positions(text)), wired)
    return [
        param.name
        + (": rest" if param.rest else "")
        + (f": {type(param.annotation).__name__}" if param.annotation else "")
        + (f" = {type(param.default).__name__}" if param.default else "")
        for param in found
    ]


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("AppSettings", True),
        ("conf.Config", True),
        ("dict[str, Config]", False),
        ("App", False),
        ("None", False),
    ],
)
def test_settings_that_a_function_says_it_returns(annotation: str, expected: bool) -> None:
    node = ast.parse(annotation, mode="eval").body
    found = settings_of(node, lambda value: expression(value, Positions(annotation)))
    assert (found is not None) is expected
    assert settings_of(None, lambda _: Nothing()) is None


@pytest.mark.parametrize(("text", "column"), [("def f(): ...", 5), ("async  def  def_(): ...", 13)])
def test_the_place_of_a_name(text: str, column: int) -> None:
    name = text.split("(")[0].split()[-1]
    assert name_span(name, Span(1, 1, 1, len(text)), Positions(text)) == Span(
        1, column, 1, column + len(name)
    )


@pytest.mark.parametrize(
    ("scope", "in_class", "expected"), [("", False, "f"), ("A", True, "A.f"), ("g", False, "g.<locals>.f")]
)
def test_qualified_names(scope: str, in_class: bool, expected: str) -> None:
    assert qualname_of("f", scope, in_class=in_class) == expected


@pytest.mark.parametrize("base", ["ModelViewSet", "ModelViewSet[Pet]", "ModelViewSet[Pet, int]"])
def test_a_base_without_the_types_that_it_is_given(base: str) -> None:
    assert ast.unparse(bare(ast.parse(base, mode="eval").body)) == "ModelViewSet"
