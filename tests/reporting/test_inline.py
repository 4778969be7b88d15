from __future__ import annotations

import re
from dataclasses import replace

import pytest

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.risk import RiskFactor, RouteRisk
from qaagent_lsp.model.source import Location, Span
from qaagent_lsp.model.tool import Metric, ToolFinding, ToolResult
from qaagent_lsp.reporting.inline import inline, ordered, place_words, value_words
from tests.reporting.samples import EVIL, GET_PET, PETS, run, shop

TOLD = ToolFinding("schemathesis", "critical", "a_note", "only told", blocks=False)
SERVER_ERROR = ToolFinding(
    "schemathesis",
    "high",
    "not_a_server_error",
    f"500 {EVIL}",
    GET_PET,
    Location(PETS, Span(12, 1, 12, 9)),
    details="curl x",
)
SCHEMATHESIS = ToolResult(
    "schemathesis",
    "failed",
    executed=True,
    version="4.32.5",
    exit_code=1,
    duration=7.4,
    argv=("schemathesis", "run"),
    cwd="/w",
    findings=(TOLD, SERVER_ERROR),
    metrics=(Metric("cases", 340, ""), Metric("p95", 0.84, "s", "GET /x", None, 0.5, holds=False)),
    artifacts=(
        Artifact("shot", "artifacts/schemathesis/a b.png"),
        Artifact("junit", "artifacts/schemathesis/j.xml"),
    ),
    summary="14 operations",
)


def sections(evidence: Evidence) -> dict[str, str]:
    """Each section as it is read."""
    return {
        name: " ".join(re.sub(r"<[^>]*>", " ", str(made)).split()) for name, _, made in inline(evidence, "r/")
    }


def with_tools(*tools: ToolResult) -> Evidence:
    return replace(shop(), run=replace(run(), tools=tools))


def test_a_tool_says_what_it_came_to() -> None:
    text = sections(with_tools(SCHEMATHESIS))["tools"]
    assert text.startswith(
        "Tools 1 failed Schemathesis schemathesis 4.32.5 Failed 14 operations · took 7.4 s, exit code 1"
    )
    assert "cases 340" in text
    assert "p95 GET /x 840 ms 500 ms broken" in text
    assert text.index("high not_a_server_error") < text.index("critical, only told a_note")
    assert "Details curl x GET /pets/{pet_id} app/pets.py:12" in text
    assert "cd /w schemathesis run" in text


def test_its_files_are_linked_and_its_screenshots_shown() -> None:
    (made,) = (str(made) for _, _, made in inline(with_tools(SCHEMATHESIS), "r/"))
    assert '<img src="r/artifacts/schemathesis/a%20b.png" alt="Screenshot: shot" loading="lazy">' in made
    assert '<a href="r/artifacts/schemathesis/j.xml">junit</a>' in made
    assert "<img src=x" not in made


def test_a_tool_that_did_not_start_says_why() -> None:
    text = sections(with_tools(ToolResult("ui", "skipped", error="skipped: no tests/ui")))["tools"]
    assert text == "Tools 1 skipped Skipped User interface no tests/ui"


def test_written_tests_and_risks_are_told() -> None:
    written = Authored(PETS, "pytest", (GET_PET,), "passed", "2 passed", ("look at the body",))
    risk = RouteRisk(GET_PET, PETS, 86, "P0", (RiskFactor("auth", 30, "nobody is signed in"),))
    seen = sections(replace(shop(), run=replace(run(), authored=(written,), risks=(risk,))))
    assert "app/pets.py pytest GET /pets/{pet_id} passed 2 passed look at the body" in seen["authored"]
    assert "GET /pets/{pet_id} P0 86 nobody is signed in" in seen["risk"]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.014, "1", "1.4%"),
        (92.4, "score", "92 of 100"),
        (0.84, "s", "840 ms"),
        (1240, "ms", "1.2 s"),
        (1234, "req", "1,234 req"),
        (340, "", "340"),
    ],
)
def test_numbers_have_their_unit(value: float, unit: str, expected: str) -> None:
    assert value_words(value, unit) == expected


def test_what_makes_a_tool_fail_comes_first() -> None:
    assert ordered([TOLD, SERVER_ERROR]) == [SERVER_ERROR, TOLD]
    assert place_words(SERVER_ERROR) == "GET /pets/{pet_id} app/pets.py:12"
    assert place_words(replace(TOLD, url="http://127.0.0.1:8000/")) == "http://127.0.0.1:8000/"
