from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qaagent_lsp.model.result import Attempt, CaseResult, Failure
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.store.case_record import OUTPUT_LIMIT, Recorded, read_record, record_line
from tests.store.cases import NOON, failed, passed

_SECONDS = st.floats(min_value=0, max_value=1e6)
ANY_CASE = st.builds(
    CaseResult,
    duration=_SECONDS,
    attempts=st.lists(st.builds(Attempt, duration=_SECONDS), max_size=3).map(tuple),
)


def back(case: CaseResult) -> CaseResult:
    recorded = read_record(json.loads(record_line(Recorded("TST-20261122-0001", case, NOON))))
    assert recorded is not None
    assert recorded.finished_at == NOON
    return recorded.case


@given(ANY_CASE)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=200)
def test_any_case_reads_back_equal(case: CaseResult) -> None:
    assert back(case) == case


@pytest.mark.parametrize(
    "case",
    [
        passed("test_a"),
        failed("test_a[ü-\U0001f600]"),
        replace(failed("test_a"), attempts=()),
        replace(failed("test_a"), attempts=(Attempt("failed", 1.0), Attempt("failed", 1.0)), flaky=True),
        replace(passed("test_a"), output="line\n\x00\x1b[31m\udcff\u2028 end"),
    ],
)
def test_awkward_cases_read_back_equal(case: CaseResult) -> None:
    line = record_line(Recorded("TST-20261122-0001", case, NOON))
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert len(line.decode().splitlines()) == 1
    assert back(case) == case


def test_the_record_has_the_fields_of_the_original_and_ours_in_metadata() -> None:
    record = json.loads(record_line(Recorded("TST-20261122-0007", failed("test_a"), NOON)))
    metadata = record.pop("metadata")
    assert record == {
        "test_id": "TST-20261122-0007",
        "kind": "unit",
        "name": "test_a",
        "status": "failed",
        "suite_name": "unit",
        "runner_type": "pytest",
        "duration": 0.25,
        "route": "GET /pets/{pet_id}",
        "error_message": "assert 1 == 2",
        "last_run": "2026-11-22T12:00:00Z",
        "evidence_refs": [],
        "tags": [],
    }
    assert metadata["nodeid"] == "tests/test_pets.py::test_a"
    assert (metadata["file"], metadata["line"], metadata["column"]) == ("tests/test_pets.py", 3, 9)
    assert metadata["failed_at"] == {"file": "tests/test_pets.py", "line": 5, "column": 9}
    assert metadata["category"] == "assertion"


def test_long_output_is_cut_in_the_middle_and_says_so() -> None:
    kept = back(replace(passed("test_a"), output="a" * OUTPUT_LIMIT + "the end")).output
    assert kept.startswith("aaa")
    assert kept.endswith("the end")
    assert "7 characters left out" in kept


def test_a_duration_that_is_no_number_is_written_as_null() -> None:
    line = record_line(Recorded("TST-20261122-0001", replace(passed("test_a"), duration=float("nan")), NOON))
    assert json.loads(line)["duration"] is None


def test_a_record_of_the_original_is_understood() -> None:
    recorded = read_record(
        {
            "test_id": "TST-20260101-0001",
            "kind": "behave",
            "name": "GET a pet",
            "status": "failed",
            "runner_type": "behave",
            "duration": None,
            "route": "GET /pets/{pet_id}",
            "error_message": "boom",
            "metadata": None,
        }
    )
    assert recorded is not None
    case = recorded.case
    assert (case.id, case.suite, case.runner, case.outcome) == ("GET a pet", "behave", "behave", "failed")
    assert case.failures == (Failure("boom"),)
    assert [link.route for link in case.routes] == [RouteKey("GET", "/pets/{pet_id}")]


@pytest.mark.parametrize(
    "value", [{}, {"name": "a"}, {"name": 3, "status": "passed"}, {"metadata": {"nodeid": 1}}]
)
def test_what_is_no_record_is_none(value: dict[str, object]) -> None:
    assert read_record(value) is None


@pytest.mark.parametrize("status", ["passed", "broken", "Skipped"])
def test_an_unknown_status_is_an_error(status: str) -> None:
    recorded = read_record({"name": "a", "status": status})
    assert recorded is not None
    assert recorded.case.outcome == ("passed" if status == "passed" else "error")
