"""Exactly the chosen scenarios run, and what could not be chosen is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.probes.behaving import PINS, behave_project, behaved, put

OUTLINES = "features/outlines.feature"
VERDICTS = "features/verdicts.feature"
RULES = "features/rules.feature"


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ([f"{VERDICTS}:11"], [f"{VERDICTS}:11"]),
        ([f"{VERDICTS}:33", f"{VERDICTS}:36"], [f"{VERDICTS}:33", f"{VERDICTS}:36"]),
        ([f"{OUTLINES}:14"], [f"{OUTLINES}:14"]),
        ([f"{OUTLINES}:4"], [f"{OUTLINES}:11", f"{OUTLINES}:14", f"{OUTLINES}:18"]),
        ([f"{OUTLINES}:1"], [f"{OUTLINES}:11", f"{OUTLINES}:14", f"{OUTLINES}:18", f"{OUTLINES}:26"]),
        ([OUTLINES], [f"{OUTLINES}:11", f"{OUTLINES}:14", f"{OUTLINES}:18", f"{OUTLINES}:26"]),
        ([f"{OUTLINES}:26", f"{VERDICTS}:8"], [f"{OUTLINES}:26", f"{VERDICTS}:8"]),
    ],
    ids=["scenario", "same name", "row", "outline", "feature", "file", "two files"],
)
@pytest.mark.parametrize("names_files", [True, False], ids=["files named", "nothing named"])
def test_runs_the_chosen(
    selection: list[str], expected: list[str], names_files: bool, pins: str, tmp_path: Path
) -> None:
    folder = behave_project("verdicts", tmp_path / "w")
    files = sorted({chosen.partition(":")[0] for chosen in selection}) if names_files else []
    run = behaved(folder, *files, pins=pins, selection=selection)
    assert (list(run.verdicts), run.seen.missing, run.seen.broken) == (expected, (), ())
    assert set(run.seen.collected) == set(expected)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (f"{RULES}:10", [f"{RULES}:15", f"{RULES}:23", f"{RULES}:24"]),
        (f"{RULES}:18", [f"{RULES}:23", f"{RULES}:24"]),
        (f"{RULES}:24", [f"{RULES}:24"]),
        (f"{RULES}:6", [f"{RULES}:6"]),
    ],
)
def test_runs_the_chosen_of_rules(chosen: str, expected: list[str], tmp_path: Path) -> None:
    run = behaved(behave_project("rules", tmp_path / "w"), RULES, selection=[chosen])
    assert list(run.verdicts) == expected


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(
    "gone", [f"{OUTLINES}:13", f"{OUTLINES}:6", f"{OUTLINES}:99", "features/gone.feature:3"]
)
def test_what_is_gone_is_told(gone: str, pins: str, tmp_path: Path) -> None:
    folder = behave_project("verdicts", tmp_path / "w")
    files = sorted({gone.partition(":")[0], OUTLINES})
    run = behaved(folder, *files, pins=pins, selection=[gone, f"{OUTLINES}:11"])
    assert (run.seen.missing, list(run.verdicts)) == ((gone,), [f"{OUTLINES}:11"])


@pytest.mark.parametrize("pins", PINS)
def test_a_broken_feature_elsewhere_is_no_matter(pins: str, tmp_path: Path) -> None:
    folder = behave_project("broken_feature", tmp_path / "w")
    run = behaved(folder, pins=pins, selection=["features/good.feature:3"])
    assert (run.verdicts, run.seen.broken) == ({"features/good.feature:3": "passed"}, ())


@pytest.mark.parametrize("pins", PINS)
def test_setup_and_teardown_scenarios_run_as_behave_runs_them(pins: str, tmp_path: Path) -> None:
    files = {
        "features/steps/s.py": "from behave import given\n\n@given('x')\ndef x(context):\n    pass\n",
        "features/a.feature": "Feature: a\n  @setup\n  Scenario: first\n    Given x\n  Scenario: b\n    Given x\n"
        "  Scenario: c\n    Given x\n",
    }
    run = behaved(put(tmp_path / "w", files), pins=pins, selection=["features/a.feature:5"])
    assert run.verdicts["features/a.feature:5"] == "passed"
    assert "features/a.feature:7" not in run.verdicts


@pytest.mark.parametrize("pins", PINS)
def test_chosen_but_excluded_by_tags_is_skipped(pins: str, tmp_path: Path) -> None:
    run = behaved(
        behave_project("verdicts", tmp_path / "w"), "--tags=-wip", pins=pins, selection=[f"{VERDICTS}:54"]
    )
    (case,) = run.seen.cases
    assert (case.id, case.outcome, case.reason) == (f"{VERDICTS}:54", "skipped", "excluded by its tags")


@pytest.mark.parametrize("pins", PINS)
def test_ids_are_relative_to_the_workspace(pins: str, tmp_path: Path) -> None:
    folder = behave_project("verdicts", tmp_path / "w" / "sub")
    run = behaved(folder, pins=pins, workspace=tmp_path / "w", selection=[f"sub/{VERDICTS}:8"])
    assert run.verdicts == {f"sub/{VERDICTS}:8": "passed"}
