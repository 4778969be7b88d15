"""Real runs on a Python that tells executed functions, and what ``--changed`` makes of it afterwards."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.linking.executed import UNKNOWN, Executed
from qaagent_lsp.model.errors import NothingToRun
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.result import Attempt, CaseResult
from qaagent_lsp.model.scope import AllScope, ChangedScope, PathScope, SuitesScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.trace import ExecutedFunction, Trace
from qaagent_lsp.session.cache import WorkspaceCache
from qaagent_lsp.session.executing import Ran, keep_executed
from qaagent_lsp.session.orchestrate import orchestrate
from tests.probes.behaving import put
from tests.probes.environments import environment
from tests.probes.test_qaagent_behave_session import EXECUTED

APP = """
import json
from pathlib import Path

RATE = 2


def price(number):
    return number * RATE


def cost(number):
    return price(number) + 1


def unused():
    return 0
"""
TESTS = """
import pytest

import app


@pytest.mark.parametrize("number", [1, 2])
def test_price(number):
    assert app.price(number) == 2 * number


def test_cost():
    assert app.cost(1) == 3


def test_alone():
    assert True
"""
PRICE, COST, ALONE = (f"tests/test_app.py::test_{name}" for name in ("price", "cost", "alone"))


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    (folder / "tests").mkdir(parents=True)
    (folder / "app.py").write_text(APP)
    (folder / "tests" / "test_app.py").write_text(TESTS)
    (folder / "tests" / "test_more.py").write_text("import app\n\n\ndef test_more():\n    app.cost(2)\n")
    (folder / "conftest.py").touch()
    (folder / ".gitignore").write_text("__pycache__/\n.pytest_cache/\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "state")
    return folder


async def ran(folder: Path, scope: SuitesScope, python: str = "") -> set[str]:
    settings = Settings(python=python or environment("3.12", "pytest9"))
    result = await orchestrate(folder, scope, settings=settings, runs_dir=str(folder.parent / "runs"))
    return {case.id.partition("[")[0] for case in result.cases}


def edit(folder: Path, old: str, new: str, file: str = "app.py") -> None:
    text = (folder / file).read_text()
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new))


MORE = "tests/test_more.py::test_more"
CHANGED = ChangedScope()


@pytest.mark.needs_python("3.12")
async def test_a_function_that_changed_runs_the_tests_that_executed_it(folder: Path) -> None:
    assert await ran(folder, AllScope()) == {PRICE, COST, ALONE, MORE}
    edit(folder, "+ 1", "+ 2")
    assert await ran(folder, CHANGED) == {COST, MORE}
    # On to the next edit, with what ran last seen on the text in between.
    edit(folder, "+ 2", "+ 3")
    assert await ran(folder, CHANGED) == {COST, MORE}
    edit(folder, "number * RATE", "RATE * number")
    assert await ran(folder, CHANGED) == {PRICE, COST, MORE}


@pytest.mark.needs_python("3.12")
async def test_what_more_than_a_function_or_an_unknown_test_needs_is_run_too(folder: Path) -> None:
    assert await ran(folder, PathScope(WorkspacePath("tests/test_app.py"))) == {PRICE, COST, ALONE}
    edit(folder, "+ 1", "+ 2")
    assert await ran(folder, CHANGED) == {COST, MORE}
    edit(folder, "return 0", "return 1")
    (folder / "tests" / "test_new.py").write_text("def test_new():\n    pass\n")
    assert await ran(folder, CHANGED) == {COST, MORE, "tests/test_new.py::test_new"}
    edit(folder, "RATE = 2", "RATE = 3")
    assert await ran(folder, CHANGED) == {PRICE, COST, ALONE, MORE, "tests/test_new.py::test_new"}


@pytest.mark.needs_python("3.12")
async def test_workers_share_the_tests_of_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-n2")
    await ran(folder, AllScope())
    monkeypatch.delenv("PYTEST_ADDOPTS")
    edit(folder, "+ 1", "+ 2")
    assert await ran(folder, CHANGED) == {COST, MORE}


@pytest.mark.needs_python("3.12")
async def test_what_nobody_executes_runs_nothing_and_says_so(folder: Path) -> None:
    await ran(folder, AllScope())
    edit(folder, "return 0", "return 1")
    with pytest.raises(NothingToRun) as refusal:
        await ran(folder, CHANGED)
    assert "app.py changed, and no test is known that it may concern" in refusal.value.hint


@pytest.mark.needs_python("3.13")
async def test_scenarios_of_which_a_step_or_what_it_calls_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))
    folder = put(tmp_path / "shop", EXECUTED)
    (folder / ".gitignore").write_text("__pycache__/\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "state")
    python = environment("3.13", "behave13")
    assert await ran(folder, AllScope(), python) == {
        f"features/{place}" for place in ("a.feature:2", "a.feature:4", "b.feature:2")
    }
    edit(folder, "    pass\n", "    return\n", "features/steps/steps.py")
    assert await ran(folder, CHANGED, python) == {"features/a.feature:4"}
    git(folder, "commit", "-q", "-a", "-m", "state")
    edit(folder, "return 1", "return 2")
    assert await ran(folder, CHANGED, python) == {"features/a.feature:2", "features/b.feature:2"}


TEST = TestId("test_a.py::test_a")
F = ExecutedFunction(WorkspacePath("app.py"), "price", 8)


def case_of(hits: tuple[Hit, ...] = ()) -> CaseResult:
    return CaseResult(
        TEST,
        "unit",
        "pytest",
        "test_a",
        "passed",
        0.1,
        WorkspacePath("test_a.py"),
        1,
        (Attempt("passed", 0.1),),
        hits=hits,
    )


def kept(folder: Path, *, asked_at: float, hits: tuple[Hit, ...] = ()) -> Executed:
    cache = WorkspaceCache(folder / "cache")
    trace = Trace((F,), {TEST: frozenset({0})}, {}, {})
    keep_executed(folder, cache, Ran([trace], [case_of(hits)], {}, asked_at))
    return cache.load_executed()


def test_a_file_that_was_written_meanwhile_is_not_known(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    now = time.time()
    known = kept(tmp_path, asked_at=now + 10)
    assert [(unit.key, bool(unit.digest)) for unit in known.units] == [("price", True)]
    os.utime(tmp_path / "app.py", (now + 20, now + 20))
    unknown = kept(tmp_path, asked_at=now + 10)
    assert unknown.units[-1].digest == UNKNOWN
    assert unknown.files[WorkspacePath("app.py")][-1].content == UNKNOWN
    (tmp_path / "app.py").write_text("def (")
    assert kept(tmp_path, asked_at=time.time() + 100).units[-1].digest == UNKNOWN


def test_a_test_that_asked_another_process_did_more_than_was_seen(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    known = kept(
        tmp_path, asked_at=time.time() + 10, hits=(Hit("GET", "/", "", "", 0, 200, False, "call", "request"),)
    )
    assert [unit.key for unit in known.units] == ["price", ""]


def test_units_are_kept_and_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    kept(tmp_path, asked_at=time.time() + 10)
    first = WorkspaceCache(tmp_path / "cache").load_units()
    kept(tmp_path, asked_at=time.time() + 10)
    assert WorkspaceCache(tmp_path / "cache").load_units() == first
    assert len(first) == 1
