from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.model.scope import PathScope, RouteScope, Scope, TestScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import NOON, PETS, Clock, begin, failed, passed, written

ROUTE = RouteScope(PETS)


def verdicts(store: RunStoreOnDisk, target: str = "/project") -> dict[str, tuple[str, str, float]]:
    return {case.name: (case.outcome, run_id, at - NOON) for case, run_id, at in store.last_results(target)}


def test_the_newest_verdict_counts_and_older_ones_fill_in(store: RunStoreOnDisk, clock: Clock) -> None:
    first = written(store, passed("test_a"), failed("test_b"))
    clock.now += 60
    second = written(store, passed("test_b"), scope=ROUTE)
    assert verdicts(store) == {"test_b": ("passed", second, 60), "test_a": ("passed", first, 0)}


def test_a_finished_run_of_everything_settles_what_tests_there_are(
    store: RunStoreOnDisk, clock: Clock
) -> None:
    written(store, failed("test_removed_since"))
    clock.now += 60
    written(store, passed("test_a"))
    assert set(verdicts(store)) == {"test_a"}


def test_a_run_in_progress_counts_with_what_has_finished(store: RunStoreOnDisk, clock: Clock) -> None:
    written(store, passed("test_a"), passed("test_b"))
    clock.now += 60
    running = begin(store)
    running.append([failed("test_a")])
    found = verdicts(store)
    assert (found["test_a"][:2], found["test_b"][0]) == (("failed", running.run_id), "passed")


def test_other_folders_are_left_out_however_the_path_is_written(
    store: RunStoreOnDisk, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "link").symlink_to(project)
    written(store, passed("test_a"), target=str(project))
    written(store, passed("test_b"), target="/elsewhere")
    assert set(verdicts(store, str(tmp_path / "link" / "."))) == {"test_a"}


def test_runs_without_our_sidecar_or_with_broken_lines_do_no_harm(
    store: RunStoreOnDisk, root: Path, clock: Clock
) -> None:
    written(store, passed("test_a"))
    clock.now += 1
    broken = root / written(store, passed("test_a")) / "evidence"
    (broken / "lsp.json").write_text("{")
    clock.now += 1
    torn = root / written(store, passed("test_b"), scope=ROUTE) / "evidence" / "tests.jsonl"
    torn.write_bytes(b'{"metadata": 3}\n[]\nnull\n' + torn.read_bytes() + b'{"test_id": "TST')
    assert set(verdicts(store)) == {"test_a", "test_b"}


@pytest.mark.parametrize(
    ("broken", "ran", "is_settled"),
    [
        ("tests/test_a.py", "tests/test_a.py::test_one", True),
        ("tests/test_a.py", "tests/test_b.py::test_one", False),
        ("tests/conftest.py", "tests/api/test_b.py::test_one", True),
        ("tests/conftest.py", "test_c.py::test_one", False),
        ("conftest.py", "tests/test_b.py::test_one", True),
    ],
)
def test_a_file_that_could_not_be_collected_is_settled_by_its_tests(
    store: RunStoreOnDisk, clock: Clock, broken: str, ran: str, is_settled: bool
) -> None:
    written(store, replace(failed("it"), id=TestId(broken)), scope=ROUTE)
    clock.now += 60
    written(store, replace(passed("it"), id=TestId(ran)), scope=ROUTE)
    assert {case.id for case, _, _ in store.last_results("/project")} == {ran} | (
        set() if is_settled else {broken}
    )


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (PathScope(WorkspacePath("tests/test_pets.py")), {"test_a[2]"}),
        (PathScope(WorkspacePath("tests")), {"test_a[2]"}),
        (TestScope(TestId("tests/test_pets.py::test_a")), {"test_a[2]", "test_b"}),
        (TestScope(TestId("tests/test_pets.py::test_a[2]")), {"test_a[1]", "test_a[2]", "test_b"}),
        (PathScope(WorkspacePath("tests/test_pet")), {"test_a[1]", "test_a[2]", "test_b"}),
        (ROUTE, {"test_a[1]", "test_a[2]", "test_b"}),
    ],
)
def test_a_finished_run_of_a_file_or_test_settles_what_cases_it_has(
    store: RunStoreOnDisk, clock: Clock, scope: Scope, left: set[str]
) -> None:
    written(store, failed("test_a[1]"), failed("test_b"))
    clock.now += 60
    written(store, passed("test_a[2]"), scope=scope)
    assert verdicts(store).keys() == left
