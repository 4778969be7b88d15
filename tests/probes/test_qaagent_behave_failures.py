"""Failures stand at the failing line of step code, hooks and feature files, and carry the step that led there."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.model.source import Span
from tests.probes.behaving import PINS, behaved, put, verdicts_project

STEPS = "features/steps/plain_steps.py"
HOOKS = "features/environment.py"

PLACES = [
    ("verdicts.feature:11", "features/verdicts.feature:12 Then it is 2", f"{STEPS}:20", "AssertionError: thing is 1"),
    ("verdicts.feature:15", "features/verdicts.feature:16 Then bare 2", f"{STEPS}:25", "assert context.thing =="),
    ("verdicts.feature:18", "features/verdicts.feature:19 When it breaks", f"{STEPS}:13", "KeyError: 'thing'"),
    ("verdicts.feature:39", "features/verdicts.feature:40 When nested it breaks", f"{STEPS}:13", "KeyError: 'thing'"),
    ("verdicts.feature:42", "features/verdicts.feature:43 When nested nobody", f"{STEPS}:30", "undefined step: When n"),
    ("verdicts.feature:50", "features/verdicts.feature:51 Then ünïcode", f"{STEPS}:40", "AssertionError: näin ✗"),
    ("outlines.feature:14", "features/outlines.feature:6 Then it is 2", f"{STEPS}:20", "AssertionError: thing is 1"),
    ("german.feature:16", "features/german.feature:11 Dann it is 2", f"{STEPS}:20", "AssertionError: thing is 1"),
    ("hooks.feature:4", f"{HOOKS}:18 before_tag", f"{HOOKS}:18", "(in the hook before_tag(break_before_tag))"),
    ("hooks.feature:12", f"{HOOKS}:32 before_scenario", f"{HOOKS}:32", "ZeroDivisionError: in before_scenario"),
    ("hooks.feature:25", f"{HOOKS}:46 before_step", f"{HOOKS}:46", "(in the hook before_step)"),
    ("hooks.feature:38", f"{HOOKS}:67 broken_cleanup", f"{HOOKS}:67", "(in a cleanup)"),
    ("hooks.feature:42", f"{HOOKS}:20 before_tag", f"{HOOKS}:6", "OSError: no fixture"),
    ("hooks.feature:46", f"{HOOKS}:13 leaky_fixture", f"{HOOKS}:13", "OSError: fixture leaks"),
]  # fmt: skip


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(("test", "first", "innermost", "message"), PLACES, ids=[row[0] for row in PLACES])
def test_places(test: str, first: str, innermost: str, message: str, pins: str) -> None:
    failure = verdicts_project(pins).cases[f"features/{test}"].failures[0]
    assert failure.location is not None
    outermost = failure.frames[0]
    assert f"{outermost.file}:{outermost.span.line} {outermost.function}".startswith(first)
    assert f"{failure.location.file}:{failure.location.span.line}" == innermost
    assert message in failure.message
    assert "qaagent_behave" not in failure.text


@pytest.mark.parametrize("pins", PINS)
def test_columns_are_exact(pins: str) -> None:
    failure = verdicts_project(pins).cases["features/verdicts.feature:50"].failures[0]
    assert failure.frames[0].span == Span(51, 5, 51, 24)
    assert failure.location is not None
    assert failure.location.span == Span(40, 12, 40, 24)


@pytest.mark.parametrize("pins", PINS)
def test_an_undefined_step_stands_at_its_line_with_a_snippet(pins: str) -> None:
    failure = verdicts_project(pins).cases["features/verdicts.feature:21"].failures[0]
    assert failure.location is not None
    assert (failure.location.file, failure.location.span) == (
        "features/verdicts.feature",
        Span(22, 5, 22, 34),
    )
    assert failure.exception == "StepNotImplemented"
    assert failure.message.startswith('undefined step: When nobody wrote this "step"\n\n@when(')


@pytest.mark.parametrize("pins", PINS)
def test_the_steps_own_error_outlives_that_of_the_hook_after_it(pins: str) -> None:
    failures = verdicts_project(pins).cases["features/hooks.feature:34"].failures
    assert [(failure.when, failure.exception) for failure in failures] == [
        ("call", "KeyError"),
        ("teardown", "ValueError"),
    ]


BROKEN: list[tuple[dict[str, bytes], str, int, str]] = [
    (
        {"features/a.feature": b"# language: xx\nFeature: a\n"},
        "features/a.feature",
        1,
        "no such language: xx",
    ),
    (
        {"features/a.feature": b"Feature: a\n  Scenario: \xff\n"},
        "features/a.feature",
        2,
        "UnicodeDecodeError",
    ),
    ({"features/a.feature": b"words\n"}, "features/a.feature", 1, "Parser failure"),
    (
        {
            "features/a.feature": b"Feature: a\n  Scenario Outline: o\n    Given x\n    Examples:\n    |a|\n    |1|2|\n"
        },
        "features/a.feature",
        6,
        "Malformed table",
    ),
    (
        {"features/steps/s.py": b"import behave\n\nif True\n    pass\n"},
        "features/steps/s.py",
        3,
        "SyntaxError",
    ),
    (
        {
            "features/steps/s.py": b"from behave import given\n\n@given('x')\ndef x(c): 1\n@given('x')\ndef y(c): 1\n"
        },
        "features/steps/s.py",
        5,
        "has already been defined",
    ),
    ({"features/environment.py": b"1 / 0\n"}, "features/environment.py", 1, "ZeroDivisionError"),
    (
        {"features/environment.py": b"import sys\nsys.exit('no')\n"},
        "features/environment.py",
        2,
        "SystemExit: no",
    ),
    (
        {"features/steps/s.py": b"import other\n", "features/other.py": b"\n\nNAME\n"},
        "features/other.py",
        3,
        "NameError",
    ),
]


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(("files", "file", "line", "message"), BROKEN, ids=[row[3] for row in BROKEN])
def test_broken_files(
    files: dict[str, bytes], file: str, line: int, message: str, pins: str, tmp_path: Path
) -> None:
    folder = put(tmp_path / "w", {"features/steps/none.py": "", "features/z.feature": "Feature: z\n"})
    for name, content in files.items():
        (folder / name).write_bytes(content)
    run = behaved(folder, pins=pins)
    (broken,) = run.seen.broken
    assert broken.problem is not None
    assert (broken.problem.file, message in broken.failure.message) == (file, True), broken.failure.message
    assert broken.problem.line == line
    assert run.returncode == 1


@pytest.mark.parametrize("pins", PINS)
def test_errors_of_libraries_stand_where_they_were_called(pins: str, tmp_path: Path) -> None:
    files = {
        "features/steps/s.py": "import json\nfrom behave import given\n\n@given('x')\ndef x(context):\n"
        "    json.loads('{')\n",
        "features/a.feature": "Feature: a\n  Scenario: s\n    Given x\n",
    }
    (case,) = behaved(put(tmp_path / "w", files), pins=pins).seen.cases
    assert [(frame.file, frame.span.line) for frame in case.failures[0].frames] == [
        ("features/a.feature", 3),
        ("features/steps/s.py", 6),
    ]
    assert case.failures[0].exception == "JSONDecodeError"
