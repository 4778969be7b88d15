from __future__ import annotations

import json

import pytest

from qaagent_lsp.results.diagnosing import diagnose_case
from qaagent_lsp.results.redaction import STRUCK
from qaagent_lsp.results.refining import parse_answer, what_is_sent
from tests.results.failing import failing, hit

CASE = failing(
    "AssertionError",
    "assert 404 == 200",
    hits=[hit(404)],
    text="def test_get():\n    password = 'hunter2hunter2'\n>   assert 404 == 200\nE   swordfish",
)
RULES = diagnose_case(CASE)
GOOD = {"root_cause": "The pet is gone.", "suggestion": "Create it.", "category": "data", "fault": "fixture"}


def test_what_is_sent_is_what_is_known_without_secrets() -> None:
    sent = what_is_sent(RULES, CASE, ["swordfish"])
    for part in (
        "tests/test_pets.py::test_get (pytest, call)",
        "assert 404 == 200",
        "tests/test_pets.py:5 in test_get",
        "GET /pets/{pet_id} -> 404",
        "assertion, fault: test",
        STRUCK,
        '"root_cause"',
    ):
        assert part in sent
    assert "hunter2" not in sent
    assert "swordfish" not in sent


def test_a_secret_in_a_tests_id_is_struck_too() -> None:
    assert "swordfish" not in what_is_sent(
        RULES, failing("KeyError", test="t.py::test_a[swordfish]"), ["swordfish"]
    )


@pytest.mark.parametrize("before", range(3_900, 4_100, 20))
def test_a_secret_where_the_report_is_cut_is_struck_whole(before: int) -> None:
    case = failing("KeyError", text="x" * 500 + " token=hunter2hunter2 " + "y" * before)
    assert "hunter2" not in what_is_sent(RULES, case)


def test_a_long_report_is_told_by_its_end() -> None:
    case = failing("KeyError", "m" * 9_000, text="\n".join(f"line {number}." for number in range(9_000)))
    sent = what_is_sent(RULES, case)
    assert len(sent) < 8_000
    assert "line 8999." in sent
    assert "line 1." not in sent


def test_a_case_without_a_failure_can_be_told() -> None:
    assert "Message:\nerror" in what_is_sent(RULES, failing("x", "error"))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"Sure! {{}} {{not json}} Here:\n```json\n{json.dumps(GOOD)}\n```\nGood luck.",
        f'<think>{{"root_cause": "wrong"}}</think>{json.dumps(GOOD)}',
        "ROOT_CAUSE: The pet is gone.\nCATEGORY: data\nSUGGESTION: Create it.\nFAULT: fixture",
        "**Root cause:** The pet is gone.\n- **Category**: `data`\n- **Suggestion:** Create it.\n- **Fault**: Fixture",
        json.dumps(
            {
                "Root Cause": ["The pet", "is gone."],
                "suggestion": "Create\nit.",
                "category": " DATA",
                "fault": "fixture",
            }
        ),
    ],
)
def test_an_answer_is_understood_in_many_forms(text: str) -> None:
    said = parse_answer(text, RULES)
    assert said is not None
    assert (said.root_cause, said.suggestion, said.category, said.fault) == (
        "The pet is gone.",
        "Create it.",
        "data",
        "fixture",
    )
    assert (said.source, said.confidence) == ("model", RULES.confidence)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I do not know.",
        "[1, 2]",
        "{}",
        '{"category": "data"}',
        '{"root_cause": 4}',
        "{" * 30_000,
        '{"root_cause": ""}',
    ],
)
def test_garbage_says_nothing(text: str) -> None:
    assert parse_answer(text, RULES) is None


def test_senseless_fields_keep_what_the_rules_say() -> None:
    said = parse_answer(
        '{"suggestion": "Do it.", "category": "gremlins", "fault": 7, "confidence": "very"}', RULES
    )
    assert said is not None
    assert (said.category, said.fault, said.confidence) == (RULES.category, RULES.fault, RULES.confidence)
    assert said.root_cause == RULES.root_cause


@pytest.mark.parametrize(
    ("value", "confidence"),
    [
        (0.8, 0.8),
        ("0.8", 0.8),
        ("80%", 0.8),
        (1, 1.0),
        (80, None),
        (-0.5, None),
        (float("nan"), None),
        (True, None),
    ],
)
def test_how_sure_it_says_it_is(value: object, confidence: float | None) -> None:
    said = parse_answer(json.dumps({"root_cause": "x", "confidence": value}), RULES)
    assert said is not None
    assert said.confidence == (RULES.confidence if confidence is None else confidence)


def test_a_long_answer_is_cut_and_on_one_line() -> None:
    said = parse_answer(json.dumps({"root_cause": "a\u001b[31m\n" * 500}), RULES)
    assert said is not None
    assert len(said.root_cause) <= 1_001
    assert said.root_cause.isprintable()
