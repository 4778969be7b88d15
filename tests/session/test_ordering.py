"""From a scope to planned invocations, on a real monorepo."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.host.node import NodeCheck
from qaagent_lsp.host.preflight import Preflight
from qaagent_lsp.linking.links import Linker
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.model.errors import UnknownSuite
from qaagent_lsp.model.scope import AllScope, SuiteScope, SuitesScope, TestScope
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runs.supervisor import RunOrder
from qaagent_lsp.session.indexing import Index, build
from qaagent_lsp.session.ordering import NewRun, order_of
from qaagent_lsp.session.picture import static_picture
from qaagent_lsp.session.planning import PROBE_DIR, Pythons, Toolbox
from qaagent_lsp.session.rules import rulebook_of
from qaagent_lsp.store.run_store import RunStoreOnDisk

SETTINGS = Settings(python=sys.executable, timeout=9.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mono"
    for name in ("a", "b"):
        project = folder / name
        project.mkdir(parents=True)
        (project / "pytest.ini").write_text("[pytest]\n")
        (project / "test_it.py").write_text("def test_one(): pass\ndef test_two(): pass\n")
    return folder


def ordered(folder: Path, scope: SuitesScope) -> RunOrder:
    index = build(folder, {}, (), Index())
    store = RunStoreOnDisk(folder.parent / "runs")
    snapshot = static_picture(index, Observed(), Linker())
    rulebook = rulebook_of(folder, SETTINGS, index.conventions)
    return order_of(
        scope, snapshot, index, rulebook, Toolbox(Pythons(Preflight()), NodeCheck()), NewRun(store)
    )


def test_everything_is_one_invocation_a_sub_project(folder: Path) -> None:
    order = ordered(folder, AllScope())
    assert [Path(one.cwd).name for one in order.work.invocations] == ["a", "b"]
    assert (order.ticket.total, order.work.workspace) == (None, str(folder))
    assert {one.limits.suite for one in order.work.invocations} == {9.0}
    assert all(dict(one.env)["PYTHONPATH"].startswith(str(PROBE_DIR)) for one in order.work.invocations)


def test_one_test_is_counted_and_run_in_its_own_project(folder: Path) -> None:
    order = ordered(folder, TestScope(TestId("b/test_it.py::test_two")))
    assert order.ticket.total == 1
    assert [(Path(one.cwd).name, one.chosen) for one in order.work.invocations] == [
        ("b", ("b/test_it.py::test_two",))
    ]


def test_a_suite_is_run_by_its_name(folder: Path) -> None:
    names = [one.suite for one in ordered(folder, AllScope()).work.invocations]
    order = ordered(folder, SuiteScope(names[1]))
    assert [one.suite for one in order.work.invocations] == [names[1]]
    with pytest.raises(UnknownSuite) as refused:
        ordered(folder, SuiteScope("nope"))
    assert all(name in refused.value.hint for name in names)


def test_a_refused_order_reserves_nothing(folder: Path) -> None:
    with pytest.raises(UnknownSuite):
        ordered(folder, SuiteScope("nope"))
    assert list(RunStoreOnDisk(folder.parent / "runs").list_runs()) == []


def test_the_probe_folder_holds_nothing_but_the_probe() -> None:
    names = {path.name for path in PROBE_DIR.iterdir() if path.name != "__pycache__"}
    assert "qaagent_probe.py" in names
    # On the path of the user's process, where no name may hide another.
    assert all(name.startswith("qaagent_") for name in names)
