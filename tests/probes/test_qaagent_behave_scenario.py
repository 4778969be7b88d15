"""Phases of a scenario: what went wrong in which, what it printed, and what it asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.behaving import PINS, behaved, put, verdicts_project

VERDICTS = [
    ("verdicts.feature:8", "passed", []),
    ("verdicts.feature:11", "failed", ["call"]),
    ("verdicts.feature:18", "failed", ["call"]),
    ("verdicts.feature:21", "failed", ["call"]),
    ("verdicts.feature:26", "skipped", []),
    ("verdicts.feature:29", "skipped", []),
    ("hooks.feature:4", "error", ["setup"]),
    ("hooks.feature:8", "error", ["teardown"]),
    ("hooks.feature:12", "error", ["setup"]),
    ("hooks.feature:16", "error", ["teardown"]),
    ("hooks.feature:20", "error", ["call", "teardown"]),
    ("hooks.feature:25", "error", ["setup"]),
    ("hooks.feature:29", "error", ["teardown"]),
    ("hooks.feature:34", "error", ["call", "teardown"]),
    ("hooks.feature:38", "error", ["teardown"]),
    ("hooks.feature:42", "error", ["setup"]),
    ("hooks.feature:46", "error", ["teardown"]),
    ("hooks.feature:49", "passed", []),
]

ASKING = """
import http.client

from behave import step


def ask(method, path):
    http.client.HTTPConnection("127.0.0.1", 9).putrequest(method, path)


@step("I ask for {path}")
def asking(context, path):
    ask("GET", path)
"""
HOOKS = """
from steps.asking import ask


def before_all(context):
    ask("GET", "/before/all")


def before_scenario(context, scenario):
    ask("POST", "/set/up")


def after_scenario(context, scenario):
    ask("DELETE", "/tear/down")
"""


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(("test", "outcome", "phases"), VERDICTS, ids=[row[0] for row in VERDICTS])
def test_phases(test: str, outcome: str, phases: list[str], pins: str) -> None:
    case = verdicts_project(pins).cases[f"features/{test}"]
    assert (case.outcome, [failure.when for failure in case.failures]) == (outcome, phases)


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("verdicts.feature:26", "not today"),
        ("verdicts.feature:29", "by its step"),
        ("feature_skipped.feature:4", "whole feature"),
    ],
)
def test_reasons(test: str, reason: str, pins: str) -> None:
    assert verdicts_project(pins).cases[f"features/{test}"].reason == reason


@pytest.mark.parametrize("pins", PINS)
def test_output_of_those_that_fail(pins: str) -> None:
    assert "told on stdout" in verdicts_project(pins).cases["features/verdicts.feature:11"].output


@pytest.mark.parametrize("pins", PINS)
def test_requests_belong_to_the_phase_that_makes_them(pins: str, tmp_path: Path) -> None:
    files = {
        "features/steps/asking.py": ASKING,
        "features/steps/__init__.py": "",
        "features/environment.py": HOOKS,
        "features/a.feature": "Feature: a\n  Background:\n    Given I ask for /background\n\n  Scenario: one\n"
        "    When I ask for /call/1?x=1\n    And I ask for /call/1\n\n  Scenario: two\n    When I ask for /other\n",
    }
    run = behaved(put(tmp_path / "w", files), pins=pins)
    asked = [
        [(hit.when, hit.method, hit.path, hit.count) for hit in case.hits] for case in run.cases.values()
    ]
    around = [("setup", "POST", "/set/up", 1), ("setup", "GET", "/background", 1)]
    after = ("teardown", "DELETE", "/tear/down", 1)
    assert asked == [
        [*around, ("call", "GET", "/call/1", 2), after],
        [*around, ("call", "GET", "/other", 1), after],
    ]


RETRYING = """
from behave.contrib.scenario_autoretry import patch_scenario_with_autoretry


def before_feature(context, feature):
    for scenario in feature.scenarios:
        patch_scenario_with_autoretry(scenario, max_attempts=3)
"""
FLAKY = """
from behave import step

tries = []


@step("flaky")
def flaky(context):
    tries.append(1)
    assert len(tries) > 1


@step("always red")
def red(context):
    assert False
"""


@pytest.mark.parametrize("pins", PINS)
def test_attempts_of_one_scenario_are_one_case(pins: str, tmp_path: Path) -> None:
    files = {
        "features/steps/s.py": FLAKY,
        "features/environment.py": RETRYING,
        "features/a.feature": "Feature: a\n  Scenario: f\n    Given flaky\n  Scenario: r\n    Given always red\n",
    }
    cases = behaved(put(tmp_path / "w", files), pins=pins).seen.cases
    assert [(case.outcome, case.flaky, [one.outcome for one in case.attempts]) for case in cases] == [
        ("passed", True, ["failed", "passed"]),
        ("failed", False, ["failed", "failed", "failed"]),
    ]


@pytest.mark.parametrize("pins", PINS)
def test_all_failures_where_a_scenario_goes_on(pins: str, tmp_path: Path) -> None:
    files = {
        "features/steps/s.py": FLAKY,
        "features/environment.py": "from behave.model import Scenario\n\n\ndef before_all(context):\n"
        "    Scenario.continue_after_failed_step = True\n",
        "features/a.feature": "Feature: a\n  Scenario: r\n    Given always red\n    And always red\n",
    }
    (case,) = behaved(put(tmp_path / "w", files), pins=pins).seen.cases
    assert (case.outcome, [failure.frames[0].span.line for failure in case.failures]) == ("failed", [3, 4])
    assert len(case.attempts) == 1
