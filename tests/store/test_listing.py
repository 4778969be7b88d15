from __future__ import annotations

import json
from pathlib import Path

import pytest

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.test import TestId
from qaagent_lsp.store.listing import is_part_of, run_folders
from qaagent_lsp.store.manifest import first_manifest
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import PETS, Clock, failed, passed, written


def test_folders_come_newest_first_with_suffixes_as_numbers(root: Path) -> None:
    for name in ("20261122_120000Z", "20261122_120000Z_99", "20261122_120000Z_100", "20250101_000000Z"):
        (root / name).mkdir(parents=True)
    imported = root / "imported"
    imported.mkdir()
    manifest = first_manifest("imported", "2026-01-01T00:00:00Z", {"name": "a", "path": "/a"})
    (imported / "manifest.json").write_text(json.dumps(manifest))
    (root / "no-run").mkdir()
    (root / ".hidden").mkdir()
    (root / "file").touch()
    assert [folder.name for folder in run_folders(root)] == [
        "20261122_120000Z_100",
        "20261122_120000Z_99",
        "20261122_120000Z",
        "imported",
        "20250101_000000Z",
        "no-run",
    ]


def test_folders_that_hold_no_run_are_passed_over(store: RunStoreOnDisk, root: Path) -> None:
    run_id = written(store, passed("test_a"))
    for name, manifest in {
        "a": "",
        "b": "{",
        "c": "[]",
        "d": '{"counts": 3, "target": 7}',
        "e": "\x00",
    }.items():
        (root / name).mkdir()
        (root / name / "manifest.json").write_text(manifest)
    (root / "20270101_000000Z").mkdir()
    listed = [summary.run_id for summary in store.list_runs()]
    assert run_id in listed
    assert not {"a", "b", "c", "e", "20270101_000000Z"} & set(listed)


def test_an_unfiltered_listing_reads_no_test_records(store: RunStoreOnDisk, root: Path) -> None:
    run_id = written(store, passed("test_a"))
    (root / run_id / "evidence" / "tests.jsonl").unlink()
    assert store.list_runs()[0].counts.passed == 1


def test_filters_find_awkward_ids(store: RunStoreOnDisk, clock: Clock) -> None:
    awkward = 'test_a[ü "quoted" \\ \u2028]'
    first = written(store, passed(awkward), failed("test_b"))
    clock.now += 1
    second = written(store, passed("test_ab"))

    def ids(test: str | None = None, route: RouteKey | None = None) -> list[str]:
        found = store.list_runs(
            test=TestId(f"tests/test_pets.py{test}") if test is not None else None, route=route
        )
        return [summary.run_id for summary in found]

    assert ids(f"::{awkward}") == [first]
    assert ids("::test_a") == [first]
    assert ids("::test_ab") == [second]
    assert ids("") == [second, first]
    assert ids("::test_", PETS) == []
    assert ids("::test_b", PETS) == [first]
    assert ids("::test_a", RouteKey("POST", PETS.path)) == []


@pytest.mark.parametrize(
    ("case", "test", "expected"),
    [
        ("a.py::test_x[1]", "a.py::test_x[1]", True),
        ("a.py::test_x[1]", "a.py::test_x", True),
        ("a.py::T::test_x", "a.py::T", True),
        ("api/a.py::test_x", "api", True),
        ("a.py::test_xy", "a.py::test_x", False),
    ],
)
def test_a_case_is_part_of_its_function_class_file_and_folder(case: str, test: str, expected: object) -> None:
    assert is_part_of(TestId(case), TestId(test)) is expected
