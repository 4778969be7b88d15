from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.evidence import Evidence, Opinion
from qaagent_lsp.reporting.details import Budget, Limits, details_of, href_of, is_image
from tests.reporting.samples import case, failure, run, shop


def told(evidence: Evidence, limits: Limits | None = None) -> Any:
    return details_of(evidence, ["GET /pets/{pet_id}"], "", limits or Limits())


def test_a_failure_is_told_with_its_source() -> None:
    red = told(shop())["0"]
    (one,) = red["failures"]
    assert one["at"] == ["app/pets.py", 14, 12, 20, "get_pet"]
    assert one["source"] == {"first": 13, "lines": ["def get_pet():", "    return pets[7]"]}
    assert one["text"].endswith("E       KeyError: 7")
    assert (red["diagnosis"]["category"], red["diagnosis"]["fault"]) == ("data", "handler")
    assert red["output"].endswith("looked")
    assert red["hits"] == [["GET", "/pets/{pet_id}", 404, "call", 2]]


def test_tries_of_a_flaky_case_are_told() -> None:
    flaky = told(shop())["2"]
    assert [(one["outcome"], len(one["failures"])) for one in flaky["tries"]] == [
        ("failed", 1),
        ("passed", 0),
    ]
    assert flaky["diagnosis"]["category"] == "flaky"


def test_a_second_opinion_stands_beside_the_rules() -> None:
    evidence = shop()
    red = evidence.run.cases[0]
    with_one = replace(evidence, opinions={(red.suite, red.id): Opinion("qwen", "No pet 7.", "Make one.")})
    assert told(with_one)["0"]["diagnosis"]["opinion"] == ["qwen", "No pet 7.", "Make one."]


def test_red_cases_have_the_first_word_on_the_budget() -> None:
    loud = replace(case("green"), output="x" * 500)
    red = case("red", "failed", failure("y" * 50))
    found = told(replace(shop(), run=run(loud, red)), Limits(text=400, everything=200))
    assert found["1"]["failures"][0]["message"] == "y" * 50
    assert found["0"]["output"].count("x") < 200
    assert "are left out here" in found["0"]["output"]


def test_the_ends_of_a_long_text_are_kept() -> None:
    assert Budget(Limits(text=10)).cut(f"begin{'x' * 100}ended") == (
        "begin\n… 100 characters are left out here; they are in evidence/tests.jsonl …\nended"
    )
    spent = Budget(Limits(everything=0))
    assert spent.cut("abc") == "\n… 3 characters are left out here; they are in evidence/tests.jsonl …\n"
    assert spent.cut("") == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("artifacts/e2e/a b.png", "../r/artifacts/e2e/a%20b.png"),
        ("javascript:alert(1)", "../r/javascript%3Aalert%281%29"),
        ("/tmp/x#1.zip", "file:///tmp/x%231.zip"),
        ("C:\\shots\\a.png", "file:///C%3A/shots/a.png"),
        ("//evil.example/a.png", "file:///evil.example/a.png"),
    ],
)
def test_an_artifact_leads_to_a_file_and_nowhere_else(path: str, expected: str) -> None:
    assert href_of(path, "../r/") == expected


def test_a_name_that_is_no_utf_8_leads_to_its_file() -> None:
    assert href_of("artifacts/e2e/caf\udce9.png", "") == "artifacts/e2e/caf%E9.png"


def test_screenshots_are_images() -> None:
    assert is_image(Artifact("shot", "a.PNG"))
    assert is_image(Artifact("shot", "a", "image/png"))
    assert not is_image(Artifact("trace", "trace.zip", "application/zip"))
    left = replace(case("a"), artifacts=(Artifact("shot", "a.png"), Artifact("film", "v", "video/webm")))
    assert told(replace(shop(), run=run(left)))["0"]["files"] == [
        ["shot", "a.png", "image"],
        ["film", "v", "video"],
    ]
    held = replace(shop(), run=run(left), images={"a.png": "data:image/png;base64,AA=="})
    assert told(held)["0"]["files"][0] == ["shot", "a.png", "image", "data:image/png;base64,AA=="]
