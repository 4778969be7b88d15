from __future__ import annotations

from collections.abc import Sequence

import pytest

from qaagent_lsp.model.scope import Chosen, ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runners.behave_project import (
    BehaveProject,
    behave_project_of,
    behave_projects,
    behave_projects_to_run,
    behave_suites,
    holds_behave_code,
)


def projects(features: Sequence[str], code: Sequence[str], **configs: str) -> tuple[BehaveProject, ...]:
    return behave_projects(
        {
            WorkspacePath(name.replace("__", "/").replace("_ini", ".ini")): text
            for name, text in configs.items()
        },
        feature_files=[WorkspacePath(file) for file in features],
        code_files=[WorkspacePath(file) for file in code],
    )


def shown(found: Sequence[BehaveProject]) -> list[str]:
    return [
        f"{project.root or '.'}: {' '.join(project.paths)}{' (named)' if project.names_paths else ''}"
        for project in found
    ]


@pytest.mark.parametrize(
    ("features", "code", "configs", "expected"),
    [
        (["features/a.feature"], ["features/steps/s.py"], {}, [".: features"]),
        (["features/deep/a.feature"], ["features/environment.py"], {}, [".: features"]),
        (["shop/features/a.feature"], ["shop/features/steps/s.py"], {}, ["shop: features"]),
        (
            ["tests/bdd/a.feature"],
            ["tests/bdd/steps/s.py"],
            {"tox_ini": ""},
            [".: tests/bdd (named)"],
        ),
        (["tests/bdd/a.feature"], ["tests/bdd/steps/s.py"], {}, ["tests: bdd (named)"]),
        (
            ["shop/features/a.feature", "features/b.feature"],
            ["shop/features/steps/s.py", "features/steps/s.py"],
            {},
            [".: features", "shop: features"],
        ),
        (
            ["one/a.feature", "two/b.feature"],
            ["one/steps/s.py", "two/steps/s.py"],
            {},
            [".: one (named)", ".: two (named)"],
        ),
        (["spec/a.feature"], ["spec/steps/s.py"], {"behave_ini": "[behave]\npaths = spec\n"}, [".: spec"]),
        (["a.feature"], ["steps/s.py"], {"behave_ini": "[behave]\npaths = .\n"}, [".: ."]),
        (["a.feature"], ["steps/s.py"], {}, [".: . (named)"]),
        (["features/a.feature"], [], {"behave_ini": ""}, [".: features"]),
        (["tests/bdd/a.feature"], ["tests/bdd/steps/s.py"], {"behave_ini": ""}, [".: tests/bdd (named)"]),
        (
            ["features/a.feature", "tests/features/b.feature"],
            ["features/steps/s.py", "tests/features/steps/s.py"],
            {"behave_ini": ""},
            [".: features", ".: tests/features (named)"],
        ),
        (
            ["features/a.feature", "spec/b.feature"],
            ["features/steps/s.py", "spec/steps/s.py"],
            {"behave_ini": "[behave]\npaths = spec\n"},
            [".: features (named)", ".: spec"],
        ),
        (["features/a.feature"], [], {}, []),
        (["tests/a.feature"], ["features/steps/s.py"], {}, []),
        ([], ["features/steps/s.py"], {"behave_ini": ""}, []),
    ],
)
def test_where_projects_begin(
    features: list[str], code: list[str], configs: dict[str, str], expected: list[str]
) -> None:
    assert shown(projects(features, code, **configs)) == expected


def test_options_of_the_file_are_the_projects() -> None:
    (found,) = projects(["features/a.feature"], [], behave_ini="[behave]\nlang = de\n")
    assert (found.language, found.config_file) == ("de", "behave.ini")


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("features/steps/s.py", "from behave import given\n", True),
        ("features/steps/deep/s.py", "import behave\n", True),
        ("features/steps/s.py", "from pytest_bdd import given\n", False),
        ("features/environment.py", "def before_all(context):\n    pass\n", True),
        ("features/environment.py", "from behave import fixture\n", True),
        ("app/environment.py", "ENVIRONMENT = 1\n", False),
        ("app/shop.py", "from behave import given\n", False),
    ],
)
def test_code_of_behave(file: str, text: str, expected: bool) -> None:
    assert holds_behave_code(WorkspacePath(file), text) is expected


TWO = projects(
    ["features/b.feature", "shop/features/a.feature"], ["features/steps/s.py", "shop/features/steps/s.py"]
)


def test_suites() -> None:
    assert {name: project.root for name, project in behave_suites(TWO).items()} == {
        "behave": "",
        "behave-shop": "shop",
    }
    assert list(behave_suites(TWO[1:])) == ["behave"]


def test_suites_that_share_a_root() -> None:
    found = projects(["one/a.feature", "two/b.feature"], ["one/steps/s.py", "two/steps/s.py"])
    assert {name: project.paths for name, project in behave_suites(found).items()} == {
        "behave": ("one",),
        "behave-two": ("two",),
    }


@pytest.mark.parametrize(
    ("file", "root"),
    [("features/b.feature", ""), ("shop/features/a.feature", "shop"), ("other/c.feature", None)],
)
def test_owner(file: str, root: str | None) -> None:
    found = behave_project_of(WorkspacePath(file), TWO)
    assert (found.root if found else None) == root


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (WholeSuite("behave"), ["", "shop"]),
        (WholeSuite("behave", (WorkspacePath("shop"),)), ["shop"]),
        (WholeSuite("behave", (WorkspacePath("features/b.feature"),)), [""]),
        (WholeSuite("behave", (WorkspacePath("docs"),)), []),
        (ChosenTests("behave", (Chosen(TestId("shop/features/a.feature:3"), "asked for"),)), ["shop"]),
        (ChosenTests("behave", (Chosen(TestId("elsewhere/a.feature:3"), "asked for"),)), []),
    ],
)
def test_projects_to_run(part: WholeSuite | ChosenTests, expected: list[str]) -> None:
    files = [WorkspacePath("features/b.feature"), WorkspacePath("shop/features/a.feature")]
    assert [
        project.root for project in behave_projects_to_run(part, projects=TWO, feature_files=files)
    ] == expected
