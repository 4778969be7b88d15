from __future__ import annotations

import pytest

from qaagent_lsp.discovery.pytest_tests import TestPatterns
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runners.pytest_config import PytestOptions, concerns_pytest, options_in, problem_in

NATIVE = '[tool.pytest]\ntestpaths = ["tests"]\naddopts = ["-n", "2"]\n'
INI_IN_TOML = '[tool.pytest.ini_options]\ntestpaths = "a \'b c\'"\npython_files = ["check_*.py"]\n'


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pytest.ini", "", PytestOptions()),
        ("pytest.ini", "[pytest]\ntestpaths = a\n  b\n", PytestOptions(testpaths=("a", "b"))),
        ("pytest.ini", "[other]\ntestpaths = a\n", PytestOptions()),
        (
            ".pytest.ini",
            "[pytest]\naddopts = -q -m 'not slow'\n",
            PytestOptions(addopts=("-q", "-m", "not slow")),
        ),
        ("pytest.toml", '[pytest]\ntestpaths = ["t"]\n', PytestOptions(testpaths=("t",))),
        (".pytest.toml", "", PytestOptions()),
        ("tox.ini", "[tox]\nenvlist = py\n", None),
        ("tox.ini", "[pytest]\n", PytestOptions()),
        ("setup.cfg", "[metadata]\nname = x\n", None),
        ("setup.cfg", "[tool:pytest]\ntestpaths = t\n", PytestOptions(testpaths=("t",))),
        ("pyproject.toml", "[project]\nname = 'x'\n", None),
        ("pyproject.toml", "[tool.pytest.ini_options]\n", PytestOptions()),
        ("pyproject.toml", "[tool.pytest]\n", None),
        ("pyproject.toml", NATIVE, PytestOptions(testpaths=("tests",), addopts=("-n", "2"))),
        (
            "pyproject.toml",
            INI_IN_TOML,
            PytestOptions(testpaths=("a", "b c"), patterns=TestPatterns(python_files=("check_*.py",))),
        ),
        (
            "pytest.ini",
            "[pytest]\npython_files = t_*.py *_t.py\npython_classes = Check *Suite\npython_functions = check\n",
            PytestOptions(patterns=TestPatterns(("t_*.py", "*_t.py"), ("Check", "*Suite"), ("check",))),
        ),
    ],
)
def test_what_a_file_configures(name: str, text: str, expected: PytestOptions | None) -> None:
    assert options_in(name, text) == expected


@pytest.mark.parametrize(
    ("file", "text", "line", "message"),
    [
        ("a/pyproject.toml", "[project]\nname = \n", 2, "Invalid value"),
        ("pytest.ini", "[pytest]\n[pytest]\n", 2, "duplicate section"),
        ("pytest.ini", "testpaths = a\n", 1, "no section header"),
        ("setup.cfg", "[metadata]\nname = x\n[pytest]\n", 3, "must be called [tool:pytest]"),
        ("pytest.ini", "[pytest]\nx = 1\naddopts = 'open\n", 3, "addopts: No closing quotation"),
        ("pyproject.toml", NATIVE + INI_IN_TOML, 1, "cannot both be used"),
    ],
)
def test_what_pytest_refuses_is_a_problem_at_its_line(file: str, text: str, line: int, message: str) -> None:
    problem = problem_in(WorkspacePath(file), text)
    assert problem is not None
    assert (problem.file, problem.line, problem.code) == (file, line, "bad-pytest-config")
    assert problem.message.startswith("pytest cannot read this file: ")
    assert message in problem.message


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pytest.ini", "[pytest]\naddopts = -q\n"),
        ("a/setup.py", "def ("),
        ("tox.ini", "[tox]\n"),
        ("x.toml", "[["),
    ],
)
def test_what_pytest_does_not_refuse(file: str, text: str) -> None:
    assert problem_in(WorkspacePath(file), text) is None


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("pytest.ini", "", True),
        ("pyproject.toml", "[tool.pytest.ini_options]\nx = ", True),
        ("pyproject.toml", "[project]\nx = ", False),
        ("setup.cfg", "[tool:pytest]", True),
        ("tox.ini", "[tox", False),
        ("setup.py", "[pytest]", False),
    ],
)
def test_whether_a_file_is_meant_for_pytest(name: str, text: str, *, expected: bool) -> None:
    assert concerns_pytest(name, text) is expected
