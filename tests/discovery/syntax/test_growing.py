from __future__ import annotations

import ast

from qaagent_lsp.discovery.syntax.conditions import Condition, opposite
from qaagent_lsp.discovery.syntax.expressions import (
    OPAQUE,
    Choice,
    Conditional,
    Expr,
    Items,
    Name,
    Nothing,
    Spread,
    Text,
)
from qaagent_lsp.discovery.syntax.growing import added, depends, may_depend, placed, rebound

A, B = Name(("a",)), Name(("b",))
IF = Condition(2, 3, 1, "`x` holds", group=1, of=2)
ELSE = Condition(5, 6, 1, "`x` does not hold", group=1, number=1, of=2)
NEVER = Condition(2, 3, 1, "`x` holds", verdict="never")


def items(*found: Expr) -> Items:
    return Items(found)


def test_what_is_added_under_a_condition_says_so() -> None:
    assert added(items(A), items(B), (IF,)) == items(A, Conditional(B, (IF,)))
    assert added(items(A), items(B), ()) == items(A, B)
    assert added(items(A), items(B), (NEVER,)) is None
    assert added(OPAQUE, A, (IF,)) is None


def test_a_list_bound_anew_leaves_the_old_one_where_the_condition_does_not_hold() -> None:
    assert rebound("n", items(B), items(A), (IF,), unread=False) == Choice(
        (items(Conditional(B, (IF,))), items(Conditional(A, (opposite(IF),))))
    )


def test_what_another_branch_bound_keeps_its_own_condition() -> None:
    old = items(Conditional(A, (IF,)))
    assert rebound("n", items(B), old, (ELSE,), unread=False) == Choice((items(Conditional(B, (ELSE,))), old))


def test_a_list_before_itself_is_one_list() -> None:
    whole = Spread(Name(("n",)))
    found = rebound("n", items(B, whole), items(A), (IF,), unread=False)
    assert found == items(Conditional(B, (IF,)), whole)


def test_texts_are_told_from_routes() -> None:
    assert rebound("n", Text("/b"), Text("/a"), (IF,), unread=False) == Choice((Text("/b"), Text("/a")))
    assert rebound("n", items(Text("GET")), OPAQUE, (IF,), unread=False) == items(Text("GET"))
    assert rebound("n", Text("/b"), OPAQUE, (IF,), unread=True) == Choice((Text("/b"), OPAQUE))


def test_what_never_runs_binds_nothing_anew() -> None:
    assert rebound("n", items(B), items(A), (NEVER,), unread=False) == items(A)


def test_only_texts_and_lists_may_depend() -> None:
    assert [may_depend(value) for value in (Text("a"), items(), A, OPAQUE)] == [True, True, False, False]


def test_in_functions_it_matters_of_little_under_which_conditions_it_is_bound() -> None:
    assert [depends(value, scope) for value in (A, Nothing(), Text("/a")) for scope in ("", "f")] == [
        *(True, False),
        *(True, True),
        *(False, False),
    ]


def test_where_something_is_put() -> None:
    old, new = Items((Text("a"),)), Items((Text("b"),))
    assert added(old, new, (), "first") == Items((Text("b"), Text("a")))
    assert added(old, new, (), "somewhere") == Items((Text("a"), Choice((Text("b"),))))
    calls = {"x.insert(0, y)": "first", "x.insert(2, y)": "somewhere", "x.append(y)": "last", "f(y)": "last"}
    for text, where in calls.items():
        call = ast.parse(text, mode="eval").body
        assert isinstance(call, ast.Call)
        assert placed(call) == where
