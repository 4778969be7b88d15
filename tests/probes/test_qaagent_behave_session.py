"""What belongs to no scenario: hooks and cleanups of features and of the whole run, and what is never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.results.behave_errors import behave_errors
from tests.probes.behaving import PINS, behaved, plain_behave, put

FEATURE = "Feature: a\n\n  Scenario: one\n    Given fine\n\n  Scenario: two\n    Given fine\n"
STEPS = "from behave import given\n\n@given('fine')\ndef fine(context):\n    pass\n"
BOTH = ["features/a.feature:3", "features/a.feature:6"]

AROUND: list[tuple[str, str, list[str], int]] = [
    ("def before_all(context):\n    1 / 0\n", "features/environment.py", [], 2),
    ("def after_all(context):\n    1 / 0\n", "features/environment.py", BOTH, 2),
    (
        "def bad():\n    1 / 0\n\ndef before_all(context):\n    context.add_cleanup(bad)\n",
        "features/environment.py",
        BOTH,
        2,
    ),
    (
        "def bad():\n    1 / 0\n\ndef before_feature(context, feature):\n    context.add_cleanup(bad)\n",
        "features/a.feature:1",
        BOTH,
        2,
    ),
    ("def before_feature(context, feature):\n    1 / 0\n", "features/a.feature:1", [], 2),
    ("def after_feature(context, feature):\n    1 / 0\n", "features/a.feature:1", BOTH, 2),
]


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(
    ("hooks", "broken", "passed", "line"), AROUND, ids=[row[0].partition("(")[0] + row[1] for row in AROUND]
)
def test_around_scenarios(
    hooks: str, broken: str, passed: list[str], line: int, pins: str, tmp_path: Path
) -> None:
    files = {"features/environment.py": hooks, "features/steps/s.py": STEPS, "features/a.feature": FEATURE}
    folder = put(tmp_path / "w", files)
    run = behaved(folder, pins=pins)
    assert run.returncode == plain_behave(folder, pins=pins).returncode
    assert run.verdicts == dict.fromkeys(passed, "passed")
    (told,) = run.seen.broken
    assert told.problem is not None
    assert (told.id, told.problem.file, told.problem.line) == (broken, "features/environment.py", line)
    assert behave_errors(run.seen, run.returncode, ()) == []
    assert run.seen.collected == tuple(BOTH)


@pytest.mark.parametrize("pins", PINS)
def test_a_cleanup_that_may_fail(pins: str, tmp_path: Path) -> None:
    hooks = (
        "def bad():\n    1 / 0\n\ndef before_all(context):\n    context.fail_on_cleanup_errors = False\n\n"
        "def before_scenario(context, scenario):\n    context.add_cleanup(bad)\n"
    )
    files = {"features/environment.py": hooks, "features/steps/s.py": STEPS, "features/a.feature": FEATURE}
    run = behaved(put(tmp_path / "w", files), pins=pins)
    assert (run.verdicts, run.returncode) == (dict.fromkeys(BOTH, "passed"), 0)


@pytest.mark.parametrize("pins", PINS)
def test_a_dry_run_runs_nothing(pins: str, tmp_path: Path) -> None:
    files = {"features/steps/s.py": STEPS, "features/a.feature": FEATURE}
    run = behaved(put(tmp_path / "w", files), "--dry-run", pins=pins)
    assert {case.outcome: case.reason for case in run.seen.cases} == {"skipped": "not run: --dry-run"}


@pytest.mark.parametrize("pins", PINS)
def test_tests_may_leave_the_folder(pins: str, tmp_path: Path) -> None:
    steps = "import os\nfrom behave import given\n\n@given('fine')\ndef fine(context):\n    os.chdir('/')\n    1 / 0\n"
    files = {"features/steps/s.py": steps, "features/a.feature": FEATURE}
    run = behaved(put(tmp_path / "w", files), pins=pins)
    places = {case.failures[0].location.file for case in run.seen.cases if case.failures[0].location}
    assert (list(run.verdicts), places) == (BOTH, {"features/steps/s.py"})


@pytest.mark.parametrize("pins", PINS)
def test_a_run_without_scenarios_is_not_green(pins: str, tmp_path: Path) -> None:
    files = {"features/steps/s.py": STEPS, "features/a.feature": "Feature: a\n", "features/b.feature": ""}
    run = behaved(put(tmp_path / "w", files), pins=pins)
    assert behave_errors(run.seen, run.returncode, ()) == ["exit code 0 although no scenario ran"]
