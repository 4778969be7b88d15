from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.model.diagnosis import Diagnosis
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.result import Counts, SuiteResult
from qaagent_lsp.reporting.health import (
    causes,
    diagnosis_of,
    failure_of,
    health_of,
    place_of,
    routes_health,
    story_of,
    subjects,
    suites_health,
)
from tests.reporting.samples import GET_PET, POST_ORDER, case, failure, flaky, run, shop


def test_red_routes_come_first() -> None:
    routes = routes_health(shop().run.cases)
    assert [(route.route, route.health, route.counts, route.flaky) for route in routes] == [
        (GET_PET, "failed", Counts(1, 1, 0, 1), 0),
        (POST_ORDER, "passed", Counts(1), 1),
    ]
    assert [route.cases for route in routes] == [(0, 1, 3), (2,)]


def test_a_route_that_a_test_only_passes_does_not_take_its_verdict() -> None:
    red = case("test_get", "failed", failure())
    login = Link(red.id, POST_ORDER, "observed", "logs in", role="setup")
    both = replace(red, routes=(*red.routes, login))
    assert subjects(both) == list(red.routes)
    assert subjects(replace(red, routes=(login,))) == (login,)


def test_skipped_tests_alone_do_not_make_green() -> None:
    assert [health_of(Counts(skipped=2)), health_of(Counts(passed=1, error=1))] == ["skipped", "failed"]


def test_suites_that_ran_nothing_are_there_too() -> None:
    result = run(case("test_a"))
    broken = SuiteResult("e2e", "playwright", (), "/w", "error", None, "npx is missing")
    suites = suites_health(replace(shop(), run=replace(result, suites=(*result.suites, broken))))
    assert [(suite.name, suite.counts.total, suite.seconds) for suite in suites] == [
        ("unit", 1, 1.5),
        ("e2e", 0, 0),
    ]
    (foreign,) = suites_health(replace(shop(), run=replace(result, suites=())))
    assert (foreign.runner, foreign.told) == ("pytest", None)


def test_failures_of_one_line_have_one_cause() -> None:
    same = [case(f"test_{n}", "failed", failure(f"KeyError: {n}")) for n in range(3)]
    shapes = [case(f"test_s{n}", "failed", failure(f"no user 'u{n}' after {n} s", None)) for n in range(2)]
    found = causes(replace(shop(), run=run(*shapes, *same, flaky("test_ok"))))
    assert [(cause.title, cause.place, cause.cases) for cause in found] == [
        ("KeyError: 0", "app/pets.py:14", (2, 3, 4)),
        ("no user 'u0' after 0 s", "", (0, 1)),
    ]


def test_a_failure_without_words_has_a_cause_too() -> None:
    (cause,) = causes(replace(shop(), run=run(case("test_a", "error"))))
    assert cause.title == "ended as error without a message"


def test_what_was_recorded_goes_before_what_the_rules_say_now() -> None:
    evidence = shop()
    red = evidence.run.cases[0]
    recorded = Diagnosis("auth", 1.0, "test", 1.0, "a", "b")
    assert diagnosis_of(replace(evidence, diagnoses={(red.suite, red.id): recorded}), red) == recorded
    assert diagnosis_of(evidence, red).category == "data"


def test_a_flaky_case_is_told_by_its_last_bad_try() -> None:
    told = failure_of(flaky("test_a"))
    assert told is not None
    assert (told.message, place_of(told), place_of(failure())) == (
        "TimeoutError: too slow",
        "",
        "app/pets.py:14",
    )
    assert failure_of(case("test_b")) is None


def test_a_story_holds_it_all() -> None:
    story = story_of(shop())
    assert [len(story.routes), len(story.suites), len(story.causes)] == [2, 1, 1]
