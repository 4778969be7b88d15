from __future__ import annotations

import re
from dataclasses import replace

from qaagent_lsp.model.evidence import StoredFile, Target
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.scope import Chosen
from qaagent_lsp.model.source import Span
from qaagent_lsp.model.test import TestId
from qaagent_lsp.reporting.health import story_of
from qaagent_lsp.reporting.sections import body
from tests.reporting.samples import EVIL, PETS, case, failure, run, shop


def plain(markup: object) -> str:
    """What is read, without tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", str(markup)).split())


def test_a_manager_reads_the_verdict_first() -> None:
    text = plain(body(story_of(shop()), "", "1.2"))
    assert text.startswith(
        "Failed 1 of 4 tests failed. All tests of shop, run with pytest. "
        "1 route of 2 is red: GET /pets/{pet_id}. 1 failed 2 passed 1 skipped 1 flaky"
    )
    assert (
        "Started 2026-11-23 01:02:03Z Took 2.5 s Commit 3ea9da3d6b on main with uncommitted changes" in text
    )
    assert "by qaagent-lsp 1.2" in text


def test_sections_are_those_that_there_is_something_for() -> None:
    names = re.findall(r'<section id="(\w+)"', str(body(story_of(shop()), "", "1")))
    assert names == ["verdict", "why", "routes", "tests", "suites", "about"]
    green = replace(
        shop(), run=replace(run(case("t"), status="passed"), cases=(), suites=(), notes=()), tools=()
    )
    assert re.findall(r'<a href="#(\w+)"', str(body(story_of(green), "", "1"))) == ["tests", "about"]


def test_a_cause_names_the_fault_and_leads_to_its_tests() -> None:
    made = str(body(story_of(shop()), "", "1"))
    assert 'data-cause="0">Show 1 test</button>' in made
    assert "KeyError: 7" in plain(made)
    assert 'data-route="0"' in made


def test_suites_tell_how_they_were_called_and_what_broke() -> None:
    evidence = replace(
        shop(),
        run=run(status="error", error=f"killed\n{EVIL}"),
        files=(StoredFile("artifacts/unit/output.log", 3),),
    )
    made = str(body(story_of(evidence), "../r/", "1"))
    assert "cd /w/shop\npython -m pytest 'a b'" in made
    assert 'href="../r/artifacts/unit/output.log"' in made
    assert "unit: killed" in plain(made)
    assert "<img" not in made


def test_a_suite_of_the_original_that_only_skipped_is_not_green() -> None:
    told = replace(run(case("t", "skipped"), status="passed"), suites=())
    made = plain(body(story_of(replace(shop(), run=told, tools=())), "", "1"))
    assert "unit pytest Skipped 0 0 1" in made


def test_what_could_not_be_read_and_why_tests_were_chosen_is_told() -> None:
    result = replace(
        run(case("t"), status="passed"),
        problems=(Problem(PETS, Span(2, 1, 2, 9), "invalid syntax", "syntax-error"),),
        selection=(Chosen(TestId("t.py::a"), "ran app.pets.price", None),),
    )
    text = plain(body(story_of(replace(shop(), run=result, target=Target())), "", "1"))
    assert "app/pets.py:2 invalid syntax" in text
    assert "t.py::a ran app.pets.price" in text


def test_many_routes_are_folded_but_no_red_one() -> None:
    cases = [
        case(f"t{n}", "failed" if n < 20 else "passed", *([failure()] if n < 20 else [])) for n in range(30)
    ]
    spread = [
        replace(one, routes=(replace(one.routes[0], route=replace(one.routes[0].route, path=f"/r{n:02}")),))
        for n, one in enumerate(cases)
    ]
    evidence = replace(shop(), run=run(*spread))
    made = str(body(story_of(evidence), "", "1"))
    assert "10 more routes" in made


def test_without_scripts_the_failures_can_be_read() -> None:
    (inside,) = re.findall(r"<noscript>(.*?)</noscript>", str(body(story_of(shop()), "", "1")))
    assert "tests/test_pets.py::test_get" in inside
    assert "<pre>KeyError: 7</pre>" in inside


def test_only_the_originals_runs_are_told_by_their_summary() -> None:
    summed = replace(shop(), summary=("1 test failure(s) detected.",))
    assert "detected" not in plain(body(story_of(summed), "", "1"))
    foreign = replace(summed, run=replace(summed.run, suites=()))
    assert "1 test failure(s) detected." in plain(body(story_of(foreign), "", "1"))
