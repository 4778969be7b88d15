"""The life of a session on a small real project: index, run, verdicts, restart, edit, cancel."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from qaagent_lsp.model.errors import NothingToRun, ToolMissing, UnknownRoute, UntrustedWorkspace
from qaagent_lsp.model.event import CaseFinished, CaseStarted
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import AllScope, FailedScope, PathScope, RouteScope, TestScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.session.conftest import Open

APP = """
from fastapi import FastAPI

app = FastAPI()


@app.get("/pets/{pet_id}")
def get_pet(pet_id: int):
    names = {1: "Rex"}
    return {"name": names[pet_id].lower()}


@app.get("/health")
def health():
    return "ok"
"""
TESTS = """
import pytest
from fastapi.testclient import TestClient

from app import app

client = TestClient(app)


@pytest.mark.parametrize("pet_id", [1])
def test_a_pet(pet_id):
    assert client.get(f"/pets/{pet_id}").json() == {"name": "Rex"}


def test_health():
    assert client.get("/health").status_code == 200
"""
PET = RouteKey("GET", "/pets/{pet_id}")
TEST_FILE = WorkspacePath("test_app.py")
CASE = TestId("test_app.py::test_a_pet[1]")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "pets"
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "app.py").write_text(APP)
    (folder / "test_app.py").write_text(TESTS)
    return folder


async def test_a_click_on_a_route_runs_its_tests_and_shows_their_verdict(project: Path, opened: Open) -> None:
    session, witness = await opened(project)
    assert [link.how for link in session.links_of_route(PET)] == ["call"]
    ticket = await session.run(RouteScope(PET))
    assert ticket.total == 1
    result = await session.wait(ticket.run_id)
    assert (result.status, [case.id for case in result.cases]) == ("failed", [CASE])
    failed = session.snapshot.results[CASE]
    assert failed.case.failures[0].location is not None
    assert [link.route for link in failed.case.routes] == [PET]
    assert [link.how for link in session.links_of_route(PET)] == ["observed"]
    assert witness.told[0] == "queued"
    assert witness.told[-1] == "finished failed"

    (project / "app.py").write_text(APP.replace(".lower()", ""))
    await session.files_changed([WorkspacePath("app.py")])
    again = await session.wait((await session.run(FailedScope())).run_id)
    assert again.status == "passed"
    assert session.snapshot.results[CASE].case.outcome == "passed"
    runs = await session.list_runs()
    assert [(run.run_id, run.status) for run in runs] == [(again.run_id, "passed"), (result.run_id, "failed")]
    assert (await session.show_run(result.run_id)).cases == result.cases


async def test_verdicts_and_observed_links_survive_a_restart_until_cleared(
    project: Path, opened: Open
) -> None:
    session, _ = await opened(project)
    await session.wait((await session.run(AllScope())).run_id)
    later, _ = await opened(project)
    assert later.snapshot.results[CASE].case.outcome == "failed"
    assert [link.how for link in later.links_of_route(PET)] == ["observed"]
    assert all(anchor is None or anchor.digest for anchor in later.snapshot.results[CASE].anchors)
    await later.clear_results()
    assert later.snapshot.results == {}
    latest, _ = await opened(project)
    assert latest.snapshot.results == {}


async def test_a_changed_test_falls_back_to_what_its_text_says(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    await session.wait((await session.run(AllScope())).run_id)
    await session.buffer_changed(TEST_FILE, TESTS.replace('"/health"', '"/pets/1"'))
    links = session.snapshot.links_by_test[TestId("test_app.py::test_health")]
    assert [(link.route, link.how) for link in links] == [(PET, "call")]


async def test_a_broken_buffer_keeps_its_routes_and_the_rest_of_the_folder(
    project: Path, opened: Open
) -> None:
    session, _ = await opened(project)
    before = [route.key for route in session.snapshot.routes]
    await session.buffer_changed(WorkspacePath("app.py"), APP.replace("def health():", "def health(:"))
    assert [route.key for route in session.snapshot.routes] == before
    assert TestId("test_app.py::test_health") in session.snapshot.tests


async def test_new_and_deleted_files_come_and_go(project: Path, opened: Open) -> None:
    session, _ = await opened(project)
    (project / "test_more.py").write_text("def test_more(): pass\n")
    more = WorkspacePath("test_more.py")
    await session.files_changed([more])
    assert TestId("test_more.py::test_more") in session.snapshot.tests
    (project / "test_more.py").unlink()
    await session.files_changed([more])
    assert TestId("test_more.py::test_more") not in session.snapshot.tests


async def test_requests_that_cannot_be_carried_out_are_refused_and_reserve_nothing(
    project: Path, opened: Open, tmp_path: Path
) -> None:
    session, _ = await opened(project)
    with pytest.raises(UnknownRoute):
        await session.run(RouteScope(RouteKey("GET", "/nope")))
    with pytest.raises(NothingToRun):
        await session.run(FailedScope())
    untrusted, _ = await opened(project, trusted=False)
    with pytest.raises(UntrustedWorkspace):
        await untrusted.run(AllScope())
    without, _ = await opened(project, python="no/such/python")
    with pytest.raises(ToolMissing):
        await without.run(AllScope())
    assert list(await session.list_runs()) == []


SLOW = """
import pathlib
import subprocess
import sys
import time


def test_quick():
    pass


def test_slow():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    pathlib.Path("grandchild").write_text(str(child.pid))
    time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    """Tell whether a process still runs; one that only waits for init to take note of its end does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_cancel_ends_the_whole_tree_and_keeps_what_had_finished(project: Path, opened: Open) -> None:
    (project / "test_slow.py").write_text(SLOW)
    session, witness = await opened(project)
    ticket = await session.run(PathScope(WorkspacePath("test_slow.py")))
    grandchild = project / "grandchild"

    def in_the_slow_test() -> bool:
        return any(isinstance(event, CaseStarted) and event.id.endswith("slow") for event in witness.events)

    await witness.until(in_the_slow_test)
    while not (grandchild.exists() and grandchild.read_text()):
        os.sched_yield()
    assert await session.cancel(ticket.run_id)
    result = await session.wait(ticket.run_id)
    assert result.status == "cancelled"
    finished = [event.case for event in witness.events if isinstance(event, CaseFinished)]
    assert ("test_slow.py::test_quick", "passed") in [(case.id, case.outcome) for case in finished]
    assert not is_alive(int(grandchild.read_text()))
    assert not await session.cancel(ticket.run_id)
    stored = await session.show_run(ticket.run_id)
    assert (stored.status, "test_slow.py::test_quick" in [case.id for case in stored.cases]) == (
        "cancelled",
        True,
    )


async def test_runs_of_one_folder_go_one_after_the_other(project: Path, opened: Open) -> None:
    session, witness = await opened(project)
    first = await session.run(TestScope(TestId("test_app.py::test_health")))
    second = await session.run(TestScope(CASE))
    assert (await session.wait(second.run_id)).status == "failed"
    assert (await session.wait(first.run_id)).status == "passed"
    assert witness.told.index("finished passed") < witness.told.index("finished failed")
    assert first.run_id != second.run_id


async def test_closing_a_session_cancels_and_seals_its_runs(project: Path, opened: Open) -> None:
    (project / "test_slow.py").write_text(SLOW)
    session, witness = await opened(project)
    ticket = await session.run(PathScope(WorkspacePath("test_slow.py")))
    await witness.until(lambda: "CaseStarted" in witness.told)
    await session.aclose()
    assert (await session.show_run(ticket.run_id)).status == "cancelled"
