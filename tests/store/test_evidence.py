from __future__ import annotations

import json
from pathlib import Path

import pytest

from qaagent_lsp.store.case_record import Recorded, record_line
from qaagent_lsp.store.evidence import parse_object, read_records, read_sidecar, suite_tool, unrecorded
from tests.store.cases import NOON, failed, passed


def test_torn_blank_and_foreign_lines_are_passed_over(tmp_path: Path) -> None:
    good = [record_line(Recorded(f"TST-20261122-000{n}", passed(f"test_{n}"), NOON)) for n in (1, 2)]
    (tmp_path / "evidence").mkdir()
    lines = [good[0], b"\n", b"[1, 2]\n", b'{"test_id": "TST\n', b"\xff\xfe\n", good[1][:-20]]
    (tmp_path / "evidence" / "tests.jsonl").write_bytes(b"".join(lines))
    assert [recorded.case for recorded in read_records(tmp_path).values()] == [passed("test_1")]


def test_the_last_record_of_a_case_counts(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    lines = [
        record_line(Recorded("TST-20261122-0001", case, NOON))
        for case in (passed("test_a"), failed("test_a"))
    ]
    (tmp_path / "evidence" / "tests.jsonl").write_bytes(b"".join(lines))
    assert [recorded.case for recorded in read_records(tmp_path).values()] == [failed("test_a")]


def test_without_files_there_is_nothing(tmp_path: Path) -> None:
    assert read_records(tmp_path) == {}
    assert read_sidecar(tmp_path) is None
    assert suite_tool(tmp_path, "unit", "/project") is None
    assert list(unrecorded(tmp_path, "/project", {})) == []


def test_only_finished_cases_that_are_not_recorded_come_from_the_events(tmp_path: Path) -> None:
    events = tmp_path / "artifacts" / "unit" / "events.jsonl"
    events.parent.mkdir(parents=True)
    rows = [
        {"kind": "started", "id": "tests/test_pets.py::test_a"},
        {
            "kind": "finished",
            "id": "tests/test_pets.py::test_a",
            "line": 3,
            "phases": [["call", "passed", 0.25]],
        },
        {
            "kind": "finished",
            "id": "tests/test_pets.py::test_b",
            "line": 9,
            "phases": [["call", "passed", 0.5]],
        },
        {"kind": "started", "id": "tests/test_pets.py::test_c"},
    ]
    events.write_text("".join(f"{json.dumps(row)}\n" for row in rows) + "{torn")
    known = {("unit", "tests/test_pets.py::test_a"): Recorded("TST-20261122-0001", passed("test_a"), NOON)}
    found = [recorded.case for recorded in unrecorded(tmp_path, "/project", known)]
    assert [(case.id, case.line, case.duration) for case in found] == [("tests/test_pets.py::test_b", 9, 0.5)]


@pytest.mark.parametrize("line", [b"", b"3", b"[]", b'"a"', b"{", b"\xff"])
def test_what_is_no_object_is_none(line: bytes) -> None:
    assert parse_object(line) is None
    assert parse_object(b'{"a": 1}') == {"a": 1}


def test_of_several_orchestrations_the_last_one_counts(tmp_path: Path) -> None:
    def told(folder: str, *phases: list[object]) -> None:
        row = {"kind": "finished", "id": "tests/test_pets.py::test_a", "line": 3, "phases": phases}
        events = tmp_path / "artifacts" / "unit" / folder / "events.jsonl"
        events.parent.mkdir(parents=True)
        events.write_text(f"{json.dumps(row)}\n")

    told("", ["call", "failed", 0.1, {"message": "first", "text": "first"}])
    told("attempt-2", ["call", "passed", 0.2])
    told("round-2", ["call", "failed", 0.3, {"message": "second", "text": "second"}])
    told("round-2/attempt-2", ["call", "passed", 0.25])
    known = {("unit", "tests/test_pets.py::test_a"): Recorded("TST-20261122-0001", passed("test_a"), NOON)}
    found = list(unrecorded(tmp_path, "/project", known))
    assert [(one.test_id, [tried.duration for tried in one.case.attempts]) for one in found] == [
        ("TST-20261122-0001", [0.3]),
        ("TST-20261122-0001", [0.3, 0.25]),
    ]
    assert found[-1].case.flaky
    again = {("unit", "tests/test_pets.py::test_a"): found[-1]}
    assert list(unrecorded(tmp_path, "/project", again)) == []
