from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.store.diagnosis import diagnose, summary
from tests.store.cases import SUITE, failed, passed


def test_each_failed_case_has_its_diagnosis() -> None:
    records = diagnose([passed("test_a"), failed("test_b"), passed("test_s", "skipped")], [SUITE])
    assert [record.model_dump() for record in records] == [
        {
            "test_name": "test_b",
            "suite": "unit",
            "category": "assertion",
            "root_cause": "assert 1 == 2 (tests/test_pets.py:5)",
            "confidence": 0.9,
            "suggestion": "Compare the expected with the actual value at the failing line; one of them is wrong.",
            "error_message": "assert 1 == 2",
            "route": "GET /pets/{pet_id}",
        }
    ]


def test_an_error_without_a_message_still_has_a_cause() -> None:
    (record,) = diagnose([passed("test_a", "error")], [])
    assert (record.category, record.confidence) == ("unknown", 0.3)
    assert record.root_cause == "the test ended as error without a message"


def test_a_suite_that_broke_without_a_failing_case_is_told() -> None:
    (record,) = diagnose([passed("test_a")], [replace(SUITE, error="exit code 4\nusage")])
    assert (record.test_name, record.root_cause) == ("unit", "exit code 4")
    told = summary([record])
    assert told is not None
    assert told.startswith("1 test failure(s) detected. Breakdown: unknown 1. Suggestions: ")


def test_a_green_run_has_no_summary() -> None:
    assert summary(diagnose([passed("test_a")], [])) is None


def test_the_summary_names_the_most_frequent_first() -> None:
    told = summary(diagnose([passed("e", "error"), failed("a"), failed("b")], []))
    assert told is not None
    assert "3 test failure(s)" in told
    assert "assertion 2, unknown 1" in told
