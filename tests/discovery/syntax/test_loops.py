from __future__ import annotations

import ast

from qaagent_lsp.discovery.syntax.expressions import Items, Name, Nth, Opaque, Text
from qaagent_lsp.discovery.syntax.loops import hands_on, items_of, loop_of, targets_of, unpacked
from qaagent_lsp.discovery.syntax.wiring import Binding

LIST = Items((Text("/a"), Text("/b")))


def target(text: str) -> ast.expr:
    (loop,) = ast.parse(f"for {text} in x: pass").body
    assert isinstance(loop, ast.For)
    return loop.target


def test_items_are_seen_by_the_name_of_a_display() -> None:
    bound = [Binding("", "x", LIST, 1, "")]
    assert items_of(LIST, "", []) == LIST.items
    assert items_of(Name(("x",)), "f", bound) == LIST.items
    assert items_of(Name(("y",)), "f", bound) is None


def test_targets_of_a_turn() -> None:
    assert targets_of(target("a"), Text("/x")) == {"a": Text("/x")}
    assert targets_of(target("a, b"), LIST) == {"a": Text("/a"), "b": Text("/b")}
    assert targets_of(target("a, (b, c)"), Items((Text("/x"), LIST)))["c"] == Text("/b")
    assert targets_of(target("a, b"), Name(("pair",))) == {
        "a": Nth(Name(("pair",)), 0),
        "b": Nth(Name(("pair",)), 1),
    }


def test_unpacking() -> None:
    assert unpacked(LIST, 2) == LIST.items
    assert unpacked(LIST, 3) == ()
    assert unpacked(Opaque(), 2) == ()


def test_a_loop_notes_its_plain_names() -> None:
    found = loop_of(target("a, b.c"), Name(("x",)), "f")
    assert (found.targets, found.unpacks, found.scope) == (("a", ""), True, "f")


def test_in_a_turn_only_modules_and_what_they_have_are_read_through_a_name() -> None:
    values = (Name(("x",)), Name(("x", "router")), Text("/a"))
    assert [hands_on(value) for value in values] == [False, True, False]
