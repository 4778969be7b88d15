from __future__ import annotations

from qaagent_lsp.linking.executed import CHILD, Executed
from qaagent_lsp.model.test import TestId
from tests.linking.executing import APP, COST, PRICE, TEST, TEXT, run


def executed_by(executed: Executed, case: TestId) -> set[str]:
    known = executed.cases[case]
    members = {*executed.sets[known.own], *executed.sets[known.shared]}
    return {"child" if executed.units[unit] == CHILD else executed.units[unit].key for unit in members}


def test_a_case_has_its_own_functions_and_what_it_shares() -> None:
    shared = {"": ["app.py:cost"], "other.py": ["app.py:price"]}
    executed = run(Executed(), {PRICE: ["app.py:price"], COST: []}, shared=shared, blind=[COST])
    assert executed_by(executed, PRICE) == {"price", "cost"}
    assert executed_by(executed, COST) == {"child", "cost"}
    assert executed.clock == 1


def test_a_run_replaces_what_was_known_of_its_cases_only() -> None:
    first, second = TestId(f"{PRICE}[1]"), TestId(f"{PRICE}[2]")
    before = run(Executed(), {first: ["app.py:price"], second: ["app.py:price"], COST: ["app.py:cost"]})
    after = run(before, {first: []})
    assert [executed_by(after, case) for case in (first, second, COST)] == [set(), {"price"}, {"cost"}]
    # Of a file that ran as a whole, cases that are not there any more are forgotten.
    whole = run(after, {second: []}, whole=[PRICE])
    assert whole.cases.keys() == {second, COST}
    assert whole.wholes[TEST].tests == (PRICE,)


def test_the_clock_moves_with_the_texts() -> None:
    same = run(run(Executed(), {PRICE: []}), {COST: []})
    assert (same.clock, len(same.files[APP])) == (1, 1)
    moved = run(same, {COST: []}, texts={APP: TEXT.replace("1", "3")})
    assert (moved.clock, moved.cases[PRICE].clock, moved.cases[COST].clock) == (2, 1, 2)
    then, now = moved.text_at(APP, 1), moved.text_at(APP, 2)
    assert then is not None
    assert now is not None
    assert then.content != now.content
    assert moved.text_at(APP, 0) is None
    assert len(moved.files[TEST]) == 1


def test_what_nothing_points_to_is_dropped_in_time() -> None:
    executed = run(Executed(), {PRICE: ["app.py:price"]})
    for number in range(400):
        text = TEXT.replace("return 2", f"return {number}")
        executed = run(executed, {COST: ["app.py:cost"]}, texts={APP: text})
    assert len(executed.sets) < 250
    assert len(executed.units) < 250
    assert executed_by(executed, PRICE) == {"price"}
    assert executed_by(executed, COST) == {"cost"}
    assert executed.text_at(APP, executed.cases[PRICE].clock) == executed.files[APP][0]
