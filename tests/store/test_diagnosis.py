from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from qaagent_lsp.model.diagnosis import Refinement
from qaagent_lsp.results.diagnosing import diagnose_case
from qaagent_lsp.store.diagnosis import diagnose, rewrite_diagnostics, summary
from qaagent_lsp.store.layout import DIAGNOSTICS
from tests.store.cases import SUITE, failed, passed


def test_each_failed_case_has_its_diagnosis() -> None:
    records = diagnose([passed("test_a"), failed("test_b"), passed("test_s", "skipped")], [SUITE])
    assert [record.model_dump() for record in records] == [
        {
            "test_name": "test_b",
            "suite": "unit",
            "category": "assertion",
            "root_cause": "assert 1 == 2 (tests/test_pets.py:5)",
            "confidence": 0.95,
            "suggestion": "Compare the expected with the actual value at the failing line; one of them is wrong.",
            "error_message": "assert 1 == 2",
            "route": "GET /pets/{pet_id}",
            "test_id": "tests/test_pets.py::test_b",
            "fault": "test",
            "fault_confidence": 0.6,
            "evidence": [
                "AssertionError was raised",
                "the test's own line failed (tests/test_pets.py:5 in test_b), and no request was seen",
            ],
            "source": "rules",
            "refined": None,
        }
    ]


def test_an_error_without_a_message_still_has_a_cause() -> None:
    (record,) = diagnose([passed("test_a", "error")], [])
    assert (record.category, record.confidence) == ("unknown", 0.3)
    assert record.root_cause == "the test ended as error without a message"


def test_a_suite_that_broke_without_a_failing_case_is_told() -> None:
    cases, suites = [passed("test_a")], [replace(SUITE, error="exit code 4\nusage")]
    (record,) = diagnose(cases, suites)
    assert (record.test_name, record.test_id, record.root_cause) == ("unit", None, "exit code 4")
    told = summary(cases, suites)
    assert told is not None
    assert told.startswith("1 suite(s) broke: unit: exit code 4. Suggestions: ")


def test_a_green_run_has_no_summary() -> None:
    assert summary([passed("test_a")], [SUITE]) is None


def test_the_summary_names_the_most_frequent_first() -> None:
    told = summary([passed("e", "error"), failed("a"), failed("b")], [])
    assert told is not None
    assert "3 test failure(s)" in told
    assert "assertion 2, unknown 1" in told


def test_a_models_words_stand_beside_the_rules(tmp_path: Path) -> None:
    (tmp_path / DIAGNOSTICS).parent.mkdir()
    case = failed("test_b")
    said = replace(diagnose_case(case), root_cause="It adds twice.", source="model")
    refinement = Refinement(case.id, said, "small", "all that was sent")
    rewrite_diagnostics(tmp_path, [case], [SUITE], {(case.suite, case.id): refinement})
    (record,) = json.loads((tmp_path / DIAGNOSTICS).read_text(encoding="utf-8"))
    assert (record["root_cause"], record["source"]) == ("assert 1 == 2 (tests/test_pets.py:5)", "rules")
    assert record["refined"]["root_cause"] == "It adds twice."
    assert (record["refined"]["model"], record["refined"]["sent"]) == ("small", "all that was sent")


def test_a_green_run_gets_no_diagnostics_file(tmp_path: Path) -> None:
    rewrite_diagnostics(tmp_path, [passed("test_a")], [SUITE], {})
    assert list(tmp_path.iterdir()) == []
