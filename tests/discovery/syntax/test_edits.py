"""In which lines texts differ, and where each line of the one stands in the other."""

from __future__ import annotations

import ast
import random

from qaagent_lsp.discovery.syntax.edits import (
    Change,
    Edit,
    LineMap,
    change_between,
    definitions_of,
    edit_between,
    may_swallow,
    stand_in,
)
from qaagent_lsp.discovery.syntax.extract import wiring_of
from qaagent_lsp.discovery.syntax.positions import Positions

TEXT = (
    "@x('/a')\ndef a():\n    def inner(): 0\n\n\n@y\nclass B:\n    def b(self): 0\n\nif 1:\n    def c(): 0\n"
)


def test_lines_of_an_edit() -> None:
    assert edit_between(list("abc"), list("axxc")) == Edit(1, 2, 1)
    assert edit_between(list("aab"), list("aaab")) == Edit(2, 2, 1)
    assert edit_between(list("ab"), list("ab")) == Edit(2, 2, 0)


def test_long_texts_are_compared_as_short_ones() -> None:
    chance = random.Random(7)
    for length in (0, 1, 63, 64, 65, 127, 128, 129, 300):
        for _ in range(40):
            old = [chance.choice("ab") for _ in range(length)]
            at, gone = chance.randint(0, length), chance.randint(0, 70)
            new = [*old[:at], *(chance.choice("ab") for _ in range(chance.randint(0, 70))), *old[at + gone :]]
            head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
            head = min(len(old), len(new)) if head is None else head
            rest = min(len(old), len(new)) - head
            tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
            assert edit_between(old, new) == Edit(head, len(old) - tail, len(new) - len(old))


def test_an_edit_takes_the_empty_lines_and_comments_before_it_along() -> None:
    change = change_between("a\n\n# b\nc\n", "a\n\n# b\nd\n")
    assert change.edit == Edit(3, 4, 0)
    assert change.widened() == Edit(1, 4, 0)
    assert list(change.lines(change.edit)) == ["c", "d"]


def test_lines_are_mapped_both_ways() -> None:
    old, new = ["a", "b", "c", "d"], ["new", "a", "B", "d"]
    lines = LineMap(Change(old, new, edit_between(old, new)))
    assert [lines.moved(line) for line in (1, 2, 4)] == [2, 3, 4]
    assert [lines.stood(line) for line in (1, 2, 3, 4)] == [None, 1, 2, 4]
    assert [line for line in range(1, 5) if lines.moved(line) is None] == []


def test_definitions_have_their_decorators_and_a_line_to_stand_for_them() -> None:
    found = {
        item.name: (span.line, stand_in(item))
        for span, item in definitions_of(wiring_of(ast.parse(TEXT), Positions(TEXT)))
    }
    assert found == {"a": (1, "def a(): 0"), "B": (6, "class B: 0")}


def test_what_may_go_on_in_the_next_line() -> None:
    assert [line for line in ('x = """', "'''", "x = 'a'", "y = \\", "# z") if may_swallow(line)] == [
        'x = """',
        "'''",
        "y = \\",
    ]
