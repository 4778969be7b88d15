"""What a test was seen to execute decides only where all of it is known, and as it is now or was before the change."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from qaagent_lsp.linking.concerned import Concerned, Text
from qaagent_lsp.linking.executed import Executed
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.executing import APP, COST, PRICE, TEST, TESTS, TEXT, run

EDITED = TEXT.replace("return 2", "return 3")
TWICE = TEXT.replace("return 2", "return 4")
OTHER_REST = TEXT.replace("LIMIT = 1", "LIMIT = 9")
OTHER = WorkspacePath("other.py")
SEEN = {PRICE: ["app.py:price"], COST: ["app.py:cost"]}


def concerned(
    executed: Executed,
    now: Mapping[WorkspacePath, str],
    before: Mapping[WorkspacePath, str] | None = None,
    *,
    digest: str = "d",
    loads: bool = True,
) -> Concerned:
    texts = {file: Text(text) for file, text in {APP: TEXT, TEST: TESTS, **now}.items()}
    return Concerned(
        executed,
        {PRICE: digest, COST: digest},
        texts.get,
        {file: Text(text) for file, text in (before or {}).items()}.get,
        lambda _, file: loads and file in {APP, OTHER},
    )


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (TEXT, EDITED, {"cost"}),
        (TEXT, TEXT, set()),
        (TEXT, OTHER_REST, None),
        (TEXT, TEXT + "\n\ndef new():\n    pass\n", None),
        (TEXT, "def (", None),
        ("def (", TEXT, None),
    ],
)
def test_which_functions_changed(before: str, now: str, expected: set[str] | None) -> None:
    found = concerned(Executed(), {APP: now}, {APP: before}).changed_units(APP)
    assert (found if found is None else set(found)) == expected


def test_who_ran_a_function() -> None:
    found = concerned(run(Executed(), SEEN, shared={"": ["app.py:price"]}), {})
    assert found.who_ran(APP, {"cost"}) == {COST: "cost"}
    assert found.who_ran(APP, {"price"}) == {PRICE: "price", COST: "price"}
    assert found.who_ran(APP, None) == {PRICE: "price", COST: "cost"}
    assert found.who_ran(OTHER, None) == {}


FULL = run(Executed(), SEEN, whole=[PRICE, COST])


@pytest.mark.parametrize(
    ("what", "executed", "now", "before", "speaks"),
    [
        ("it ran on the text before the change", FULL, EDITED, TEXT, True),
        ("it ran on the text after it", FULL, TEXT, EDITED, True),
        ("it ran something else, which is neither", FULL, TWICE, EDITED, True),
        ("what runs at import is another", FULL, OTHER_REST, OTHER_REST, False),
        ("what runs at import changed", FULL, OTHER_REST, TEXT, True),
        ("it started a process", run(Executed(), {PRICE: ["app.py:price", "child"]}), EDITED, TEXT, False),
        (
            "it made real requests",
            run(Executed(), {PRICE: ["app.py:price"]}, blind=[PRICE]),
            EDITED,
            TEXT,
            False,
        ),
        ("the file was written meanwhile", run(Executed(), {PRICE: ["app.py:?"]}), EDITED, TEXT, False),
        ("all tests started a process", run(Executed(), SEEN, shared={"": ["child"]}), EDITED, TEXT, False),
        ("one of its cases did", run(FULL, {TestId(f"{PRICE}[1]"): ["child"]}), EDITED, TEXT, False),
        ("it never ran", Executed(), EDITED, TEXT, False),
    ],
)
def test_whether_all_that_a_test_executes_is_known(
    what: str, executed: Executed, now: str, before: str, *, speaks: bool
) -> None:
    assert concerned(executed, {APP: now}, {APP: before}).speaks_of(PRICE, APP) is speaks, what


def test_a_function_that_ran_with_a_text_that_is_neither_is_not_known() -> None:
    found = concerned(FULL, {APP: TWICE}, {APP: EDITED})
    assert found.speaks_of(PRICE, APP)
    assert not found.speaks_of(COST, APP)


def test_a_test_that_changed_or_a_file_that_was_not_loaded_is_not_known() -> None:
    assert not concerned(FULL, {APP: EDITED}, {APP: TEXT}, digest="other").speaks_of(PRICE, APP)
    assert not concerned(FULL, {OTHER: EDITED}, {OTHER: TEXT}).speaks_of(PRICE, OTHER)


def test_what_another_file_did_at_import_counts_for_those_that_load_it() -> None:
    executed = run(Executed(), SEEN, texts={OTHER: "A = 1\n"}, whole=[PRICE, COST])
    for text, loads, expected in (
        ("A = 1\n", True, True),
        ("A = 2\n", True, False),
        ("A = 2\n", False, True),
    ):
        found = concerned(executed, {APP: EDITED, OTHER: text}, {APP: TEXT}, loads=loads)
        assert found.speaks_of(PRICE, APP) is expected
        assert found.tests_of(TEST) == ({PRICE, COST} if expected else None)


def test_of_a_file_all_tests_are_known_once_it_ran_as_a_whole() -> None:
    assert concerned(run(Executed(), SEEN), {}).tests_of(TEST) is None
    assert concerned(FULL, {}).tests_of(TEST) == {PRICE, COST}
    assert concerned(FULL, {TEST: f"X = 1\n{TESTS}"}).tests_of(TEST) is None
