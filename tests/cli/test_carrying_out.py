from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

from qaagent_lsp.cli.answers import RunFormat
from qaagent_lsp.cli.carrying_out import EXIT_OF, RunRequest, carry_out
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.result import RunStatus
from qaagent_lsp.model.scope import RouteScope
from tests.cli.conftest import Shop
from tests.cli.results import GET_PET


def test_every_status_has_its_exit_code() -> None:
    assert EXIT_OF.keys() == set(get_args(RunStatus)) - {"running"}


def test_a_run_is_carried_out_shown_and_returned(shop: Shop) -> None:
    request = RunRequest(shop.folder, RouteScope(GET_PET), Settings(python=sys.executable), RunFormat.TEXT)
    run = carry_out(request)
    assert (run.status, run.counts.failed, run.counts.passed) == ("failed", 1, 1)
    assert run.run_id in shop.capture.readouterr().out


def test_a_run_whose_evidence_is_gone_is_told_all_the_same(shop: Shop, tmp_path: Path) -> None:
    runs = tmp_path / "gone"
    (shop.folder / "tests" / "test_wipe.py").write_text(
        f"import shutil\n\ndef test_wipe():\n    shutil.rmtree({str(runs)!r})\n"
    )
    told = shop.run("--path", "tests/test_wipe.py", "--runs-dir", str(runs), "--format", "json")
    assert (told.code, told.json["outcome"]) == (3, "error")
    assert "there is no report" in told.err
    asked = shop.run(
        "--runs-dir", str(runs), "--path", "tests/test_wipe.py", "--html", str(tmp_path / "a.html")
    )
    assert asked.code == 3
    assert "there is no report" in asked.out
