"""One API tested by pytest, Behave and Playwright: one run, however it ends, and nothing survives but its evidence."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.contract.tool_projects import HANGING, PLAYWRIGHT, SUITES, living
from tests.e2e.command_line import Called, call, ended, start, wait_until
from tests.e2e.three_tools import three_tools_project
from tests.store.original_reader import check_run, list_manifests, read_tests
from tests.store.original_recompute import recomputed_failures

ROUTE = ("--route", "GET /pets/{pet_id}")
OF_ROUTE = {
    "tests/test_pets.py::test_get_pet[1-Ada]": "unit",
    "tests/test_pets.py::test_get_pet[2-Bob]": "unit",
    "features/pets.feature:7": "behave",
    "features/pets.feature:17": "behave",
    "features/pets.feature:18": "behave",
    "e2e/pets.spec.ts:4:3 [api]": "e2e",
}
OTHERS = {
    "tests/test_pets.py::test_list_pets": "unit",
    "features/pets.feature:3": "behave",
    "e2e/pets.spec.ts:10:1 [api]": "e2e",
}
EVERYTHING = OF_ROUTE | OTHERS

HANGS = {
    "tests/test_hanging.py::test_hangs": "unit",
    "features/hanging.feature:6": "behave",
    "e2e/hanging.spec.js:7:1 [api]": "e2e",
}
QUICK = {
    "tests/test_hanging.py::test_quick": "unit",
    "features/hanging.feature:3": "behave",
    "e2e/hanging.spec.js:5:1 [api]": "e2e",
}

FLAKY = {
    "tests/test_flaky.py": """\
from pathlib import Path

def test_flaky():
    seen = Path("unit.seen")
    again = seen.exists()
    seen.touch()
    assert again, "shaky"
""",
    "features/flaky.feature": "Feature: Flaky\n\n  Scenario: flaky\n    Given a flaky step\n",
    "features/steps/flaky_steps.py": """\
from pathlib import Path
from behave import given

@given('a flaky step')
def flaky(context):
    seen = Path("behave.seen")
    again = seen.exists()
    seen.touch()
    assert again, "shaky"
""",
    "e2e/flaky.spec.ts": """\
import { existsSync, writeFileSync } from 'fs';
import { expect, test } from '@playwright/test';

test('flaky', () => {
  const again = existsSync('e2e.seen');
  writeFileSync('e2e.seen', '');
  expect(again).toBe(true);
});
""",
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return three_tools_project(tmp_path / "shop")


def add(shop: Path, files: Mapping[str, str], rules: str = "") -> None:
    """Put files into the project, and rules below ``run:`` into its configuration, whose last section that is."""
    for name, text in files.items():
        (shop / name).write_text(text, encoding="utf-8")
    with (shop / ".qaagent.yaml").open("a") as configuration:
        configuration.write(rules)


def hanging(shop: Path, *suites: str) -> None:
    """Give suites a quick test and one that hangs with a child and a child in a session of its own."""
    folders = {"unit": "tests/", "behave": "features/", "e2e": "e2e/"}
    wanted = tuple(folders[suite] for suite in suites)
    texts = {
        name: text for name, text in HANGING.items() if name.startswith(wanted) and name not in PLAYWRIGHT
    }
    add(shop, {"hanging.py": HANGING["hanging.py"], **texts})


def servers(shop: Path) -> list[psutil.Process]:
    """The servers that Playwright started for this copy of the project."""
    found = []
    for process in psutil.process_iter(["cwd", "cmdline", "status"]):
        words = process.info["cmdline"] or []
        if "uvicorn" in words and process.info["cwd"] == str(shop):
            found.append(process)
    return [process for process in found if process.info["status"] != psutil.STATUS_ZOMBIE]


def left_of(shop: Path) -> list[object]:
    """What is still there of the hanging tests of all three tools and of the server."""
    return [*servers(shop), *(pid for suite in SUITES for pid in living(shop, suite))]


def verdicts(told: Any) -> dict[str, str]:
    """The outcome of every case of a run."""
    return {case["id"]: case["outcome"] for case in told["cases"]}


def suites(told: Any) -> dict[str, str]:
    """The outcome of every suite of a run."""
    return {suite["name"]: suite["outcome"] for suite in told["suites"]}


def latest(shop: Path) -> Called:
    """The newest run, as the store tells it."""
    return call("runs", "show", "latest", "--format", "json", cwd=shop)


def of_suite(cases: Mapping[str, str]) -> dict[str, set[str]]:
    """Cases by their suites."""
    return {suite: {case for case, its in cases.items() if its == suite} for suite in SUITES}


def test_a_route_is_tested_by_three_tools_in_one_run_and_fails_in_its_place(shop: Path) -> None:
    store = shop / "shop" / "store.py"
    store.write_text(store.read_text().replace("Ada", "Eve"))
    told = call("run", *ROUTE, "--runs-dir", "runs", "--format", "github", cwd=shop)
    assert told.code == 1
    (manifest,) = list_manifests(shop / "runs")
    shown = call("runs", "show", manifest["run_id"], "--runs-dir", "runs", "--format", "json", cwd=shop).json
    assert {case["id"]: case["suite"] for case in shown["cases"]} == OF_ROUTE
    failing = {name for name, outcome in verdicts(shown).items() if outcome == "failed"}
    assert failing == {
        "tests/test_pets.py::test_get_pet[1-Ada]",
        "features/pets.feature:7",
        "e2e/pets.spec.ts:4:3 [api]",
    }
    assert all(
        {"method": "GET", "path": "/pets/{pet_id}"}
        in [{k: r[k] for k in ("method", "path")} for r in case["routes"]]
        for case in shown["cases"]
    )
    for place in (
        "error file=tests/test_pets.py,line=16",
        "error file=features/steps/pets_steps.py,line=11",
        "error file=e2e/pets.spec.ts,line=6",
        "warning file=shop/pets.py,line=13",
    ):
        assert place in told.out
    check_three_tools(shop / "runs" / manifest["run_id"])


def check_three_tools(run_dir: Path) -> None:
    """Hold the failed run of the route against the rules of the original's readers."""
    manifest = check_run(run_dir)
    assert {name: (tool["executed"], tool["exit_code"]) for name, tool in manifest["tools"].items()} == {
        "pytest": (True, 1),
        "behave": (True, 1),
        "playwright": (True, 1),
    }
    assert manifest["tools"]["behave"]["version"] == "1.3.3"
    assert manifest["tools"]["playwright"]["version"] == "1.65.0"
    assert manifest["tools"]["pytest"]["version"]
    assert {record["route"] for record in read_tests(run_dir)} == {"GET /pets/{pet_id}"}
    assert [suite for suite, _ in recomputed_failures(run_dir)] == ["behave", "e2e", "unit"]


def test_a_limit_of_suites_leaves_no_process_of_any_tool(shop: Path) -> None:
    hanging(shop, *SUITES)
    told = call("run", "--timeout", "30", "--parallel", "--format", "json", cwd=shop)
    assert left_of(shop) == []
    assert (told.code, told.json["outcome"]) == (3, "timeout")
    assert suites(told.json) == dict.fromkeys(SUITES, "timeout")
    found = verdicts(told.json)
    assert {found[name] for name in HANGS} == {"error"}
    assert {found[name] for name in QUICK} == {"passed"}


def test_a_limit_of_tests_leaves_no_process_and_the_other_tests_run(shop: Path) -> None:
    hanging(shop, *SUITES)
    add(shop, {}, "  test_timeout: 6\n  parallel: true\n")
    told = call("run", "--format", "json", cwd=shop)
    assert left_of(shop) == []
    assert told.code == 3
    assert suites(told.json) == dict.fromkeys(SUITES, "timeout")
    expected = dict.fromkeys(EVERYTHING | QUICK, "passed") | dict.fromkeys(HANGS, "error")
    assert verdicts(told.json) == expected


def test_ctrl_c_leaves_no_process_of_any_tool(shop: Path) -> None:
    hanging(shop, *SUITES)
    running = start("run", "--parallel", "--format", "json", cwd=shop)
    wait_until(lambda: all((shop / f"{suite}.pids").exists() for suite in SUITES), "the hanging tests")
    assert servers(shop)
    running.send_signal(signal.SIGINT)
    done = ended(running)
    assert left_of(shop) == []
    assert (done.code, done.json["outcome"]) == (130, "cancelled")
    assert {verdicts(done.json)[name] for name in QUICK} == {"passed"}
    assert verdicts(latest(shop).json) == verdicts(done.json)


def test_after_kill_9_in_the_last_suite_no_finished_test_of_any_is_missing(shop: Path) -> None:
    hanging(shop, "e2e")
    running = start("run", "--format", "json", cwd=shop)
    wait_until((shop / "e2e.pids").exists, "the hanging test")
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    wait_until(lambda: not living(shop, "e2e") and not servers(shop), "the end of every process")
    assert call("runs", "recover", cwd=shop).code == 0
    shown = latest(shop).json
    assert shown["outcome"] == "interrupted"
    finished = {name for name, suite in EVERYTHING.items() if suite != "e2e"} | {
        "e2e/hanging.spec.js:5:1 [api]"
    }
    assert verdicts(shown) == dict.fromkeys(finished, "passed")
    check_run(Path(shown["run_dir"]))


def test_a_flaky_test_of_each_tool_is_passed_with_both_attempts_in_the_evidence(shop: Path) -> None:
    add(shop, FLAKY, "  retry_count: 1\n  parallel: true\n")
    told = call("run", "--format", "json", cwd=shop)
    assert (told.code, told.json["outcome"]) == (0, "passed")
    flaky = {case["suite"]: case for case in told.json["cases"] if case["flaky"]}
    assert set(flaky) == set(SUITES)
    for case in flaky.values():
        assert [tried["outcome"] for tried in case["attempts"]] == ["failed", "passed"]
    run_dir = Path(told.json["run_dir"])
    records = {record["kind"]: record for record in read_tests(run_dir) if record["metadata"]["flaky"]}
    for suite in SUITES:
        assert records[suite]["status"] == "passed"
        first, _ = records[suite]["metadata"]["attempts"]
        assert first["failures"]
        assert (run_dir / "artifacts" / suite / "attempt-2" / "events.jsonl").exists()
    assert recomputed_failures(run_dir) == []


def test_two_runs_at_once_in_one_workspace_are_both_whole_and_nothing_is_mixed(shop: Path) -> None:
    # Both start a server at the same port, which they say: so their suites take turns.
    add(shop, {}, "  resources: [port]\n")
    first, second = (start("run", "--runs-dir", "runs", "--format", "json", cwd=shop) for _ in range(2))
    told = [ended(running) for running in (first, second)]
    assert [done.code for done in told] == [0, 0], [done.err for done in told]
    assert len(list_manifests(shop / "runs")) == 2
    for done in told:
        assert {case["id"]: case["suite"] for case in done.json["cases"]} == EVERYTHING
        run_dir = Path(done.json["run_dir"])
        assert len(read_tests(run_dir)) == len(EVERYTHING)
        assert check_run(run_dir)["counts"]["tests_passed"] == len(EVERYTHING)
        for suite, cases in of_suite(EVERYTHING).items():
            lines = (run_dir / "artifacts" / suite / "events.jsonl").read_text("utf-8").splitlines()
            events = [json.loads(line) for line in lines]
            assert sum(event["kind"] == "session" for event in events) == 1
            assert sorted(event["id"] for event in events if event["kind"] == "finished") == sorted(cases)
