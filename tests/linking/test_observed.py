from __future__ import annotations

import pytest

from qaagent_lsp.linking.observed import (
    Observed,
    counted_hits,
    forget,
    from_json,
    merge,
    merge_all,
    to_json,
)
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import CaseOutcome, CaseResult
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import case, function, functions, hit

A, B, LOGIN = hit("GET /a"), hit("GET /b"), hit("POST /login", when="setup")
ID = TestId("t.py::test_x")
TESTS = functions(ID)


def seen(observed: Observed) -> list[str]:
    return [one.path for one in observed.tests[ID].hits] if ID in observed.tests else []


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([("t.py::test_x", "passed", [A, B])], ["/a", "/b"]),
        ([("t.py::test_x", "passed", [A]), ("t.py::test_x", "passed", [B])], ["/b"]),
        ([("t.py::test_x", "passed", [A, B]), ("t.py::test_x", "failed", [A])], ["/a", "/b"]),
        ([("t.py::test_x", "passed", [A]), ("t.py::test_x", "error", [])], ["/a"]),
        ([("t.py::test_x", "passed", [A]), ("t.py::test_x", "skipped", [])], ["/a"]),
        ([("t.py::test_x", "failed", [A]), ("t.py::test_x", "failed", [B])], ["/a", "/b"]),
        ([("t.py::test_x", "error", [])], []),
        ([("t.py::test_x[1]", "passed", [A]), ("t.py::test_x[2]", "passed", [B])], ["/a", "/b"]),
        ([("t.py::test_x[1]", "passed", [A]), ("t.py::test_x[1]", "passed", [B])], ["/b"]),
        ([("t.py::test_x", "passed", [A, hit("GET /a", 404)])], ["/a", "/a"]),
    ],
)
def test_cases_add_up(runs: list[tuple[str, CaseOutcome, list[Hit]]], expected: list[str]) -> None:
    observed = Observed()
    for test_id, outcome, hits in runs:
        observed = merge(observed, case(test_id, outcome, *hits), TESTS)
    assert seen(observed) == expected


@pytest.mark.parametrize(
    ("cases", "whole"),
    [
        ([case("t.py::test_x", "passed", A)], True),
        ([case("t.py::test_x", "failed", A)], False),
        ([case("t.py::test_x", "passed", A), case("t.py::test_x", "failed", A)], True),
        ([case("t.py::test_x[1]", "passed", A)], False),
    ],
)
def test_only_a_passed_test_without_parameters_was_seen_whole(cases: list[CaseResult], whole: bool) -> None:
    observed = Observed()
    for one in cases:
        observed = merge(observed, one, TESTS)
    assert observed.tests[ID].whole is whole


def test_an_edited_test_starts_anew() -> None:
    before = merge(Observed(), case(ID, "passed", A), TESTS)
    after = merge(before, case(ID, "failed", B), {ID: function(ID, digest="d2")})
    assert (after.tests[ID].digest, seen(after)) == ("d2", ["/b"])


def test_a_test_that_stands_in_no_file_is_kept_without_a_digest() -> None:
    assert merge(Observed(), case(ID, "passed", A), {}).tests[ID].digest == ""


def test_missing_tests_are_forgotten() -> None:
    assert forget(merge(Observed(), case(ID, "passed", A), TESTS), [TestId(f"{ID}[1]")]) == Observed()


def test_setup_counts_only_where_the_body_makes_no_request() -> None:
    assert counted_hits([LOGIN, A]) == (A,)
    assert counted_hits([LOGIN]) == (LOGIN,)


def test_it_survives_as_json_with_equal_hits_written_once() -> None:
    cases = [case(f"t.py::test_x[{at}]", "passed", A, LOGIN) for at in range(3)]
    observed = merge_all(Observed(), [*cases, case("t.py::test_é", "failed", B)], TESTS)
    text = to_json(observed)
    assert from_json(text) == (observed, "")
    assert text.count('"/login"') == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"version":2}',
        '{"version":0,"hits":[],"tests":{}}',
        '{"version":2,"hits":[{}],"tests":{}}',
        '{"version":2,"hits":[[1]],"tests":{}}',
        '{"version":2,"hits":[],"tests":[]}',
        '{"version":2,"hits":[],"tests":{"t.py::a":{"digest":"d","cases":{"t.py::a":[true,[0]]}}}}',
        '{"version":2,"hits":[],"tests":{"t.py::a":{"digest":1,"cases":{}}}}',
        '{"version":2,"hits":[],"tests":{"t.py::a":{"digest":"","cases":{"t.py::a":[true]}}}}',
        "[" * 100_000,
    ],
)
def test_a_file_that_cannot_be_read_is_empty_and_says_why(text: str) -> None:
    observed, problem = from_json(text)
    assert observed == Observed()
    assert problem.startswith("observed links")


def test_a_hit_of_a_wrong_type_is_refused() -> None:
    text = to_json(merge(Observed(), case(ID, "passed", A), TESTS))
    assert from_json(text.replace('"status":200', '"status":"200"'))[1]
    assert from_json(text.replace('"when":"call"', '"when":"never"'))[1]
    assert from_json(text.replace('"media":""', '"media":null'))[1]


def test_what_an_earlier_version_wrote_is_dropped_with_a_sentence() -> None:
    assert from_json('{"version":1,"hits":[],"tests":{}}') == (
        Observed(),
        "observed links are of version 1, not 2; starting anew",
    )
