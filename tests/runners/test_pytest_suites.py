from __future__ import annotations

from collections.abc import Mapping

import pytest

from qaagent_lsp.model.scope import Chosen, ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runners.pytest_project import PytestProject, projects_of
from qaagent_lsp.runners.pytest_suites import by_project, projects_to_run, suites_of


def projects(files: Mapping[str, str]) -> tuple[PytestProject, ...]:
    return projects_of({WorkspacePath(file): text for file, text in files.items()})


def paths(*files: str) -> list[WorkspacePath]:
    return [WorkspacePath(file) for file in files]


MONOREPO = {"pytest.ini": "", "services/a/pytest.ini": "", "services/b/pytest.ini": ""}
ALL = paths("tests/test_t.py", "services/a/test_a.py", "services/b/tests/test_b.py")


@pytest.mark.parametrize(
    ("files", "test_files", "expected"),
    [
        ({}, [], {"unit": ""}),
        ({}, paths("test_a.py"), {"unit": ""}),
        (MONOREPO, ALL, {"unit": "", "unit-services-a": "services/a", "unit-services-b": "services/b"}),
        (MONOREPO, ALL[1:2], {"unit": "services/a"}),
        (MONOREPO, ALL[1:], {"unit-services-a": "services/a", "unit-services-b": "services/b"}),
        (
            {"a-b/pytest.ini": "", "a/b/pytest.ini": ""},
            paths("a-b/test_1.py", "a/b/test_2.py"),
            {"unit-a-b": "a-b", "unit-a-b-2": "a/b"},
        ),
        ({"ä b/pytest.ini": "", "pytest.ini": ""}, paths("ä b/test_1.py"), {"unit": "ä b"}),
        # Outside of its testpaths plain pytest finds nothing in the outer project.
        (
            {"pytest.ini": "[pytest]\ntestpaths = tests\n", "services/a/pytest.ini": ""},
            paths("scripts/test_s.py", "services/a/test_a.py"),
            {"unit": "services/a"},
        ),
        # The outer project names the inner one's folder: it runs it, as its author wrote.
        (
            {"pytest.ini": "[pytest]\ntestpaths = services/*/tests\n", "services/a/pytest.ini": ""},
            paths("services/a/tests/test_a.py"),
            {"unit": ""},
        ),
    ],
)
def test_names(
    files: Mapping[str, str], test_files: list[WorkspacePath], expected: Mapping[str, str]
) -> None:
    assert {
        name: project.root for name, project in suites_of(projects(files), test_files).items()
    } == expected


@pytest.mark.parametrize(
    ("path", "test_files", "expected"),
    [
        ("", ALL, ["", "services/a", "services/b"]),
        ("", ALL[1:], ["services/a", "services/b"]),
        ("", [], [""]),
        ("tests", ALL, [""]),
        ("tests/test_t.py", ALL, [""]),
        ("services", ALL, ["services/a", "services/b"]),
        ("services/a", ALL, ["services/a"]),
        ("services/a/test_a.py", ALL, ["services/a"]),
        ("services/b/tests", ALL, ["services/b"]),
        ("services/b/unknown.py", ALL, ["services/b"]),
    ],
)
def test_whole_suites_below_a_path(path: str, test_files: list[WorkspacePath], expected: list[str]) -> None:
    part = WholeSuite("pytest", (WorkspacePath(path),))
    running = projects_to_run(part, projects=projects(MONOREPO), test_files=test_files)
    assert [project.root for project in running] == expected


def test_chosen_tests_of_several_projects() -> None:
    ids = [f"{file}::test_it" for file in (ALL[2], ALL[0], ALL[2])]
    part = ChosenTests("pytest", tuple(Chosen(TestId(test), "asked for") for test in ids))
    known = projects(MONOREPO)
    assert [project.root for project in projects_to_run(part, projects=known, test_files=ALL)] == [
        "",
        "services/b",
    ]
    assert by_project([test.id for test in part.tests], known) == {"services/b": (ids[0],), "": (ids[1],)}
