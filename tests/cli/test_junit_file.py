from __future__ import annotations

import resource
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from qaagent_lsp.cli.junit_file import make_room, write_junit
from qaagent_lsp.model.errors import BadConfiguration
from tests.cli.results import case, failing, result


def test_a_run_is_one_document(tmp_path: Path) -> None:
    file = tmp_path / "reports" / "all.xml"
    write_junit(file, result(failing(), case("tests/test_pets.py::test_other", "passed")))
    root = ET.parse(file).getroot()
    assert (root.tag, root.get("tests"), root.get("failures"), root.get("errors")) == (
        "testsuites",
        "2",
        "1",
        "0",
    )
    assert [element.get("name") for element in root.iter("testcase")] == ["test_get", "test_other"]
    assert [entry.name for entry in file.parent.iterdir()] == ["all.xml"]


def test_a_suite_that_broke_is_red_for_every_reader(tmp_path: Path) -> None:
    file = tmp_path / "all.xml"
    write_junit(file, result(status="error", error="killed by signal 9 \x00"))
    root = ET.parse(file).getroot()
    assert root.get("errors") == "1"
    (error,) = root.iter("error")
    assert error.get("message") == "killed by signal 9 \\x00"


def test_the_file_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "all.xml"
    file.write_text("old")
    write_junit(file, result(failing()))
    assert file.read_text().startswith("<testsuites")


def test_a_file_that_cannot_be_is_refused_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for impossible in (tmp_path / "file" / "all.xml", tmp_path):
        with pytest.raises(BadConfiguration, match="--junit"):
            make_room(impossible)
    make_room(tmp_path / "new" / "all.xml")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_disk_that_fills_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    file = tmp_path / "all.xml"
    file.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(OSError, match="large"):
            write_junit(file, result(failing()))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("all.xml", "old")]
