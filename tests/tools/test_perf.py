"""How Locust is called, why it is not, and what its end means."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.model.tool import ToolCall, ToolResult
from qaagent_lsp.tools.ground import Available
from qaagent_lsp.tools.perf import PerfTool
from tests.tools.carried_out import carried_out
from tests.tools.grounds import ALL, ARTIFACTS, FOLDER, PYTHON, ended, ground, planned, skipped
from tests.tools.recorded import recorded
from tests.tools.shop import real_ground, shop

TOOL = PerfTool()
OWN = f"{FOLDER}/perf/locustfile.py"
HEADERS = (("Authorization", "Bearer s3cret"),)
JSON = recorded("locust/stats.json")
TABLE = recorded("locust/locust_stats.csv")
QUICK = json.dumps([one for one in json.loads(JSON) if one["num_failures"] == 0]).encode()
QUICKLY = {"users": 3, "spawn_rate": 3, "run_time": 2}


def call(**changes: object) -> ToolCall:
    (only,) = planned(TOOL.plan(ground(**changes))).calls  # type: ignore[arg-type]  # named by the caller
    return only


def option(made: ToolCall, name: str) -> str:
    return made.argv[made.argv.index(name) + 1]


def test_a_locustfile_is_written_where_there_is_none() -> None:
    made = call(headers=HEADERS)
    ((file, text),) = made.inputs
    assert made.argv[:5] == (PYTHON, "-m", "locust", "--locustfile", file)
    assert (file, made.cwd) == (f"{ARTIFACTS}/locustfile.py", ARTIFACTS)
    assert [option(made, name) for name in ("--users", "--spawn-rate", "--run-time", "--host")] == [
        "5",
        "2",
        "15s",
        "http://127.0.0.1:8000",
    ]
    assert option(made, "--json-file") == f"{ARTIFACTS}/stats"
    assert dict(made.env)["QAAGENT_TOOL_HEADERS"] == '{"Authorization": "Bearer s3cret"}'
    assert "s3cret" not in text + " ".join(made.argv)


def test_the_projects_own_is_used_in_its_folder() -> None:
    made = call(locustfile=OWN, config={"perf": {"args": ["--tags", "quick"], "run_time": 2.5}})
    assert option(made, "--locustfile") == OWN
    assert (made.inputs, made.cwd) == ((), FOLDER)
    assert option(made, "--run-time") == "3s"
    assert made.argv[-2:] == ("--tags", "quick")


def test_the_load_may_last_longer_than_the_limit_of_tools() -> None:
    assert call(config={"perf": {"run_time": 600}}).timeout == 660
    assert call(config={"perf": {"run_time": 10, "timeout": 100}}).timeout == 100


def test_a_command_and_an_older_one_write_a_table_only() -> None:
    command = call(available=Available(commands={"locust": "/usr/bin/locust"}))
    older = call(available=replace(ALL, modules={"locust": "2.31.8"}))
    assert command.argv[0] == "/usr/bin/locust"
    assert [("--json-file" in made.argv, "--csv" in made.argv) for made in (command, older)] == [
        (False, True),
        (False, True),
    ]


def why(**changes: object) -> str:
    return skipped(TOOL.plan(ground(**changes)))  # type: ignore[arg-type]  # named by the caller


def test_what_is_missing_is_said_with_what_would_bring_it() -> None:
    assert why(available=replace(ALL, modules={})) == (
        f"Locust is not installed for {PYTHON}: {PYTHON} -m pip install locust"
    )
    assert why(available=Available(why_no_python="No Python was found.")) == "No Python was found."
    assert why(available=replace(ALL, modules={"locust": "1.4.4"})).startswith("Locust 1.4.4 is too old")
    assert "app.dev.base_url" in why(base_url="")
    assert "set tools.perf.remote to true" in why(base_url="https://api.shop.example")
    assert why(routes=()) == "no route answers GET, and there is no perf/locustfile.py"


def test_a_server_elsewhere_may_be_meant() -> None:
    made = call(base_url="https://api.shop.example", config={"perf": {"remote": True}})
    assert option(made, "--host") == "https://api.shop.example"


def result(files: dict[str, bytes], code: int = 0, *, own: bool = False, **more: object) -> ToolResult:
    here = ground(locustfile=OWN if own else "")
    plan = planned(TOOL.plan(here))
    return TOOL.interpret(here, plan, ended(plan, files, code=code, **more))  # type: ignore[arg-type]  # named above


def test_green() -> None:
    told = result({"stats.json": QUICK, "left_out.json": b'{"GET /me": 401}'})
    assert (told.outcome, told.error, told.exit_code) == ("passed", "", 0)
    assert told.summary.startswith("167 requests of 2 routes, ")
    assert told.summary.endswith("0 failures; refused and left out: GET /me (401)")
    assert "artifacts/perf/report.html" in {one.path for one in told.artifacts}


def test_failing_requests_fail_it() -> None:
    told = result(
        {"stats.json": JSON, "locust_failures.csv": recorded("locust/locust_failures.csv")}, 1, own=True
    )
    assert (told.outcome, told.exit_code) == ("failed", 1)
    (one,) = told.findings
    assert one.message.startswith("GET /pets: 92 of 92 requests failed: HTTPError('500 Server Error")


def test_without_the_json_file_the_table_is_read() -> None:
    told = result({"locust_stats.csv": TABLE}, 1)
    assert told.outcome == "failed"
    assert "78 of 78 requests failed" in told.findings[0].message


@pytest.mark.parametrize(
    ("files", "code", "error"),
    [
        ({}, 1, "exit code 1, and nothing was counted: Error: no such file"),
        ({"stats.json": b"[]"}, 0, "no request was made"),
        ({"stats.json": JSON[:700]}, 1, "what it counted cannot be read"),
        ({"locust_stats.csv": TABLE[:500]}, 0, "what it counted cannot be read"),
        ({"stats.json": QUICK}, 1, "exit code 1: Error: no such file"),
        ({"stats.json": QUICK}, -9, "exit code -9"),
        (
            {"stats.json": QUICK, "locust_exceptions.csv": b"Count,Message\n1,division by zero\n"},
            1,
            "a task of the locustfile raised: division by zero",
        ),
    ],
)
def test_what_broke_is_an_error(files: dict[str, bytes], code: int, error: str) -> None:
    told = result(files, code, output="Error: no such file")
    assert told.outcome == "error"
    assert told.error.startswith(error)


def test_a_locustfile_of_the_project_may_decide_by_its_exit_code() -> None:
    told = result({"stats.json": QUICK}, 3, own=True)
    assert (told.outcome, [one.code for one in told.findings]) == ("failed", ["exit_code"])
    assert result({"stats.json": QUICK}, -9, own=True).outcome == "error"


def test_a_limit_and_a_cancelled_run_are_what_they_are() -> None:
    assert result({}, -15, ending="timeout").error == ""
    assert result({"stats.json": QUICK}, -2, ending="cancelled", own=True).findings == ()


def test_the_real_tool_measures_routes_and_leaves_the_project_clean(tmp_path: Path) -> None:
    rules = {"perf": {**QUICKLY, "thresholds": {"p95": 30, "routes": {"GET /health": {"p95": 0.000001}}}}}
    with shop(tmp_path / "shop") as address:
        here = real_ground(tmp_path / "shop", address, config=rules, headers=HEADERS)
        plan = planned(TOOL.plan(here))
        told = TOOL.interpret(here, plan, carried_out(plan))
    assert (told.outcome, told.exit_code, told.error) == ("failed", 0, "")
    assert [(str(one.route), one.code) for one in told.findings] == [("GET /health", "p95")]
    measured = {metric.subject for metric in told.metrics if metric.name == "p95" and metric.value}
    assert measured == {"GET /pets", "GET /pets/{pet_id}", "GET /health"}
    assert [path.name for path in (tmp_path / "shop").iterdir()] == ["shop"]
    left = [path for path in (tmp_path / "artifacts").rglob("*") if path.is_file()]
    assert [path for path in left if b"s3cret" in path.read_bytes()] == []


def test_the_real_tool_leaves_out_what_is_refused(tmp_path: Path) -> None:
    rules = {"perf": {**QUICKLY, "parameters": {"pet_id": "77"}}}
    with shop(tmp_path / "shop") as address:
        here = real_ground(tmp_path / "shop", address, config=rules)
        plan = planned(TOOL.plan(here))
        told = TOOL.interpret(here, plan, carried_out(plan))
    assert told.outcome == "passed"
    assert told.summary.endswith("refused and left out: GET /pets/{pet_id} (404)")
