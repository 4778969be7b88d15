from __future__ import annotations

from pathlib import Path

from qaagent_lsp.cli.demo_project import BROKEN_LINE
from tests.cli.conftest import Shop

SUMMARY_KEYS = {"run_id", "run_dir", "created_at", "outcome", "scope", "counts", "duration"}
GET = "tests/test_pets.py::test_get_pet"


def test_runs_are_listed_newest_first_and_shown_again(shop: Shop) -> None:
    first = shop.run("--format", "json").json
    second = shop.run("--test", GET, "--format", "json").json

    listed = shop("runs", "list", "--format", "json").json
    assert [run["run_id"] for run in listed] == [second["run_id"], first["run_id"]]
    assert all(run.keys() == SUMMARY_KEYS for run in listed)
    assert [run["outcome"] for run in listed] == ["passed", "failed"]

    orders = shop("runs", "list", "--route", "POST /orders", "--format", "json").json
    assert [run["run_id"] for run in orders] == [first["run_id"]]
    of_test = shop("runs", "list", "--test", GET, "--limit", "1", "--format", "json").json
    assert [run["run_id"] for run in of_test] == [second["run_id"]]

    shown = shop("runs", "show", first["run_id"], "--format", "json").json
    assert shown["cases"] == first["cases"]
    assert shop("runs", "show", "latest", "--format", "json").json["run_id"] == second["run_id"]


def test_people_read_a_table_and_a_verdict(shop: Shop) -> None:
    assert "No runs yet." in shop("runs", "list").out
    run = shop.run("--format", "json").json
    table = shop("runs", "list").out
    assert run["run_id"] in table
    assert "✗ failed  1 failed, 3 passed" in table
    shown = shop("runs", "show", run["run_id"]).out
    assert "app/pets.py:14  KeyError: 7" in shown
    assert "✗ red  1 failed, 3 passed" in shown


def test_the_report_is_made_where_it_is_asked_for(shop: Shop, tmp_path: Path) -> None:
    run = shop.run("--format", "json").json
    said = shop("runs", "show", "latest", "--html")
    assert (said.code, said.out.strip()) == (0, f"{run['run_dir']}/report.html")
    elsewhere = tmp_path / "out" / "shop.html"
    both = shop("runs", "show", run["run_id"], "--html", str(elsewhere), "--format", "json")
    assert both.json["run_id"] == run["run_id"]
    assert str(elsewhere) in both.err
    page = elsewhere.read_text(encoding="utf-8")
    assert "1 of 4 tests failed." in page
    assert BROKEN_LINE in page
    assert shop("runs", "show", "nope", "--html").code == 2


def test_recover_has_nothing_to_do_where_all_is_well(shop: Shop, tmp_path: Path) -> None:
    assert "Nothing to recover" in shop("runs", "recover", "--runs-dir", str(tmp_path / "none")).err
    assert shop("runs", "recover", "--format", "json").json == []
