"""A plan of a session: reserved first, sealed once, and what it found is part of the snapshot."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.cli.demo_project import write_project
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.config.yaml_reading import read_yaml
from qaagent_lsp.model.errors import UntrustedWorkspace
from qaagent_lsp.model.scope import AllScope, PlanScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.compose import open_session
from qaagent_lsp.session.plan_running import frameworks_of, plan_run, start_run
from qaagent_lsp.session.rules import Configured
from qaagent_lsp.session.session import Session
from qaagent_lsp.session.watching import Unwatched


def session_of(tmp_path: Path, *, trusted: bool = True) -> Session:
    folder = tmp_path / "shop"
    folder.mkdir()
    write_project(folder)
    settings = Settings(python=sys.executable)
    return open_session(folder, settings, Unwatched(), runs_dir=str(tmp_path / "runs"), trusted=trusted)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))


async def test_the_verdicts_of_a_plan_are_known_as_those_of_any_run(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    try:
        await session.start()
        ticket = await plan_run(session, PlanScope(tools=()))
        result = await session.wait(ticket.run_id)
        assert (result.status, result.run_id, result.scope) == ("failed", ticket.run_id, PlanScope(tools=()))
        assert {case.outcome for case in result.cases} == {"passed", "failed"}
        assert set(session.snapshot.results) == {case.id for case in result.cases}
        assert any(session.links_of_route(risk.key)[0].how == "observed" for risk in result.risks)
        assert not session.snapshot.running
    finally:
        await session.aclose()


async def test_every_scope_is_started_by_its_own_way(tmp_path: Path) -> None:
    session = session_of(tmp_path)
    try:
        await session.start()
        for scope in (PlanScope(tools=()), AllScope()):
            ticket = await start_run(session, scope)
            assert (await session.wait(ticket.run_id)).scope == scope
    finally:
        await session.aclose()


async def test_a_workspace_that_is_not_trusted_is_refused_and_nothing_is_reserved(tmp_path: Path) -> None:
    session = session_of(tmp_path, trusted=False)
    try:
        await session.start()
        with pytest.raises(UntrustedWorkspace):
            await plan_run(session, PlanScope())
        assert not (tmp_path / "runs").exists()
    finally:
        await session.aclose()


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        (None, ["pytest"]),
        ("", ["pytest"]),
        ("tests: {behave: {output_dir: features}}", ["pytest", "behave"]),
        (
            "tests: {e2e: {output_dir: e2e}, behave: {enabled: false, output_dir: f}}",
            ["pytest", "playwright"],
        ),
        ("tests: {unit: null, behave: {output_dir: features}}", ["behave"]),
    ],
)
def test_tests_are_written_for_pytest_and_for_the_suites_that_the_configuration_names(
    tests: str | None, expected: list[str]
) -> None:
    if tests is None:
        assert list(frameworks_of(None)) == expected
        return
    profile, problems = read_yaml(f"project: {{name: shop}}\n{tests}\n", WorkspacePath(".qaagent.yaml"))
    assert profile is not None, problems
    assert list(frameworks_of(Configured(Path("/shop"), profile))) == expected
