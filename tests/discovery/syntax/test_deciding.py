from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.conditions import Comparison
from qaagent_lsp.discovery.syntax.deciding import comparison, decided, given_name, words_of
from qaagent_lsp.discovery.syntax.positions import Positions


def read(text: str) -> tuple[ast.expr, Positions]:
    statement = ast.parse(text).body[-1]
    assert isinstance(statement, ast.Expr)
    return statement.value, Positions(text)


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("True", "yes"),
        ("0", "no"),
        ("TYPE_CHECKING", "no"),
        ("typing.TYPE_CHECKING", "no"),
        ("not TYPE_CHECKING", "yes"),
        ("settings.DEBUG", "open"),
        ("not settings.DEBUG", "open"),
        ("settings.DEBUG and TYPE_CHECKING", "no"),
        ("settings.DEBUG or True", "yes"),
        ("settings.DEBUG or False", "open"),
        ("__name__ == '__main__'", "script"),
        ("'__main__' == __name__", "script"),
        ("__name__ != '__main__'", "yes"),
        ("__name__ == '__main__' and True", "script"),
        ("sys.version_info >= (3, 8)", "yes"),
        ("sys.version_info >= (3,)", "yes"),
        ("version_info < (3, 8)", "no"),
        ("sys.version_info >= (3, 12)", "open"),
        ("sys.version_info < (4,)", "yes"),
        ("sys.version_info >= (4, 1)", "no"),
        ("sys.version_info >= oldest", "open"),
        ("sys.platform == 'win32'", "open"),
    ],
)
def test_decided(test: str, expected: str) -> None:
    assert decided(*read(test)) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("METRICS = True", "yes"),
        ("METRICS: bool = False  # for now", "no"),
        ("METRICS = True\nMETRICS = read()", "open"),
        ("if x:\n    METRICS = True", "open"),
        ("METRICS = True\ndef f():\n    global METRICS\n    METRICS = False", "open"),
        ("METRICS = True\ndef f(METRICS): ...", "open"),
        ("METRICS = True\ndef f(\n    app,\n    METRICS: bool,  # given\n): ...", "open"),
        ("METRICS = True\ndef f(\n    METRICS,\n    app,\n): ...", "open"),
        ("METRICS = True\nfrom config import METRICS", "open"),
        ("METRICS = True\nif METRICS == 1: ...", "yes"),
        ("METRICS_OLD = False\nMETRICS = True", "yes"),
        ("", "open"),
    ],
)
def test_a_flag_of_the_same_file_is_known_where_nothing_else_sets_it(before: str, expected: str) -> None:
    assert decided(*read(f"{before}\nMETRICS")) == expected


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("settings.METRICS", "`settings.METRICS` holds"),
        ("not settings.METRICS", "`settings.METRICS` does not hold"),
        ("not (not a)", "`a` holds"),
        ("(a or\n  b)", "`a or b` holds"),
        ("d['`']", "`d[''']` holds"),
        (f"{'a' * 90} == 1", f"`{'a' * 69}…` holds"),
    ],
)
def test_words(test: str, expected: str) -> None:
    node, positions = read(test)
    assert words_of(node, positions, holds=True) == expected


@pytest.mark.parametrize(
    ("test", "holds", "expected"),
    [
        ("app", True, "app"),
        ("app is not None", True, "app"),
        ("app is None", False, "app"),
        ("not app", False, "app"),
        ("app is None", True, ""),
        ("app.debug", True, ""),
        ("app and x", True, ""),
    ],
)
def test_tests_that_only_ask_whether_something_is_given(test: str, holds: bool, expected: str) -> None:
    node, _ = read(test)
    assert given_name(node, holds=holds) == expected


@pytest.mark.parametrize(
    ("test", "holds", "expected"),
    [
        ("kind == 'a'", True, Comparison(("kind",), ("a",), equal=True)),
        ("kind == 'a'", False, Comparison(("kind",), ("a",), equal=False)),
        ("self.of.kind != 'a'", True, Comparison(("self", "of", "kind"), ("a",), equal=False)),
        ("not kind in ('a', 'b')", True, Comparison(("kind",), ("a", "b"), equal=False)),
        ("kind not in ['a']", False, Comparison(("kind",), ("a",), equal=True)),
        ("kind", False, Comparison(("kind",), (), equal=False, how="given")),
        ("kind is not None", True, Comparison(("kind",), (), equal=False, how="none")),
        ("not kind.startswith('/')", True, Comparison(("kind",), ("/",), equal=False, how="starts")),
        ("kind.endswith(('/', 'x'))", True, Comparison(("kind",), ("/", "x"), equal=True, how="ends")),
        ("kind.endswith('/', 2)", True, None),
        ("kind.a.b", True, None),
        ("kind in ('a', b)", True, None),
        ("kind == 1", True, None),
        ("kind() == 'a'", True, None),
        ("'a' == kind == 'b'", True, None),
    ],
)
def test_comparisons_with_texts(test: str, holds: bool, expected: Comparison | None) -> None:
    assert comparison(read(test)[0], holds=holds) == expected
