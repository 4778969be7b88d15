"""From parts to calls of three tools; what is missing in one of them does not stop the others."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.host.node import NodeCheck
from qaagent_lsp.host.preflight import Preflight
from qaagent_lsp.linking.links import Linker
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.model.errors import NothingToRun, ToolMissing
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import AllScope, PathScope, RouteScope, SnapshotScope, SuiteScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runs.supervisor import RunOrder
from qaagent_lsp.session.indexing import Index, build
from qaagent_lsp.session.ordering import NewRun, order_of
from qaagent_lsp.session.picture import static_picture
from qaagent_lsp.session.planning import Pythons, Toolbox
from qaagent_lsp.session.rules import rulebook_of
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.e2e.three_tools import three_tools_project

SETTINGS = Settings()
ROUTE = RouteScope(RouteKey("GET", "/pets/{pet_id}"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return three_tools_project(tmp_path / "pets")


def ordered(folder: Path, scope: SnapshotScope, settings: Settings = SETTINGS) -> RunOrder:
    index = build(folder, {}, (), Index())
    snapshot = static_picture(index, Observed(), Linker())
    store = RunStoreOnDisk(folder.parent / "runs")
    toolbox = Toolbox(Pythons(Preflight()), NodeCheck())
    rulebook = rulebook_of(folder, settings, index.conventions)
    return order_of(scope, snapshot, index, rulebook, toolbox, NewRun(store))


def suites(order: RunOrder) -> list[str]:
    return [invocation.suite for invocation in order.work.invocations]


def of(order: RunOrder, suite: str) -> Invocation:
    return next(invocation for invocation in order.work.invocations if invocation.suite == suite)


def config(folder: Path, text: str) -> None:
    (folder / ".qaagent.yaml").write_text(f"project:\n  name: pets\n{text}")


def test_a_route_is_one_run_of_three_tools(folder: Path) -> None:
    order = ordered(folder, ROUTE)
    assert suites(order) == ["unit", "behave", "e2e"]
    assert order.ticket.total == 5
    assert of(order, "behave").chosen == tuple(f"features/pets.feature:{line}" for line in (7, 17, 18))
    assert of(order, "e2e").chosen == ("e2e/pets.spec.ts:4:3",)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (AllScope(), ["unit", "behave", "e2e"]),
        (SuiteScope("e2e"), ["e2e"]),
        (PathScope(WorkspacePath("features")), ["behave"]),
    ],
)
def test_scopes_name_the_tools(folder: Path, scope: SnapshotScope, expected: list[str]) -> None:
    assert suites(ordered(folder, scope)) == expected


def test_the_configuration_orders_limits_and_leaves_out(folder: Path) -> None:
    config(
        folder,
        "run: {suite_order: [e2e, unit, behave], timeout: 9, test_timeout: 3, retry_count: 2, resources: [db]}\n"
        "tests:\n  behave: null\n  unit: {output_dir: tests/unit, args: [-x], env: {A: '1'}, timeout: 7}\n",
    )
    order = ordered(folder, AllScope())
    assert suites(order) == ["e2e", "unit"]
    assert any("suite behave is left out" in note for note in order.notes)
    unit, e2e = of(order, "unit"), of(order, "e2e")
    assert (unit.limits.suite, e2e.limits.suite, e2e.limits.test, e2e.limits.retries) == (7, 9, 3, 2)
    assert unit.resources == ("db",)
    assert "-x" in unit.argv
    assert dict(unit.env)["A"] == "1"
    # What is asked for by name is run whatever the file says of whole runs.
    assert suites(ordered(folder, SuiteScope("behave"))) == ["behave"]


def test_suites_run_at_once_where_the_file_says_so(folder: Path) -> None:
    config(folder, "run: {parallel: true, max_workers: 2}\n")
    assert ordered(folder, AllScope()).work.workers == 2
    config(folder, "run: {parallel: true}\n")
    assert ordered(folder, AllScope()).work.workers == 3
    config(folder, "")
    assert ordered(folder, AllScope()).work.workers == 1


def test_a_file_that_leaves_out_everything_is_refused(folder: Path) -> None:
    config(folder, "tests: {unit: null, behave: null, e2e: null}\n")
    with pytest.raises(NothingToRun):
        ordered(folder, AllScope())


def test_a_missing_tool_is_red_and_the_others_run(folder: Path) -> None:
    (folder / "node_modules").unlink()
    order = ordered(folder, ROUTE)
    assert suites(order) == ["unit", "behave"]
    (missing,) = order.work.missing
    assert (missing.name, missing.runner, missing.outcome, missing.returncode) == (
        "e2e",
        "playwright",
        "error",
        None,
    )
    assert "npm install" in missing.error


def test_where_no_tool_is_there_the_request_is_refused(folder: Path) -> None:
    (folder / "node_modules").unlink()
    with pytest.raises(ToolMissing, match="@playwright/test is not installed"):
        ordered(folder, SuiteScope("e2e"))


def test_the_server_under_test_is_started_with_the_run(folder: Path) -> None:
    assert ordered(folder, ROUTE).work.server is None
    config(folder, "app:\n  dev: {base_url: 'http://127.0.0.1:8123', start_command: uvicorn shop.main:app}\n")
    order = ordered(folder, ROUTE)
    assert order.work.server is not None
    assert order.work.server.cwd == str(folder)
    assert all(dict(one.env)["BASE_URL"] == "http://127.0.0.1:8123" for one in order.work.invocations)
    assert shutil.which("uvicorn", path=dict(order.work.server.env)["PATH"]) == str(
        folder / ".venv/bin/uvicorn"
    )


def test_packages_are_installed_where_the_file_allows_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modules = (folder / "node_modules").resolve()
    (folder / "node_modules").unlink()
    npm = folder / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(f"#!/bin/sh\nln -s {modules} node_modules\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}:{os.environ['PATH']}")
    with pytest.raises(ToolMissing):
        ordered(folder, SuiteScope("e2e"))
    config(folder, "playwright: {install: auto}\n")
    assert suites(ordered(folder, SuiteScope("e2e"))) == ["e2e"]


def test_several_paths_of_one_suite_are_one_call(folder: Path) -> None:
    (folder / "more").mkdir()
    (folder / "more" / "test_more.py").write_text("def test_more(): pass\n")
    config(
        folder,
        "tests:\n"
        "  unit: {output_dir: tests, paths: [tests, more, tests/test_pets.py]}\n"
        "  behave: {output_dir: features, paths: [features/pets.feature, features]}\n"
        "  e2e: {output_dir: e2e, paths: [e2e]}\n",
    )
    order = ordered(folder, AllScope())
    assert suites(order) == ["unit", "behave", "e2e"]
    assert of(order, "unit").argv[-2:] == ("more", "tests")
    assert not any("features" in word for word in of(order, "behave").argv)
