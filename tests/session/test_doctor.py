"""What the doctor says of healthy and of broken projects."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.model.source import WorkspacePath
from tests.session.conftest import Open


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    folder = tmp_path / "mono"
    for name in ("a", "b"):
        project = folder / "services" / name
        (project / "tests").mkdir(parents=True)
        (project / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
        (project / "tests" / "test_it.py").write_text("def test_it(): pass\n")
    return folder


async def test_each_sub_project_is_told_with_its_folder_config_and_call(monorepo: Path, opened: Open) -> None:
    session, _ = await opened(monorepo)
    report = await session.diagnose()
    assert report.trouble == ""
    assert [(project.root, project.config_file) for project in report.projects] == [
        ("services/a", "services/a/pytest.ini"),
        ("services/b", "services/b/pytest.ini"),
    ]
    first = report.projects[0]
    assert first.invocation is not None
    assert first.invocation.cwd == str(monorepo / "services" / "a")
    assert first.invocation.argv[:3] == (sys.executable, "-m", "pytest")
    assert first.interpreter is not None
    assert "python setting" in first.interpreter.reason
    assert report.tests == 2


async def test_one_file_is_told_alone(monorepo: Path, opened: Open) -> None:
    session, _ = await opened(monorepo)
    report = await session.diagnose(WorkspacePath("services/b/tests/test_it.py"))
    assert [project.root for project in report.projects] == ["services/b"]
    assert report.projects[0].invocation is not None
    assert report.projects[0].invocation.argv[-1] == "tests/test_it.py"


async def test_an_interpreter_that_cannot_run_tests_is_trouble_of_its_project(
    monorepo: Path, opened: Open
) -> None:
    session, _ = await opened(monorepo, python="no/such/python")
    projects = (await session.diagnose()).projects
    assert [(project.interpreter, project.invocation) for project in projects] == [(None, None)] * 2
    assert all("no/such/python" in project.trouble for project in projects)


async def test_a_folder_without_tests_is_trouble_and_not_a_crash(tmp_path: Path, opened: Open) -> None:
    session, _ = await opened(tmp_path)
    report = await session.diagnose()
    assert report.projects == ()
    assert "no tests" in report.trouble
