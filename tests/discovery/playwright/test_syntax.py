from __future__ import annotations

import pytest

from qaagent_lsp.discovery.playwright.syntax import SpecTree, unescaped, unwrapped
from qaagent_lsp.model.source import Source, Span, WorkspacePath


def tree(text: str) -> SpecTree:
    return SpecTree(Source(WorkspacePath("a.ts"), text, ""))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a'", "a"),
        ("`a${1}b${c}`", "a1b{}"),
        ("'a' + known", "ab"),
        ("unknown", "{}"),
        ("a.b", "c"),
        ("env.X ?? 'd'", "d"),
        ("x || y", "{}"),
        ("x && 'y'", "{}"),
        ("(known as string)!", "b"),
        ("String(1)", "1"),
        ("known.toString()", "b"),
        ("new URL('x', base)", "/x"),
        ("new Map()", "{}"),
        ("f()", "{}"),
    ],
)
def test_what_a_string_expression_says(text: str, expected: str) -> None:
    parsed = tree(f"({text});")
    node = unwrapped(parsed.root.named_children[0].named_children[0])
    assert parsed.render(node, {"known": "b", "a.b": "c"}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"a\n", "a\n"),
        (r"\x41\u0042\u{43}", "ABC"),
        (r"\q\\", "q\\"),
        (r"\u{110000}", "\ufffd"),
        ("plain", "plain"),
    ],
)
def test_escapes(text: str, expected: str) -> None:
    assert unescaped(text) == expected


def test_places_and_spans_count_differently() -> None:
    parsed = tree("'é𝒳'; name;\r\nlast;")
    node = parsed.root.named_children[1]
    assert parsed.span(node) == Span(1, 7, 1, 12)
    assert parsed.place(node) == (1, 8)
    assert parsed.text(node) == "name;"
    assert parsed.dotted(parsed.root.named_children[2].named_children[0]) == "last"


def test_problems_are_few_and_located() -> None:
    problems = list(tree("let = ;\n" * 20).problems())
    assert len(problems) == 3
    assert problems[0].line == 1
    assert list(tree("let a = 1;").problems()) == []
