"""What belongs to no scenario: hooks and cleanups of features and of the whole run, and what is never run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from qaagent_lsp.model.event import FunctionsTraced
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.trace import Trace
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


EXECUTED = {
    "app.py": "def price():\n    return cost()\n\n\ndef cost():\n    return 1\n\n\ndef before():\n    pass\n",
    "features/environment.py": "import app\n\n\ndef before_all(context):\n    app.before()\n",
    "features/steps/steps.py": (
        "import app\nfrom behave import given\n\n\n@given('a price')\ndef a_price(context):\n    app.price()\n\n\n"
        "@given('nothing')\ndef nothing(context):\n    pass\n"
    ),
    "features/a.feature": "Feature: A\n  Scenario: One\n    Given a price\n  Scenario: Two\n    Given nothing\n",
    "features/b.feature": "Feature: B\n  Scenario: Three\n    Given a price\n",
}


@pytest.mark.parametrize("pins", PINS)
def test_each_scenario_tells_what_it_executed(tmp_path: Path, pins: str) -> None:
    folder = put(tmp_path / "w", EXECUTED)

    def told(selection: list[str] | None = None) -> Trace:
        run = behaved(folder, pins=pins, version="3.13", selection=selection)
        (trace,) = [event.trace for event in run.events if isinstance(event, FunctionsTraced)]
        return trace

    def names(trace: Trace, numbers: Iterable[int]) -> set[str]:
        return {trace.functions[number].qualname for number in numbers}

    trace = told()
    assert {case: names(trace, ran) for case, ran in trace.cases.items()} == {
        "features/a.feature:2": {"a_price", "price", "cost"},
        "features/a.feature:4": {"nothing"},
        "features/b.feature:2": {"a_price", "price", "cost"},
    }
    assert names(trace, trace.shared[WorkspacePath("")]) == {"<module>", "before_all", "before"}
    assert trace.whole == {
        "features/a.feature": {"features/a.feature:2", "features/a.feature:4"},
        "features/b.feature": {"features/b.feature:2"},
    }
    some = told(["features/a.feature:4", "features/b.feature:2"])
    assert some.whole.keys() == {"features/b.feature"}
    assert some.cases.keys() == {"features/a.feature:4", "features/b.feature:2"}
