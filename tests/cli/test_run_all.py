from __future__ import annotations

import sys

from tests.cli.conftest import Shop


def test_the_originals_spelling_runs_everything(shop: Shop) -> None:
    said = shop("run-all", "--parallel", "--max-workers", "2", "--out", "reports", "--python", sys.executable)
    assert said.code == 1
    assert "1 failed, 3 passed" in said.out
    assert b"<testsuite" in (shop.folder / "reports" / "unit" / "pytest-junit.xml").read_bytes()


def test_its_formats_are_those_of_run(shop: Shop) -> None:
    said = shop("run-all", "--format", "json", "--python", sys.executable)
    assert said.json["scope"] == {"kind": "all"}
