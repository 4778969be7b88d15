"""Tests that are named by their place (scenarios, Playwright tests), followed when lines above them are edited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from qaagent_lsp.model.test import TestFunction, TestId, function_id, is_placed

Moves = Mapping[TestId, TestId | None]
"""Where each test that moved stands now, by the id it had; None for one that is gone."""


def moves(before: Sequence[TestFunction], after: Sequence[TestFunction]) -> Moves:
    """Follow the tests of one file from one text of it to the next.

    A test is known by its name, the n-th of a name stays the n-th; one whose name was edited is the one that stands in
    its old place, where no other test has come to stand.
    """
    if not any(is_placed(test.id) for test in before):
        return {}
    now: dict[str, list[TestId]] = defaultdict(list)
    for test in after:
        now[test.name].append(test.id)
    found: dict[TestId, TestId | None] = {}
    seen: dict[str, int] = defaultdict(int)
    for test in before:
        number = seen[test.name]
        seen[test.name] += 1
        same = now.get(test.name, ())
        found[test.id] = same[number] if number < len(same) else None
    taken = {to for to in found.values() if to is not None}
    standing = {test.id for test in after} - taken
    found |= {was: was for was, to in found.items() if to is None and was in standing}
    return {was: to for was, to in found.items() if was != to}


def moved_case(case_id: TestId, to: Moves) -> TestId | None:
    """Give the id that a case has after the moves; None when its test is gone."""
    function = function_id(case_id)
    if function not in to:
        return case_id
    there = to[function]
    return None if there is None else TestId(f"{there}{case_id[len(function) :]}")


def place_now(case_id: TestId, name: str, tests: Sequence[TestFunction]) -> TestId | None:
    """Find a case of an earlier session among the tests of its file as they are now; None when it is gone.

    It is where it was, if a test of its name (or of a name with unknown parts) stands there; else where the only test
    of its name is.
    """
    function = function_id(case_id)
    here = next((test for test in tests if test.id == function), None)
    if here is not None and (here.name == name or "${" in here.name):
        return case_id
    named = [test.id for test in tests if test.name == name]
    return TestId(f"{named[0]}{case_id[len(function) :]}") if len(named) == 1 else None
