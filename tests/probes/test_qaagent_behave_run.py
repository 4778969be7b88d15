"""The probe's verdicts equal behave's own, scenario by scenario, in every behave and Python this machine has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qaagent_lsp.model.event import AppSeen
from qaagent_lsp.results.behave_errors import behave_errors
from tests.probes.behaving import (
    MATRIX,
    PINS,
    assert_same_as_plain,
    behave_project,
    behaved,
    plain_behave,
    put,
)

STEPS = "from behave import step\n\n@step('fine')\ndef fine(context):\n    pass\n"


@pytest.mark.parametrize(("version", "pins"), MATRIX)
def test_as_plain_behave(version: str, pins: str, tmp_path: Path) -> None:
    folder = behave_project("verdicts", tmp_path / "w")
    ours = behaved(folder, version=version, pins=pins)
    assert_same_as_plain(ours, plain_behave(folder, version=version, pins=pins))
    assert ours.seen.started is not None
    assert ours.seen.started.version.startswith("1.2" if pins == "behave12" else "1.3")
    assert [broken.id for broken in ours.seen.broken] == [
        "features/feature_after.feature:2",
        "features/feature_before.feature:2",
    ]


@pytest.mark.parametrize(
    "args",
    [
        ("--tags=-wip",),
        ("--tags=outline",),
        ("--name", "same name"),
        ("--stop",),
        ("features/verdicts.feature:36",),
        ("features/outlines.feature:14", "features/hooks.feature:49"),
        ("--no-skipped", "--tags=first"),
        ("--no-capture", "features/verdicts.feature"),
        ("--junit", "features/hooks.feature"),
        ("-f", "plain", "features/german.feature"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("pins", PINS)
def test_as_plain_behave_with_options(args: tuple[str, ...], pins: str, tmp_path: Path) -> None:
    folder = behave_project("verdicts", tmp_path / "w")
    ours, theirs = behaved(folder, *args, pins=pins), plain_behave(folder, *args, pins=pins)
    if args[0] == "--no-skipped":  # which leaves them out of its report only
        shown = {test: verdict for test, verdict in ours.verdicts.items() if verdict != "skipped"}
        assert shown.keys() == {test for test, status in theirs.statuses.items() if status != "skipped"}
        return
    assert_same_as_plain(ours, theirs)


def test_rules_as_plain_behave(tmp_path: Path) -> None:
    folder = behave_project("rules", tmp_path / "w")
    ours = behaved(folder)
    assert_same_as_plain(ours, plain_behave(folder))
    (broken,) = ours.seen.broken
    assert (broken.id, broken.failure.location is not None) == ("features/rules.feature:27", True)


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(
    ("project", "file", "line", "exception"),
    [
        ("broken_feature", "features/torn.feature", 5, "ParserError"),
        ("broken_steps", "features/steps/import_steps.py", 2, "ModuleNotFoundError"),
    ],
)
def test_what_cannot_be_loaded_is_located(
    project: str, file: str, line: int, exception: str, pins: str, tmp_path: Path
) -> None:
    folder = behave_project(project, tmp_path / "w")
    ours, theirs = behaved(folder, pins=pins), plain_behave(folder, pins=pins)
    assert (ours.returncode, ours.verdicts, theirs.statuses) == (theirs.returncode, {}, {})
    (broken,) = ours.seen.broken
    assert broken.problem is not None
    assert (broken.id, broken.problem.file, broken.problem.line) == (file, file, line)
    assert broken.failure.exception == exception
    assert behave_errors(ours.seen, ours.returncode, ours.output.splitlines()) == []


MISUSES: list[tuple[dict[str, str], tuple[str, ...], str]] = [
    ({"features/a.feature": "Feature: a\n"}, (), "ConfigError: No steps directory in"),
    ({"features/steps/s.py": STEPS}, (), "ConfigError: No feature files in"),
    (
        {"features/steps/s.py": STEPS, "features/a.feature": "Feature: a\n"},
        ("features/gone.feature",),
        "FileNotFoundError: features/gone.feature",
    ),
    (
        {"features/steps/s.py": STEPS, "features/a.feature": "Feature: a\n"},
        ("--no-such-option",),
        "behave ended before it read any feature (exit code 2)",
    ),
]


@pytest.mark.parametrize("pins", PINS)
@pytest.mark.parametrize(("files", "args", "error"), MISUSES, ids=[row[2] for row in MISUSES])
def test_misuse_is_told(
    files: dict[str, str], args: tuple[str, ...], error: str, pins: str, tmp_path: Path
) -> None:
    folder = put(tmp_path / "w", files)
    ours, theirs = behaved(folder, *args, pins=pins), plain_behave(folder, *args, pins=pins)
    assert ours.returncode == theirs.returncode
    (told,) = behave_errors(ours.seen, ours.returncode, ours.output.splitlines())
    assert told.startswith(error)


def test_without_behave_it_says_so(tmp_path: Path) -> None:
    folder = put(tmp_path / "w", {"features/a.feature": "Feature: a\n"})
    ours = behaved(folder, pins="pytest9")
    assert ours.returncode == 1
    assert "behave cannot be imported: No module named 'behave'" in str(ours.seen.usage_error)


@pytest.mark.parametrize("pins", PINS)
def test_output_is_behaves_own(pins: str, tmp_path: Path) -> None:
    """Nothing of ours is printed, and no formatter of the user is pushed aside."""
    files = {
        "behave.ini": "[behave]\nformat = json\noutfiles = report.json\n",
        "features/steps/s.py": STEPS,
        "features/a.feature": "Feature: a\n\n  Scenario: s\n    Given fine\n",
    }
    folder = put(tmp_path / "w", files)
    theirs = plain_behave(folder, "--no-color", pins=pins).output
    ours = behaved(folder, "--no-color", pins=pins)
    assert ours.verdicts == {"features/a.feature:3": "passed"}
    assert json.loads((folder / "report.json").read_text())
    assert "Traceback" not in ours.output + theirs


DJANGO = {
    "manage.py": "import os, sys\n\nif __name__ == '__main__':\n"
    "    os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'\n"
    "    from django.core.management import execute_from_command_line\n\n"
    "    execute_from_command_line(sys.argv)\n",
    "settings.py": "SECRET_KEY = 'x'\nROOT_URLCONF = 'urls'\nUSE_TZ = True\nALLOWED_HOSTS = ['*']\n"
    "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n"
    "INSTALLED_APPS = ['behave_django', 'django.contrib.staticfiles']\nSTATIC_URL = '/static/'\n",
    "urls.py": "from django.http import HttpResponse\nfrom django.urls import path\n\n\n"
    "def pet(request, pk):\n    return HttpResponse(pk)\n\n\nurlpatterns = [path('pets/<int:pk>/', pet)]\n",
    "features/steps/s.py": "from behave import when\n\n@when('I see pet {pk:d}')\ndef see(context, pk):\n"
    "    answer = context.test.client.get(f'/pets/{pk}/')\n    assert answer.content == b'1', answer.content\n",
    "features/a.feature": "Feature: pets\n\n  Scenario: one\n    When I see pet 1\n\n"
    "  Scenario: two\n    When I see pet 2\n",
}


def test_through_djangos_command(tmp_path: Path) -> None:
    """behave-django gives each scenario a test case with a client and a transaction."""
    run = behaved(put(tmp_path / "w", DJANGO), "--no-color", pins="behave_django", manage="manage.py")
    assert run.verdicts == {"features/a.feature:3": "passed", "features/a.feature:6": "failed"}, run.output
    assert (run.returncode, run.seen.exitstatus) == (1, 1)
    (hit,) = run.cases["features/a.feature:3"].hits
    assert (hit.when, hit.how, hit.path, hit.handler) == ("call", "observed", "/pets/{pk}/", "urls.pet")
    (app,) = (event.app for event in run.events if isinstance(event, AppSeen))
    rows = [f"{row.key} {row.handler} {row.file}:{row.line}" for row in app.routes]
    assert (app.app, rows) == ("urls:urlpatterns", ["ANY /pets/{pk}/ urls.pet urls.py:5"])
    chosen = ["features/a.feature:3"]
    green = behaved(
        tmp_path / "w", "features/a.feature", pins="behave_django", manage="manage.py", selection=chosen
    )
    assert (green.verdicts, green.returncode) == ({"features/a.feature:3": "passed"}, 0)


def test_a_command_that_django_lacks(tmp_path: Path) -> None:
    files = {**DJANGO, "settings.py": DJANGO["settings.py"].replace("'behave_django', ", "")}
    run = behaved(put(tmp_path / "w", files), pins="behave_django", manage="manage.py")
    (told,) = behave_errors(run.seen, run.returncode, run.output.splitlines())
    assert told.startswith("behave ended before it read any feature (exit code 1)")
