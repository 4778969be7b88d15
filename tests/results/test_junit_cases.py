from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from qaagent_lsp.results.junit_cases import Told, output_of, seconds, told_by


def told(inside: str, attributes: str = "") -> Told:
    return told_by(ET.fromstring(f"<testcase name='a' time='2' {attributes}>{inside}</testcase>"))


def attempts(one: Told) -> list[tuple[str, float, list[str]]]:
    return [
        (attempt.outcome, attempt.duration, [failure.message for failure in attempt.failures])
        for attempt in one.attempts
    ]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("", [("passed", 2, [])]),
        ("<properties><property name='failure'/></properties>", [("passed", 2, [])]),
        ("<skipped/>", [("skipped", 2, [])]),
        ("<failure message='x'/>", [("failed", 2, ["x"])]),
        ("<error message='x'/>", [("error", 2, ["x"])]),
        ("<failure message='x'/><failure message='y'/>", [("failed", 2, ["x", "y"])]),
        ("<error message='x'/><failure message='y'/><skipped/>", [("error", 2, ["x", "y"])]),
        ("<failure><message>x</message><stack>y</stack></failure>", [("failed", 2, ["x"])]),
        ("<flakyFailure message='x' time='1'/>", [("failed", 1, ["x"]), ("passed", 2, [])]),
        (
            "<flakyFailure message='x'/><flakyError message='y'/>",
            [("failed", 0, ["x"]), ("error", 0, ["y"]), ("passed", 2, [])],
        ),
        (
            "<failure message='x'/><rerunFailure message='y' time='1'/>",
            [("failed", 2, ["x"]), ("failed", 1, ["y"])],
        ),
        ("<rerunError message='y'/><failure message='x'/>", [("failed", 2, ["x"]), ("error", 0, ["y"])]),
        ("<rerunFailure message='y'/>", [("failed", 0, ["y"])]),
        ("<system-out><failure message='printed'/></system-out>", [("passed", 2, [])]),
    ],
)
def test_attempts(inside: str, expected: list[tuple[str, float, list[str]]]) -> None:
    assert attempts(told(inside)) == expected


@pytest.mark.parametrize(
    ("attributes", "outcome"),
    [
        ("status='passed'", "passed"),
        ("status='run' result='completed'", "passed"),
        ("status='0'", "passed"),
        ("status='FAILED'", "failed"),
        ("result='Failure'", "failed"),
        ("status='hook_error'", "error"),
        ("status='notrun'", "skipped"),
        ("result='suppressed'", "skipped"),
        ("executed='False'", "skipped"),
    ],
)
def test_attributes_speak_where_no_child_does(attributes: str, outcome: str) -> None:
    last = told("", attributes).last
    assert last.outcome == outcome
    assert bool(last.failures) == (outcome in ("failed", "error"))


def test_what_a_child_says_outweighs_an_attribute() -> None:
    assert told("<failure/>", "status='passed'").last.outcome == "failed"
    assert told("<skipped/>", "status='failed'").last.outcome == "skipped"


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<skipped message='why'>where: why</skipped>", "why"),
        ("<skipped> why </skipped>", "why"),
        ("<skipped/><skipped message='second'/>", "second"),
        ("<skipped/>", ""),
        ("<skipped message='why'/><error message='x'/>", ""),
    ],
)
def test_reason(inside: str, reason: str) -> None:
    assert told(inside).reason == reason


def test_the_text_of_a_failure() -> None:
    (one,) = told("<failure message='m' type='KeyError'>\nline\n  more\n</failure>").last.failures
    assert (one.text, one.exception) == ("line\n  more", "KeyError")
    (one,) = (
        told("<flakyFailure type='KeyError'><stackTrace>deep</stackTrace></flakyFailure>")
        .attempts[0]
        .failures
    )
    assert (one.text, one.message) == ("deep", "deep")


def test_output() -> None:
    element = ET.fromstring(
        "<x><system-out>\none\n</system-out><system-err>two</system-err><system-out> </system-out>"
        "<system-out>th<b>re</b>e</system-out></x>"
    )
    assert output_of(element) == "one\n--- stderr ---\ntwo\nthree"


@pytest.mark.parametrize(
    ("inside", "plain"),
    [
        ("", True),
        ("<system-out>x</system-out>", True),
        ("<skipped/>", False),
        ("<failure/>", False),
        ("<flakyError/>", False),
    ],
)
def test_plain(inside: str, plain: bool) -> None:
    assert told(inside).is_plain is plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", 0),
        ("1", 1),
        ("0.001", 0.001),
        (" 2.5 ", 2.5),
        ("9.4e-05", 9.4e-05),
        ("1,234", 1234),
        ("1,234.5", 1234.5),
        ("1,234,567.5", 1234567.5),
        ("0,123", 0.123),
        ("12,5", 12.5),
        ("1.234,5", 1234.5),
        ("3s", 3),
    ],
)
def test_seconds(value: str, expected: float) -> None:
    assert seconds(value) == (expected, "")


@pytest.mark.parametrize("value", ["NaN", "inf", "-0.1", "fast", "00:01", "1.2.3", "-"])
def test_no_seconds(value: str) -> None:
    assert seconds(value) == (0, value)
