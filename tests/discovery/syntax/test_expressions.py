from __future__ import annotations

import ast

import pytest

from qaagent_lsp.discovery.syntax.conditions import Comparison, Condition
from qaagent_lsp.discovery.syntax.expressions import (
    OPAQUE,
    Call,
    Choice,
    Expr,
    Items,
    Joined,
    Keyed,
    Member,
    Name,
    Nothing,
    Nth,
    Spread,
    Text,
    expression,
)
from qaagent_lsp.discovery.syntax.positions import Positions


def read(text: str) -> Expr:
    node = ast.parse(text, mode="eval").body
    return expression(node, Positions(text))


def alternatives(name: str) -> tuple[Condition, ...]:
    """What it takes for ``a`` and for ``b`` in ``a if name else b``."""
    return tuple(
        Condition(
            1, 1, 1, f"`{name}` {words}", group=1, number=at, of=2,
            compared=Comparison((name,), (), equal=at == 0, how="given"),
        )
        for at, words in enumerate(("holds", "does not hold"))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("'a'", Text("a")),
        ("a.b.c", Name(("a", "b", "c"))),
        ("None", Nothing()),
        ("f'/x/{a}'", Joined((Text("/x/"), Name(("a",))))),
        ("a + '/x'", Joined((Name(("a",)), Text("/x")))),
        ("[a, *b]", Items((Name(("a",)), Spread(Name(("b",)))))),
        ("[a] + b", Items((Name(("a",)), Spread(Name(("b",)))))),
        ("['a' for a in (b, c)]", Items((Text("a"), Text("a")))),
        ("[x for x in (b, c)]", Items((Name(("b",)), Name(("c",))))),
        (
            "a if c else b",
            Choice((Name(("a",)), Name(("b",))), alternatives("c")),
        ),
        ("a or 'b'", Choice((Name(("a",)), Text("b")), first=True)),
        ("a.b[1]", Nth(Name(("a", "b")), 1)),
        ("a['b']", Keyed(Name(("a",)), Text("b"))),
        ("a[B.c]", Keyed(Name(("a",)), Name(("B", "c")))),
        ("a[1:2]", OPAQUE),
        ("a[b()]", OPAQUE),
        ("a[b]", Keyed(Name(("a",)), Name(("b",)))),
        ("a[True]", OPAQUE),
        ("1 < 2", OPAQUE),
    ],
)
def test_shapes(written: str, expected: Expr) -> None:
    assert read(written) == expected


def test_calls_and_their_arguments() -> None:
    call = read("f(a, k='v')")
    assert isinstance(call, Call)
    assert (call.argument(0, "x"), call.argument(1, "k"), call.argument(2, "z")) == (
        Name(("a",)),
        Text("v"),
        None,
    )
    member = read("f().x")
    assert isinstance(member, Member)
    assert member.name == "x"


def test_depth_is_bounded() -> None:
    value, depth = read("+".join(["a"] * 500)), 0
    while isinstance(value, Joined):
        value, depth = value.parts[0], depth + 1
    assert value == OPAQUE
    assert depth < 50
