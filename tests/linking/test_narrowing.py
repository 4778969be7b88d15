"""From whole files to the tests that executed what changed, each with the reason."""

from __future__ import annotations

import pytest

from qaagent_lsp.linking.concerned import Concerned, Text
from qaagent_lsp.linking.executed import Executed
from qaagent_lsp.linking.narrowing import module_of, narrowed
from qaagent_lsp.model.change import FileChange, Hunk
from qaagent_lsp.model.scope import Chosen
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.executing import APP, COST, PRICE, TEST, TESTS, TEXT, run
from tests.linking.workspace import snapshot

EDITED = TEXT.replace("return 2", "return 3")
EDIT = FileChange(APP, "edited", (Hunk(9, 9, 4),))
LOADS = Chosen(TestId(TEST), "it loads app.py, which changed")
LINKED = Chosen(PRICE, "observed", "observed")
NEW = TestId("test_app.py::test_new")
ELSEWHERE = TestId("test_other.py::test_it")
SEEN = {PRICE: ["app.py:price"], COST: ["app.py:cost"], ELSEWHERE: ["app.py:cost"]}
FULL = run(Executed(), SEEN, whole=[PRICE, COST])
RAN = "ran app.cost, which changed in app.py:9"


def chosen(
    executed: Executed,
    *found: Chosen,
    now: str = EDITED,
    change: FileChange = EDIT,
    tests: tuple[str, ...] = (PRICE, COST),
) -> dict[str, str]:
    known = snapshot(tests=[*tests, ELSEWHERE])
    texts = {APP: Text(now), TEST: Text(TESTS)}
    concerned = Concerned(
        executed,
        dict.fromkeys((PRICE, COST, ELSEWHERE), "d"),
        texts.get,
        {APP: Text(TEXT)}.get,
        lambda _, file: file == APP,
    )
    return {one.id: one.why for one in narrowed(found, change, known, concerned)}


def test_of_a_whole_file_those_that_executed_it_are_run_and_new_ones() -> None:
    assert chosen(FULL, LOADS, LINKED) == {COST: RAN, ELSEWHERE: RAN}
    assert chosen(FULL, LOADS, tests=(PRICE, COST, NEW)) == {COST: RAN, NEW: LOADS.why, ELSEWHERE: RAN}


def test_what_is_not_known_stays() -> None:
    assert chosen(Executed(), LOADS, LINKED) == {TEST: LOADS.why, PRICE: LINKED.why}
    partial = run(Executed(), {COST: ["app.py:cost"]})
    assert chosen(partial, LOADS, LINKED) == {TEST: LOADS.why, PRICE: LINKED.why}
    blind = run(FULL, {PRICE: ["child"]})
    assert chosen(blind, LOADS) == {PRICE: LOADS.why, COST: RAN, ELSEWHERE: RAN}


@pytest.mark.parametrize(
    ("now", "change"),
    [
        (TEXT.replace("LIMIT = 1", "LIMIT = 2"), EDIT),
        (f"{TEXT}\n\ndef more():\n    pass\n", EDIT),
        ("def (", EDIT),
        (EDITED, FileChange(APP, "deleted")),
        (EDITED, FileChange(APP, "added")),
    ],
)
def test_where_more_than_bodies_changed_imports_decide_and_more_is_added(
    now: str, change: FileChange
) -> None:
    ran = chosen(FULL, LOADS, now=now, change=change)
    assert ran == {TEST: LOADS.why, ELSEWHERE: "ran app.cost, and app.py changed"}


def test_a_test_that_is_gone_is_not_asked_for() -> None:
    gone = TestId("test_gone.py::test_it")
    assert gone not in chosen(run(FULL, {gone: ["app.py:cost"]}), LOADS)


@pytest.mark.parametrize(
    ("file", "name"), [("app/pets.py", "app.pets"), ("app/__init__.py", "app"), ("a.py", "a")]
)
def test_a_file_is_named_as_a_module(file: str, name: str) -> None:
    assert module_of(WorkspacePath(file)) == name
