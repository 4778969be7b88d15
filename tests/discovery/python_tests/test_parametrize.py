from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.python_tests.parametrize import rows_of


@pytest.mark.parametrize(
    ("decorators", "expected"),
    [
        ([], [{}]),
        (["'a', ['/x', '/y']"], [{"a": "/x"}, {"a": "/y"}]),
        (["'a, b', [('/x', 1), pytest.param('/y', z)]"], [{"a": "/x", "b": "1"}, {"a": "/y"}]),
        (["['a'], [['/x']]", "'b', LIST"], [{"a": "/x", "b": "l"}]),
        (["'a', compute()"], [{}]),
    ],
)
def test_rows(decorators: list[str], expected: list[dict[str, str]]) -> None:
    text = "".join(f"@pytest.mark.parametrize({item})\n" for item in decorators) + "def f(a): ..."
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    lists = {"LIST": ast.parse("['l']", mode="eval").body}
    assert rows_of(function, lists, {}) == expected
