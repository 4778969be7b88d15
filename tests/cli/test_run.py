from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import Shop

UNKNOWN = "tests/test_pets.py::test_unknown_pet_is_not_found"
GET = "tests/test_pets.py::test_get_pet"
LIST = "tests/test_pets.py::test_list_pets"
ORDER = "tests/test_orders.py::test_create_order"

RUN_KEYS = {"run_id", "run_dir", "outcome", "scope", "duration", "counts", "cases", "suites", "problems"}
CASE_KEYS = {
    "id",
    "suite",
    "runner",
    "name",
    "outcome",
    "duration",
    "file",
    "line",
    "message",
    "category",
    "routes",
}


@pytest.mark.parametrize(
    ("scope", "kind", "expected", "code"),
    [
        ([], "all", {UNKNOWN, GET, LIST, ORDER}, 1),
        (["--all"], "all", {UNKNOWN, GET, LIST, ORDER}, 1),
        (["--suite", "unit"], "suite", {UNKNOWN, GET, LIST, ORDER}, 1),
        (["--path", "tests/test_orders.py"], "path", {ORDER}, 0),
        (["--path", "tests"], "path", {UNKNOWN, GET, LIST, ORDER}, 1),
        (["--test", GET], "test", {GET}, 0),
        (["--route", "GET /pets/{pet_id}"], "route", {UNKNOWN, GET}, 1),
        (["--route", "get /pets", "--in", "app/pets.py"], "route", {LIST}, 0),
        (["--routes-in", "app/pets.py"], "routesInFile", {UNKNOWN, GET, LIST}, 1),
    ],
)
def test_every_scope_runs_exactly_its_tests(
    scope: list[str], kind: str, expected: set[str], code: int, shop: Shop
) -> None:
    said = shop.run("--format", "json", "--cold", *scope)
    run = said.json
    assert said.code == code
    assert run.keys() >= RUN_KEYS
    assert run["scope"]["kind"] == kind
    assert {case["id"] for case in run["cases"]} == expected
    assert all(case.keys() >= CASE_KEYS for case in run["cases"])
    assert run["counts"] == {"passed": len(expected) - code, "failed": code, "error": 0, "skipped": 0}
    assert (Path(run["run_dir"]) / "manifest.json").is_file()


def test_what_failed_is_run_again_until_it_is_green(shop: Shop) -> None:
    assert shop.run().code == 1
    again = shop.run("--failed", "--format", "json")
    assert (again.code, [case["id"] for case in again.json["cases"]]) == (1, [UNKNOWN])
    pets = shop.folder / "app" / "pets.py"
    pets.write_text(pets.read_text().replace("PETS[pet_id]", "PETS.get(pet_id)"))
    assert shop.run("--failed").code == 0
    assert shop.run("--failed").code == 2


def test_what_failed_in_files_that_change_is_run_as_they_stand_now(shop: Shop) -> None:
    broken, renamed = shop.folder / "tests" / "test_broken.py", shop.folder / "tests" / "test_renamed.py"
    broken.write_text("import not_there\n\n\ndef test_it(): pass\n")
    renamed.write_text("def test_old(): assert 0\n")
    assert shop.run("--path", "tests/test_broken.py").code == 3
    assert shop.run("--path", "tests/test_renamed.py").code == 1
    renamed.write_text("def test_new(): assert 0\n")
    again = shop.run("--failed", "--format", "json")
    assert (again.code, [case["id"] for case in again.json["cases"]]) == (3, ["tests/test_broken.py"])
    broken.write_text("def test_it(): pass\n")
    assert shop.run("--failed").code == 0
    refused = shop.run("--failed", "--format", "json")
    assert refused.code == 2


def test_text_shows_the_line_the_route_and_the_evidence(shop: Shop) -> None:
    said = shop.run("--route", "GET /pets/{pet_id}")
    assert said.err == ""
    assert f"✗ {UNKNOWN}  failed in" in said.out
    assert "\n  app/pets.py:14  KeyError: 7\n" in said.out
    assert "\n✗ GET /pets/{pet_id}  1 of 2 tests fails  app/pets.py:12\n" in said.out
    assert "\n✗ red  1 failed, 1 passed in" in said.out
    evidence, report = (Path(line.split(maxsplit=1)[1]) for line in said.out.splitlines()[-2:])
    assert evidence.is_dir()
    assert report == evidence / "report.html"
    assert report.is_file()


def test_json_lines_tell_a_run_as_it_goes(shop: Shop) -> None:
    said = shop.run("--format", "jsonl")
    *events, last = [json.loads(line) for line in said.out.splitlines()]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert len({event["run_id"] for event in events} | {last["run_id"]}) == 1
    kinds = [event["kind"] for event in events]
    assert kinds[0] == "run"
    assert kinds.count("queued") == kinds.count("started") == kinds.count("finished") == 4
    assert kinds[-1] == "suite"
    assert last["outcome"] == "failed"
    assert "✗ red" in said.err


def test_annotations_for_github(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(shop.folder))
    said = shop.run("--format", "github")
    *folded, error, warning = said.out.splitlines()
    assert folded[0] == f"::group::failed: {UNKNOWN}"
    assert error.startswith("::error file=app/pets.py,line=14,")
    assert warning.startswith("::warning file=app/pets.py,line=12,")
    assert "✗ red" in said.err


def test_junit_of_the_whole_run(shop: Shop) -> None:
    assert shop.run("--junit", "out/all.xml").code == 1
    root = ET.parse(shop.folder / "out" / "all.xml").getroot()
    assert (root.get("tests"), root.get("failures")) == ("4", "1")


def test_a_junit_file_that_cannot_be_is_refused(shop: Shop) -> None:
    said = shop.run("--format", "json", "--junit", "tests/test_orders.py/all.xml")
    assert (said.code, said.json["outcome"], said.json["error"]["kind"]) == (
        2,
        "refused",
        "bad-configuration",
    )


def test_another_workspace_and_another_store(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    runs = elsewhere / "runs"
    said = shop.run("--workspace", str(shop.folder), "--runs-dir", "runs", "--test", GET, "--format", "json")
    assert said.code == 0
    assert Path(said.json["run_dir"]).parent == runs
    assert [entry.name for entry in runs.iterdir()] == [said.json["run_id"]]


def test_a_suite_that_takes_too_long_is_stopped(shop: Shop) -> None:
    (shop.folder / "tests" / "test_slow.py").write_text(
        "import time\ndef test_slow():\n    time.sleep(600)\n"
    )
    said = shop.run("--path", "tests/test_slow.py", "--timeout", "1.5", "--format", "json")
    assert (said.code, said.json["outcome"]) == (3, "timeout")


def test_a_crash_is_the_runs_own_fault(shop: Shop) -> None:
    (shop.folder / "tests" / "test_crash.py").write_text("import os\ndef test_crash():\n    os._exit(7)\n")
    said = shop.run("--path", "tests/test_crash.py", "--format", "json")
    assert (said.code, said.json["outcome"]) == (3, "error")
    assert said.json["suites"][0]["error"]


def test_a_file_that_cannot_be_collected_is_told_at_its_line(shop: Shop) -> None:
    (shop.folder / "tests" / "test_bad.py").write_text(
        "import os\nimport nowhere_to_be_found\n\ndef test_a(): ...\n"
    )
    said = shop.run("--path", "tests/test_bad.py")
    assert said.code in {1, 3}
    assert said.out.count("could not be collected") >= 1
    assert "tests/test_bad.py:2  ModuleNotFoundError" in said.out
