"""Ids are relative to the workspace, and say which file defines a test unless the line does."""

from __future__ import annotations

from pathlib import Path

from tests.probes.probed import probed, write

BASE = "class Base:\n    def test_inherited(self):\n        pass\n"
TESTS = "from base import Base\n\n\nclass TestIt(Base):\n    def test_own(self):\n        pass\n"


def test_ids_and_files_where_pytest_has_another_root_than_the_workspace(tmp_path: Path) -> None:
    folder = write(tmp_path / "w", api__tests__base=BASE, api__tests__test_it=TESTS)
    (folder / "api" / "pytest.ini").write_text("[pytest]\n")
    run = probed(folder / "api", workspace=folder)
    assert {case.id: (case.file, case.line) for case in run.seen.cases} == {
        "api/tests/test_it.py::TestIt::test_own": ("api/tests/test_it.py", 5),
        "api/tests/test_it.py::TestIt::test_inherited": ("api/tests/base.py", 2),
    }
