from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.errors import StoreUnavailable, UnknownRun
from qaagent_lsp.store.collecting import collect
from qaagent_lsp.store.report import current_report, draw_report
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import failed, written


def sealed(store: RunStoreOnDisk) -> Path:
    """Write a run that is over."""
    return store.root / written(store, failed("test_a"))


def test_a_report_stands_in_the_folder_of_the_run(store: RunStoreOnDisk) -> None:
    run_dir = sealed(store)
    path = store.report_of(run_dir.name)
    page = path.read_text(encoding="utf-8")
    assert path == run_dir / "report.html"
    assert "tests/test_pets.py" in page
    assert all(text not in page for text in ("https://", "$body", "$script"))


def test_it_is_kept_until_the_evidence_changes(store: RunStoreOnDisk) -> None:
    run_dir = sealed(store)
    path = store.report_of(run_dir.name)
    path.write_bytes(path.read_bytes() + b"<!-- kept -->")
    assert store.report_of(run_dir.name).read_bytes().endswith(b"<!-- kept -->")
    later = path.stat().st_mtime + 5
    os.utime(run_dir / "evidence" / "diagnostics.json", (later, later))
    assert not store.report_of(run_dir.name).read_bytes().endswith(b"<!-- kept -->")


def test_one_of_another_version_or_of_a_run_that_goes_on_is_made_anew(store: RunStoreOnDisk) -> None:
    run_dir = sealed(store)
    path = store.report_of(run_dir.name)
    assert current_report(run_dir) == path
    path.write_bytes(path.read_bytes().replace(b'content="qaagent-lsp ', b'content="qaagent-lsp 0.0-'))
    assert current_report(run_dir) is None
    store.report_of(run_dir.name)
    (run_dir / ".lsp-owner").touch()
    assert current_report(run_dir) is None


def test_one_elsewhere_leads_back_to_the_run(store: RunStoreOnDisk, tmp_path: Path) -> None:
    run_dir = sealed(store)
    (run_dir / "artifacts" / "unit").mkdir(exist_ok=True)
    (run_dir / "artifacts" / "unit" / "output.log").write_text("x")
    page = store.write_report(store.evidence_of(run_dir.name), tmp_path / "out" / "a.html").read_text(
        encoding="utf-8"
    )
    assert f'href="../home/runs/{run_dir.name}/artifacts/unit/output.log"' in page
    assert not (run_dir / "report.html").exists()


def test_what_cannot_be_made_is_refused_in_words(store: RunStoreOnDisk, tmp_path: Path) -> None:
    run_dir = sealed(store)
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        store.write_report(store.evidence_of(run_dir.name), tmp_path / "file" / "a.html")
    with pytest.raises(UnknownRun):
        store.report_of("20200101_000000Z")
    with pytest.raises(UnknownRun):
        store.report_of("../x")


def test_the_originals_reader_of_xml_is_not_disturbed(store: RunStoreOnDisk) -> None:
    run_dir = sealed(store)
    draw_report(collect(run_dir), run_dir / "report.html")
    assert [path.name for path in run_dir.iterdir() if path.suffix == ".html"] == ["report.html"]
    assert not list((run_dir / "artifacts").rglob("*.html"))


def test_screenshots_of_red_tests_stand_in_the_page(store: RunStoreOnDisk, tmp_path: Path) -> None:
    run_dir = sealed(store)
    evidence = store.evidence_of(run_dir.name)
    (run_dir / "artifacts" / "shot.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (case,) = evidence.run.cases
    shown = replace(case, artifacts=(Artifact("shot", "artifacts/shot.png"),))
    path = store.write_report(
        replace(evidence, run=replace(evidence.run, cases=(shown,))), tmp_path / "a.html"
    )
    assert '"data:image/png;base64,iVBORw0KGgo="' in path.read_text(encoding="utf-8")
