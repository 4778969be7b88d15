from __future__ import annotations

import os
from pathlib import Path

import pytest

from qaagent_lsp.cli.reports import STEP_LIMIT, ReportFiles, write_reports, write_summary
from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.cli.conftest import Shop
from tests.cli.results import failing, result


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that GitHub takes a step's summary from."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "step.md"))
    return tmp_path / "step.md"


def test_a_run_leaves_the_reports_that_were_asked_for(shop: Shop, tmp_path: Path, step: Path) -> None:
    html, summary = tmp_path / "out" / "a.html", tmp_path / "out" / "a.md"
    step.write_text("before\n")
    run = shop.run("--html", str(html), "--summary", str(summary), "--format", "github")
    assert run.code == 1
    assert "1 of 4 tests failed." in html.read_text(encoding="utf-8")
    assert summary.read_text(encoding="utf-8").startswith("## ❌ 1 of 4 tests failed.")
    assert step.read_text(encoding="utf-8") == f"before\n{summary.read_text(encoding='utf-8')}"
    assert "report   " in run.err
    said = next(line for line in run.err.splitlines() if line.startswith("  report   "))
    assert Path(said.split(maxsplit=1)[1]).name == "report.html"


def test_only_github_has_a_step_to_sum_up(shop: Shop, step: Path) -> None:
    shop.run("--format", "json")
    assert not step.exists()


def test_a_run_is_shown_as_markdown_again(shop: Shop, tmp_path: Path) -> None:
    shop.run("--format", "json")
    summary = tmp_path / "s.md"
    assert shop("runs", "show", "latest", "--summary", str(summary)).out.strip() == str(summary)
    assert "KeyError" in summary.read_text(encoding="utf-8")
    assert shop("runs", "show", "latest", "--summary", str(tmp_path)).code == 2


def test_a_file_that_cannot_be_is_refused_before_anything_runs(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = shop.run("--html", str(tmp_path / "file" / "a.html"))
    assert (refused.code, "--html" in refused.err) == (2, True)
    with pytest.raises(BadConfiguration, match=r"--summary .* is a folder"):
        ReportFiles(summary=tmp_path).make_room()


def test_a_file_that_could_not_be_written_is_named(tmp_path: Path) -> None:
    evidence = Evidence(run=result(failing()))
    files = ReportFiles(tmp_path / "d" / "a.html", tmp_path / "d" / "a.md")
    (tmp_path / "d").touch()
    wrong = list(write_reports(RunStoreOnDisk(tmp_path / "runs"), evidence, files))
    assert len(wrong) == 2
    assert all("cannot be written" in sentence for sentence in wrong)


def test_a_step_that_is_nearly_full_gets_the_verdict_alone(step: Path) -> None:
    with step.open("wb") as file:
        os.truncate(file.fileno(), STEP_LIMIT - 100)
    write_summary(step, f"## verdict\n\n### Why\n{'x' * 200}")
    assert step.read_bytes().endswith(
        b"## verdict\n\n\nThe rest is in the report; it is too long for this place.\n"
    )
