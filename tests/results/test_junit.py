from __future__ import annotations

import sys
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult, Failure
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.results.junit import TEXT_LIMIT, junit_bytes, xml_safe


def case(
    test: str, outcome: CaseOutcome = "passed", *failures: Failure, output: str = "", reason: str = ""
) -> CaseResult:
    file, _, name = test.partition("::")
    return CaseResult(
        TestId(test), "unit", "pytest", name or file, outcome, 0.5, WorkspacePath(file), 7,
        (Attempt(outcome, 0.5, failures),), failures, reason, output,
    )  # fmt: skip


def elements(*cases: CaseResult) -> list[ET.Element]:
    return list(ET.fromstring(junit_bytes("unit", cases)).iter("testcase"))


@pytest.mark.parametrize(
    ("test", "classname", "name"),
    [
        ("tests/test_a.py::test_x", "tests.test_a", "test_x"),
        ("tests/test_a.py::TestA::TestB::test_x[a::b]", "tests.test_a.TestA.TestB", "test_x[a::b]"),
        ("test_a.py::test_x[a-[1]]", "test_a", "test_x[a-[1]]"),
        ("tests/test_a.py", "tests.test_a", "tests/test_a.py"),
    ],
)
def test_names(test: str, classname: str, name: str) -> None:
    (element,) = elements(case(test))
    assert (element.get("classname"), element.get("name")) == (classname, name)
    assert (element.get("line"), element.get("time")) == ("7", "0.5")


def test_outcomes() -> None:
    failed, torn = (
        Failure("no", "AssertionError", "E no"),
        Failure("gone", "OSError", "E gone", when="teardown"),
    )
    crash = Failure("killed", category="crash")
    found = elements(
        case("t.py::a"),
        case("t.py::b", "failed", failed),
        case("t.py::c", "error", failed, torn),
        case("t.py::d", "skipped", reason="later"),
        case("t.py::e", "error", crash),
        case("t.py::f", "error"),
        case("t.py::g", output="said"),
    )
    shown = [[(child.tag, child.get("message")) for child in element] for element in found]
    assert shown == [
        [],
        [("failure", "no")],
        [("failure", "no"), ("error", "gone")],
        [("skipped", "later")],
        [("error", "killed")],
        [("error", None)],
        [("system-out", None)],
    ]
    assert found[1][0].text == "E no"
    assert found[1][0].get("type") == "AssertionError"


def test_statistics() -> None:
    root = ET.fromstring(
        junit_bytes(
            "unit", [case("t.py::a"), case("t.py::b", "failed", Failure("x")), case("t.py::c", "skipped")]
        )
    )
    suite = root.find("testsuite")
    assert suite is not None
    numbers = {name: suite.get(name) for name in ("name", "tests", "failures", "errors", "skipped")}
    assert numbers == {"name": "unit", "tests": "3", "failures": "1", "errors": "0", "skipped": "1"}


@given(st.text(st.characters(), max_size=50))
def test_any_text_is_xml(text: str) -> None:
    (element,) = elements(case("t.py::a", "failed", Failure(text, text, text), output=text))
    assert element.get("name") == "a"


def test_control_characters_stay_readable() -> None:
    assert xml_safe("a\x00b\x1b[31m\td") == "a\\x00b\\x1b[31m\td"


def test_huge_texts_are_cut() -> None:
    assert len(junit_bytes("unit", [case("t.py::a", output="x" * 20_000_000)])) < 2 * TEXT_LIMIT


def test_ten_times_the_cases_cost_about_ten_times_the_work() -> None:
    """junitparser counts a suite anew for every case that is added alone: 30,000 tests took many minutes."""
    assert _calls_for(400) < 15 * _calls_for(40)


def _calls_for(number: int) -> int:
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        junit_bytes("unit", [case(f"t.py::test_{one}") for one in range(number)])
    finally:
        sys.setprofile(before)
    return calls
