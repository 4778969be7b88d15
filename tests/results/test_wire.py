from __future__ import annotations

import json

import pytest

from qaagent_lsp.model.source import Span
from qaagent_lsp.results.wire import ForeignLineError, failure_of, fields_of, inside, phase_of, rows_of, text


@pytest.mark.parametrize("line", ["", "{", "[]", "3", "null", "{}", '{"kind": null}', "[" * 100_000, b"\xff"])
def test_a_line_that_is_no_event(line: str | bytes) -> None:
    with pytest.raises(ForeignLineError):
        fields_of(line)


def test_a_line_that_is_one() -> None:
    assert fields_of(b'{"kind": "x", "a": 1}') == {"kind": "x", "a": 1}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (3, "3"),
        ("é", "é"),
        ("a\ud800b\udfff", "a\ufffdb\ufffd"),
        (json.loads('"\\ud83d\\ude00"'), "😀"),
    ],
)
def test_text(value: object, expected: str) -> None:
    assert text(value) == expected


@pytest.mark.parametrize(
    ("path", "workspace", "expected"),
    [
        ("/w/a/b.py", "/w", "a/b.py"),
        ("/w/a/b.py", "/w/", "a/b.py"),
        ("/wider/b.py", "/w", None),
        ("/x.py", "/w", None),
        ("C:\\w\\a\\b.py", "C:\\w", "a/b.py"),
    ],
)
def test_inside(path: str, workspace: str, expected: str | None) -> None:
    assert inside(path, workspace) == expected


@pytest.mark.parametrize(
    ("row", "name", "outcome", "has_failure", "reason"),
    [
        (["setup", "passed", 0.1], "setup", "passed", False, ""),
        (["call", "failed", 0.1, {"message": "x"}, {}], "call", "failed", True, ""),
        (["call", "rerun", 0.1, {"message": "x"}, {}], "call", "rerun", True, ""),
        (["call", "skipped", 0.1, {}, {"reason": "later"}], "call", "skipped", False, "later"),
        (["call", "skipped", 0.1, {}, {"xfail": "known", "reason": ""}], "call", "skipped", False, "known"),
        (["call", "passed", 0.1, {}, {"xfail": "known"}], "call", "passed", False, "known"),
        (["subtest", "failed", 0.1, {"message": "x"}, {"subtest": "[a]"}], "subtest", "failed", True, ""),
        (["???", "failed", 0.1, {}, {"message": "worker crashed"}], "crash", "failed", True, ""),
        (["call", "retried", 0.1, {"message": "x"}, {}], "call", "failed", True, ""),
        (["call", "odd", 0.1], "call", "failed", True, ""),
    ],
)
def test_phase(row: list[object], name: str, outcome: str, has_failure: bool, reason: str) -> None:
    phase = phase_of(row, "/w")
    assert (phase.name, phase.outcome, phase.failure is not None, phase.reason) == (
        name,
        outcome,
        has_failure,
        reason,
    )


def test_crash_is_a_category_whatever_its_text() -> None:
    failure = phase_of(["???", "failed", 0, {}, {"message": "worker timed out"}], "/w").failure
    assert failure is not None
    assert failure.category == "crash"


def test_a_place_that_is_only_the_definition_is_no_frame() -> None:
    detail = {"message": "x", "frames": [["/w/t.py", 3, 5, 3, 9, "test"]], "at_definition": True}
    failure = failure_of(detail, workspace="/w", when="call")
    assert failure.location is not None
    assert (failure.location.span, failure.frames) == (Span(3, 5, 3, 9), ())


def test_a_failure_without_a_message_says_so() -> None:
    assert failure_of({}, workspace="/w", when="call").message == "failed without a message"
    assert failure_of({"exception": "KeyError"}, workspace="/w", when="call").message == "KeyError"


def test_a_short_line_stands_for_three_phases_that_passed() -> None:
    ran = {"by": 1, "set": 0}
    assert rows_of({"passed": 0.5, "ran": ran}) == [
        ["setup", "passed", 0.0],
        ["call", "passed", 0.5],
        ["teardown", "passed", 0.0, {"ran": ran}],
    ]
    assert rows_of({"phases": [["setup", "failed", 1]]}) == [["setup", "failed", 1]]
