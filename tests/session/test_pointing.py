"""Places of a real project, once its tests have run where executed functions are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.errors import NothingToRun, UnknownPath
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope import AllScope, AtScope, SuitesScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.orchestrate import orchestrate
from tests.probes.environments import environment

APP = """\
RATE = 2


def price(number):
    return number * RATE


def unused():
    return 0


class Pets:
    kind = "pet"

    def names(self):
        return []
"""
TESTS = """\
import app


def helper():
    return app.Pets()


def test_price():
    app.price(1)


def test_names():
    helper().names()


def test_alone():
    pass
"""
PRICE, NAMES, ALONE = (f"test_app.py::test_{name}" for name in ("price", "names", "alone"))


pytestmark = pytest.mark.needs_python("3.12")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "app.py").write_text(APP)
    (folder / "test_app.py").write_text(TESTS)
    (folder / "page.html").write_text("<p>\n")
    return folder


async def run(folder: Path, scope: SuitesScope) -> RunResult:
    settings = Settings(python=environment("3.12", "pytest9"))
    return await orchestrate(folder, scope, settings=settings, runs_dir=str(folder.parent / "runs"))


async def ran(folder: Path, file: str, line: int) -> set[str]:
    return {case.id for case in (await run(folder, AtScope(WorkspacePath(file), line))).cases}


async def test_before_anything_ran_whoever_loads_the_file_and_then_who_executed_the_function(
    folder: Path,
) -> None:
    assert await ran(folder, "app.py", 5) == {PRICE, NAMES, ALONE}
    assert await ran(folder, "app.py", 5) == {PRICE}
    assert await ran(folder, "app.py", 13) == {NAMES}
    assert await ran(folder, "test_app.py", 5) == {NAMES}
    assert await ran(folder, "test_app.py", 17) == {ALONE}
    # What moved with its text is known; what was edited is known as of then, and that is said.
    (folder / "app.py").write_text(f"\n\n{APP}")
    result = await run(folder, AtScope(WorkspacePath("app.py"), 7))
    assert {case.id for case in result.cases} == {PRICE}
    assert result.notes == ("app.py was edited since tests last ran it: who executes what is as of then",)


async def test_what_concerns_no_test_is_refused(folder: Path) -> None:
    await run(folder, AllScope())
    for file, line, words in (
        ("app.py", 1, "no test, route or function"),
        ("app.py", 99, "has no line 99"),
        ("page.html", 1, "no test, route or function"),
    ):
        with pytest.raises(NothingToRun, match=words):
            await run(folder, AtScope(WorkspacePath(file), line))
    with pytest.raises(UnknownPath):
        await run(folder, AtScope(WorkspacePath("gone.py"), 1))
