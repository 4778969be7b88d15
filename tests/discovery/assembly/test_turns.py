from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.discovery.assembly.turns import UNKNOWN, Turns, turns_of, unordered
from qaagent_lsp.discovery.dialects.graph import Declared, Included, Node
from qaagent_lsp.discovery.evaluation.handlers import Handler
from qaagent_lsp.discovery.evaluation.values import Place, RouterValue, TextValue
from qaagent_lsp.model.source import Span, WorkspacePath

MAIN, OTHER = WorkspacePath("main.py"), WorkspacePath("other.py")


def declared(line: int, *, file: WorkspacePath = MAIN, scope: str = "", name: str = "") -> Declared:
    handler = Handler(name or f"h{line}", file, Span(line + 1, 1, line + 1, 9))
    return Declared(("GET",), TextValue("/a"), handler, file, Span(line, 2, line, 20), scope)


def included(line: int, *, child: int = 1, scope: str = "") -> Included:
    router = RouterValue("apirouter", OTHER, Span(child, 1, child, 9))
    return Included(router, TextValue(""), "include", at=Place(MAIN, scope, line))


def node(*entries: Declared | Included) -> Node:
    found = Node()
    for entry in entries:
        if isinstance(entry, Declared):
            found.declared.append(entry)
        else:
            found.included.append(entry)
    return found


def test_lines_tell_the_order_of_one_scope() -> None:
    there = node(declared(9), included(5), declared(2), included(7, child=2))
    assert turns_of([there], {}) == Turns(((3, 0),), (1, 2))
    assert turns_of([node(declared(9)), node(declared(2))], {}) == Turns(((1,), (0,)), ())


def test_blueprints_register_their_own_rules_first() -> None:
    there = node(included(2), declared(5))
    assert turns_of([there], {}, included_last=True) == Turns(((0,),), (1,))


def test_only_the_scope_that_has_most_takes_turns() -> None:
    for other in (declared(5, file=OTHER), declared(5, scope="create_app")):
        assert turns_of([node(declared(2), other, included(3))], {}) == Turns(((0, UNKNOWN),), (1,))


def test_what_may_not_run_takes_no_turn() -> None:
    there = node(declared(2), declared(5), included(8))
    assert turns_of([there], {MAIN: ((4, 6), (8, 9))}) == Turns(((0, UNKNOWN),), (UNKNOWN,))
    assert turns_of([there], {OTHER: ((4, 6),)}) == Turns(((0, 1),), (2,))


def test_alternatives_of_one_statement_take_no_turn() -> None:
    twice = node(declared(2), declared(2), included(4), included(4), declared(5))
    assert turns_of([twice], {}) == Turns(((UNKNOWN, UNKNOWN, 0),), (UNKNOWN, UNKNOWN))
    views = node(declared(2, name="get"), replace(declared(2, name="post"), methods=("POST",)))
    assert turns_of([views], {}) == Turns(((0, 1),), ())


def test_what_holds_for_one_host_only_takes_no_turn() -> None:
    alone = replace(included(3), at=None)
    there = node(replace(declared(2), apart=True), alone, declared(4))
    assert turns_of([there], {}) == Turns(((UNKNOWN, 0),), (UNKNOWN,))


def test_what_a_dialect_ranks_goes_by_rank() -> None:
    here = Place(MAIN, "", 3)
    ranked = [replace(declared(9 - at), at=here, rank=at // 2) for at in range(4)]
    last = replace(included(50), at=here, rank=2)
    assert turns_of([node(*ranked, last, declared(4))], {}) == Turns(((0, 0, 2, 2, 5),), (4,))


def test_what_is_of_one_pattern_has_the_turn_of_the_first() -> None:
    first, between, second = (
        replace(declared(2), pattern="/a"),
        replace(declared(5), pattern="/b"),
        replace(declared(8), pattern="/a"),
    )
    assert turns_of([node(first, between, second)], {}) == Turns(((0, 1, 0),), ())
    unsure = replace(second, apart=True)
    assert turns_of([node(first, between, unsure)], {}) == Turns(((UNKNOWN, 0, UNKNOWN),), ())


def test_where_nothing_is_known_nothing_takes_a_turn() -> None:
    assert unordered([node(declared(2), included(5))]) == Turns(((UNKNOWN,),), (UNKNOWN,))


def test_one_below_the_other_is_the_order_whatever_way_is_found() -> None:
    for nodes in (
        [node(declared(2), declared(5)), node(declared(7))],
        [node(included(3), included(4, child=2))],
    ):
        plain = turns_of(nodes, {})
        # A branch of another file makes no difference, one of this file has every entry looked at.
        assert turns_of(nodes, {OTHER: ((1, 9),)}) == plain == turns_of(nodes, {MAIN: ((90, 99),)})
