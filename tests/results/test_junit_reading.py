"""Whole files: what comes of them, what must never happen, and the defects of the original that it answers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult, Failure, count
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import Runner, TestId, file_of, runner_of
from qaagent_lsp.results.junit import TEXT_LIMIT, junit_bytes
from qaagent_lsp.results.junit_reading import JUnitReport, JUnitSuite, read_junit

CORPUS = sorted((Path(__file__).parents[1] / "fixtures" / "junit").glob("*.xml"))


def read(document: str | bytes) -> JUnitReport:
    data = document.encode() if isinstance(document, str) else document
    return read_junit(data, suite="unit", workspace="/w")


def case(test: str, outcome: CaseOutcome = "passed", *failures: Failure, reason: str = "") -> CaseResult:
    known = TestId(test)
    return CaseResult(
        id=known,
        suite="unit",
        runner=runner_of(known),
        name=test.partition("::")[2] or "a scenario",
        outcome=outcome,
        duration=0.25,
        file=file_of(known),
        line=7,
        attempts=(Attempt(outcome, 0.25, failures),),
        failures=failures,
        reason=reason,
        output="said\nmore",
    )


ROUND = [
    case("tests/test_a.py::test_x"),
    case("tests/test_a.py::TestA::TestB::test_x[a::b.c/[1]]"),
    case("tests/test_a.py::test_f", "failed", Failure("no\nreally", "AssertionError", "t.py:3: x")),
    case("tests/test_a.py::test_e", "error", Failure("x", "KeyError"), Failure("torn", "OSError", when="teardown")),
    case("tests/test_a.py::test_c", "error", Failure("killed", category="crash")),
    case("tests/test_a.py::test_s", "skipped", reason="later"),
    case("tests/test_b.py", "error", Failure("ImportError: x", "ImportError", when="collect")),
    case("tests/test_a.py::test_t", "error", Failure("stopped by the time limit", category="timeout")),
    case("features/pets.feature:12", "failed", Failure("odd")),
    case("e2e/pets.spec.ts:5:3 [chromium] › Outer › Rex & <Tom>", "failed", Failure("wrong")),
]  # fmt: skip


def test_what_we_write_is_read_as_it_was() -> None:
    report = read(junit_bytes("unit", ROUND))
    assert (report.problems, report.tool) == ((), "qaagent-lsp")
    for back, was in zip(report.cases, ROUND, strict=True):
        assert (back.id, back.runner, back.outcome, back.file) == (was.id, was.runner, was.outcome, was.file)
        assert (back.line, back.duration, back.reason) == (was.line, was.duration, was.reason)
        assert back.output == was.output
        assert [(one.message, one.exception) for one in back.failures] == [
            (one.message, one.exception) for one in was.failures
        ]


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=20), max_size=5, unique=True
    )
)
def test_any_ids_come_back(names: list[str]) -> None:
    ids = [f"t.py::test[{name}]" for name in names]
    assert [one.id for one in read(junit_bytes("unit", map(case, ids))).cases] == ids


def test_suites() -> None:
    report = read(
        "<testsuites><testsuite name='s' tests='2' time='1.5' timestamp='2026-11-26T10:00:00' hostname='h'>"
        "<properties><property name='a' value='1'/><property name='b'>2</property></properties>"
        "<testsuite name='t'><testcase name='x'/></testsuite><testcase name='y'/>"
        "<system-out>all</system-out><system-err>bad</system-err></testsuite></testsuites>"
    )
    assert report.suites == (
        JUnitSuite(
            name="s",
            tests=2,
            duration=1.5,
            timestamp="2026-11-26T10:00:00",
            hostname="h",
            properties=(("a", "1"), ("b", "2")),
            output="all\n--- stderr ---\nbad",
        ),
        JUnitSuite(name="t", parent=0),
    )
    assert {one.suite for one in report.cases} == {"unit"}


@pytest.mark.parametrize(
    ("suite", "runner"),
    [("name='pytest'", "pytest"), ("name='schemathesis'", "pytest"), ("name='a.A'", "behave")],
)
def test_runner(suite: str, runner: Runner) -> None:
    (one,) = read(
        f"<testsuite {suite}><testcase classname='a.A' name='x' status='passed'/></testsuite>"
    ).cases
    assert one.runner == runner


def test_merged_documents_have_no_one_tool() -> None:
    report = read("<testsuites><testsuite name='pytest'/><testsuite name='schemathesis'/></testsuites>")
    assert [suite.tool for suite in report.suites] == ["pytest", "schemathesis"]
    assert report.tool == "unknown"


def test_equal_ids_are_numbered_and_stay_apart() -> None:
    names = ["a", "a", "a #2", "a"]
    report = read(f"<testsuite>{''.join(f'<testcase name={name!r}/>' for name in names)}</testsuite>")
    assert [one.id for one in report.cases] == ["a", "a #3", "a #2", "a #4"]
    assert [one.name for one in report.cases] == names


def test_a_suite_that_broke_is_a_case_of_its_own() -> None:
    report = read(
        "<testsuite name='Setup' errors='1'><error message='no database'/><testcase name='a'/></testsuite>"
    )
    assert [(one.id, one.outcome, one.message) for one in report.cases] == [
        ("Setup", "error", "no database"),
        ("a", "passed", ""),
    ]
    assert report.problems == ()


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (
            "<testsuite name='s' failures='2'><testcase name='a'/></testsuite>",
            "the suite 's' claims 2 failure",
        ),
        ("<testsuite name='s' tests='3'/>", "the suite 's' claims 3 test(s), but none is told"),
        ("<testsuites failures='1'/>", "the document claims 1 failure"),
        ("<testsuites/>", "the document holds no test case"),
    ],
)
def test_what_is_claimed_but_not_told_is_a_problem(document: str, problem: str) -> None:
    assert any(problem in one for one in read(document).problems)


def test_claims_of_an_outer_suite_are_met_by_inner_ones() -> None:
    assert (
        read(
            "<testsuite name='s' tests='1' failures='1'><testsuite><testcase name='a'><failure/></testcase>"
            "</testsuite></testsuite>"
        ).problems
        == ()
    )


def test_an_interrupted_pytest_does_not_pass_what_was_running() -> None:
    report = read("<testsuite name='pytest' tests='1'><testcase time='0.000'/></testsuite>")
    assert report.cases == ()
    assert "interrupted while a test was running" in report.problems[0]


def test_defect_12_what_the_originals_parser_dropped() -> None:
    """Nested suites, cases outside suites, namespaces, broken files, odd times, all failures but one, reruns."""
    report = read(
        "<testsuites xmlns='urn:x'><testcase name='root'/><testsuite><testsuite name='inner'>"
        "<testcase name='a' time=''><failure message='1'/><failure message='2'/></testcase>"
        "<testcase name='b' time='1,234.5'><failure/></testcase>"
        "<testcase name='c'><flakyFailure message='once'/></testcase>"
        "<testcase name='\x01 d'/><testcase name='cut"
    )
    told = [(one.name, one.outcome, one.duration, [f.message for f in one.failures]) for one in report.cases]
    assert sorted(told) == [
        ("\\x01 d", "passed", 0, []),
        ("a", "failed", 0, ["1", "2"]),
        ("b", "failed", 1234.5, ["failed without a message"]),
        ("c", "passed", 0, []),
        ("root", "passed", 0, []),
    ]
    assert [one.name for one in report.cases if one.flaky] == ["c"]
    assert any("truncated" in problem for problem in report.problems)


def test_defect_13_attempts_and_teardowns_are_no_tests_of_their_own() -> None:
    report = read_junit(
        (CORPUS[0].parent / "pytest9-reruns-xunit2.xml").read_bytes(), suite="unit", workspace="/w"
    )
    found = {one.name: one for one in report.cases}
    assert len(found) == len(report.cases) == 8
    assert [
        len(found[name].attempts) for name in ("test_third_time", "test_always_fails", "test_steady")
    ] == [3, 4, 1]
    assert found["test_third_time"].flaky
    torn = found["test_fails_and_dirty"]
    assert (torn.outcome, [failure.when for failure in torn.failures]) == ("error", ["call", "teardown"])


def test_texts_over_ten_megabytes_are_cut_and_the_case_is_kept() -> None:
    huge = "x" * 11_000_000
    report = read(
        f"<testsuite><testcase name='a'><failure message='m'>{huge}</failure><system-out>{huge}</system-out></testcase>"
        f"<testcase name='b'><error message='{huge}'/></testcase><testcase name='c'/></testsuite>"
    )
    assert [(one.id, one.outcome) for one in report.cases] == [
        ("a", "failed"),
        ("b", "error"),
        ("c", "passed"),
    ]
    for text in (report.cases[0].output, report.cases[0].failures[0].text, report.cases[1].message):
        assert TEXT_LIMIT < len(text) < TEXT_LIMIT + 50


def test_ten_times_the_cases_cost_about_ten_times_the_work() -> None:
    assert _calls_for(2000) < 12 * _calls_for(200)


def _calls_for(number: int) -> int:
    calls = 0

    def counted(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    one = "<testcase classname='test_a' name='test_{}' time='0.1'><failure message='assert 0'>E</failure></testcase>"
    document = f"<testsuite name='pytest'>{''.join(one.format(at) for at in range(number))}</testsuite>"
    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        assert count(read(document).cases).failed == number
    finally:
        sys.setprofile(before)
    return calls


def test_nothing_of_a_doctype_is_resolved() -> None:
    bomb = "".join(f"<!ENTITY l{at} '{f'&l{at - 1};' * 10}'>" for at in range(1, 30))
    report = read(f"<!DOCTYPE x [<!ENTITY l0 'lol'>{bomb}]><testsuite name='&l29;'><testcase/></testsuite>")
    assert report == JUnitReport(
        problems=("the document declares a DOCTYPE: refused, nothing of it was read",)
    )


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    read(data)
    read(b"<testsuite name='pytest'><testcase name='a'>" + data + b"</testcase></testsuite>")


@settings(deadline=None)
@given(st.sampled_from(CORPUS), st.data())
def test_no_damage_raises(file: Path, data: st.DataObject) -> None:
    whole = file.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 200)))
    damaged = whole[:start] + data.draw(st.binary(max_size=5)) + whole[end:]
    report = read_junit(damaged, suite="unit", workspace="/srv/pets")
    assert len({one.id for one in report.cases}) == len(report.cases)


@pytest.mark.parametrize(
    "file", [file for file in CORPUS if "basic" in file.name], ids=lambda file: str(file.stem)
)
def test_every_cut_keeps_the_whole_cases(file: Path) -> None:
    """A file that ends anywhere has as many cases as it has whole elements, and says that it is cut."""
    whole = file.read_bytes()
    for end in range(250, len(whole) - 30, 97):
        report = read(whole[:end])
        elements = whole[:end].count(b"</testcase>") + whole[:end].count(b'" />')
        assert abs(len(report.cases) - elements) <= 1
        assert report.problems


def test_files_are_relative_to_the_workspace() -> None:
    (one,) = read("<testsuite><testcase name='a' file='/w/src/a.js' line='3'/></testsuite>").cases
    assert (one.file, one.line) == (WorkspacePath("src/a.js"), 3)
