from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runners.pytest_project import (
    PytestProject,
    config_problems,
    is_below,
    project_of,
    projects_of,
    relative_to,
)

PYTEST_TOML = "[tool.pytest.ini_options]\n"
PLAIN_TOML = "[project]\nname = 'x'\n"


def projects(files: Mapping[str, str]) -> tuple[PytestProject, ...]:
    return projects_of({WorkspacePath(file): text for file, text in files.items()})


LAYOUTS: dict[str, dict[str, str]] = {
    "nothing": {},
    "ini at the top": {"pytest.ini": ""},
    "monorepo": {
        "pyproject.toml": PYTEST_TOML,
        "services/a/pyproject.toml": PYTEST_TOML,
        "services/b/pytest.ini": "",
        "services/c/setup.cfg": "[tool:pytest]\n",
        "services/d/tox.ini": "[pytest]\n",
        "services/e/.pytest.ini": "",
        "services/f/pytest.toml": "",
    },
    "silent files below a speaking one": {
        "pytest.ini": "[pytest]\n",
        "services/a/pyproject.toml": PLAIN_TOML,
        "services/b/setup.py": "",
        "services/c/setup.cfg": "[metadata]\n",
        "services/d/tox.ini": "[tox]\n",
    },
    "pyproject without pytest": {"pyproject.toml": PLAIN_TOML, "services/a/pyproject.toml": PLAIN_TOML},
    "pyproject beats setup.py, near or far": {"pyproject.toml": PLAIN_TOML, "services/a/setup.py": ""},
    "setup.py alone": {"services/setup.py": "", "services/a/setup.py": ""},
    "setup.py above pyproject": {"setup.py": "", "services/a/pyproject.toml": PLAIN_TOML},
    "which file of one folder": {
        "services/a/pytest.ini": "[pytest]\n",
        "services/a/pyproject.toml": PYTEST_TOML,
        "services/b/pyproject.toml": PYTEST_TOML,
        "services/b/tox.ini": "[pytest]\n",
        "services/c/tox.ini": "[pytest]\n",
        "services/c/setup.cfg": "[tool:pytest]\n",
        "services/d/pyproject.toml": PLAIN_TOML,
        "services/d/setup.cfg": "[tool:pytest]\n",
    },
    "nested in each other": {"services/pytest.ini": "", "services/a/sub/pyproject.toml": PYTEST_TOML},
}

TEST_FILES = ("tests/test_t.py", *(f"services/{name}/sub/test_s.py" for name in "abcdef"))


@pytest.mark.parametrize("name", LAYOUTS)
def test_rootdir_and_configuration_are_those_of_pytest_itself(name: str, tmp_path: Path) -> None:
    """Ask pytest for the header of every test file, started in the project that we would start it in."""
    layout = LAYOUTS[name]
    folder = tmp_path / "w"
    for file in (*layout, *TEST_FILES):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(layout.get(file, "def test_it(): pass\n"))
    known = projects(layout)
    chosen = {file: project_of(WorkspacePath(file), known) for file in TEST_FILES}
    expected = {
        file: (
            os.path.normpath(folder / project.root),
            relative_to(project.config_file, project.root) if project.config_file else "",
        )
        for file, project in chosen.items()
    }
    assert headers(folder, {file: project.root for file, project in chosen.items()}) == expected


ASK = """
import json, os, sys
import pytest
for cwd, file in json.load(sys.stdin):
    os.chdir(cwd)
    print("asked:", file, flush=True)
    pytest.main(["--collect-only", "-p", "no:cacheprovider", "--import-mode=importlib", file])
"""


def headers(folder: Path, roots: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return rootdir and configfile of each file as pytest prints them, started in the given folder."""
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        input=json.dumps([(str(folder / root), str(folder / file)) for file, root in roots.items()]),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )
    found = {}
    for part in done.stdout.split("asked: ")[1:]:
        said = dict(
            line.split(": ", 1) for line in part.splitlines() if line.startswith(("rootdir", "configfile"))
        )
        # pytest appends a warning to the name when other files of the folder would have counted too.
        config = said.get("configfile", "").partition(" (WARNING")[0]
        found[Path(part.splitlines()[0]).relative_to(folder).as_posix()] = (said["rootdir"], config)
    return found


@pytest.mark.parametrize(
    ("files", "roots"),
    [
        ({}, [""]),
        ({"a/pytest.ini": ""}, ["", "a"]),
        ({"pytest.ini": "", "a/b/pytest.ini": "", "a/pyproject.toml": PLAIN_TOML}, ["", "a/b"]),
        ({"README.md": "x", "a/conftest.py": ""}, [""]),
        ({"a/pyproject.toml": "[tool.pytest.ini_options]\naddopts = "}, ["", "a"]),
        ({"a/pyproject.toml": "[project\n", "pytest.ini": ""}, [""]),
    ],
)
def test_roots(files: Mapping[str, str], roots: list[str]) -> None:
    assert [project.root for project in projects(files)] == roots


def test_options_of_the_file_that_counts() -> None:
    (project,) = projects(
        {"pytest.ini": "[pytest]\ntestpaths = a b\naddopts = -n 4\npython_files = check_*.py\n"}
    )
    assert project.config_file == "pytest.ini"
    assert project.testpaths == ("a", "b")
    assert project.addopts == ("-n", "4")
    assert project.patterns.python_files == ("check_*.py",)


def test_problems_are_sorted_by_file() -> None:
    broken = {WorkspacePath("b/pytest.ini"): "x", WorkspacePath("a/pyproject.toml"): "x"}
    assert [problem.file for problem in config_problems(broken)] == ["a/pyproject.toml", "b/pytest.ini"]


@pytest.mark.parametrize(
    ("path", "folder", "below", "relative"),
    [
        ("a/b.py", "", True, "a/b.py"),
        ("a/b.py", "a", True, "b.py"),
        ("a", "a", True, "."),
        ("", "", True, "."),
        ("ab/c.py", "a", False, None),
    ],
)
def test_paths(path: str, folder: str, relative: str | None, *, below: bool) -> None:
    assert is_below(WorkspacePath(path), WorkspacePath(folder)) is below
    if relative is not None:
        assert relative_to(WorkspacePath(path), WorkspacePath(folder)) == relative
