"""How Schemathesis is called, and why it is not."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

from qaagent_lsp.model.tool import SkippedTool, ToolCall
from qaagent_lsp.tools.ground import Available
from qaagent_lsp.tools.schemathesis import SchemathesisTool
from tests.tools.carried_out import carried_out
from tests.tools.grounds import ALL, ARTIFACTS, FOLDER, PLANTED, PYTHON, ground, planned, skipped
from tests.tools.shop import available, python, real_ground, shop

TOOL = SchemathesisTool()
HEADERS = (("Authorization", 'Bearer s3cret"'), ("X-Team", "pets"))
SECRETS = ('Bearer s3cret"',)
COMMAND = Available(commands={"schemathesis": "/usr/bin/schemathesis"})


def call(**changes: object) -> ToolCall:
    (only,) = planned(TOOL.plan(ground(**changes))).calls  # type: ignore[arg-type]  # named by the caller
    return only


def option(made: ToolCall, name: str) -> str:
    return made.argv[made.argv.index(name) + 1]


def test_the_projects_own_schemathesis_is_called_through_the_probe() -> None:
    made = call(
        headers=HEADERS, config={"schemathesis": {"timeout": 60, "args": ["--include-path", "/pets"]}}
    )
    assert made.argv[:4] == (
        PYTHON,
        "/qaagent/probes/schemathesis/qaagent_schemathesis.py",
        "run",
        "http://127.0.0.1:8000/openapi.json",
    )
    assert option(made, "--url") == "http://127.0.0.1:8000"
    assert (option(made, "--checks"), option(made, "--seed"), option(made, "--max-examples")) == (
        "all",
        "1",
        "50",
    )
    assert made.argv[-2:] == ("--include-path", "/pets")
    assert (made.cwd, made.timeout, made.output) == (ARTIFACTS, 60, f"{ARTIFACTS}/output.log")
    assert dict(made.env)["QAAGENT_PROJECT"] == FOLDER
    assert json.loads(dict(made.env)["QAAGENT_TOOL_HEADERS"]) == dict(HEADERS)
    assert "s3cret" not in " ".join(made.argv)


def test_the_configuration_chooses_checks_phases_and_seed() -> None:
    rules = {"checks": ["not_a_server_error"], "exclude_checks": ["ignored_auth", "use_after_free"]}
    made = call(config={"schemathesis": {**rules, "phases": ["examples", "fuzzing"], "seed": 7}})
    assert option(made, "--checks") == "not_a_server_error"
    assert option(made, "--exclude-checks") == "ignored_auth,use_after_free"
    assert (option(made, "--phases"), option(made, "--seed")) == ("examples,fuzzing", "7")


def test_a_command_gets_headers_by_a_file_that_names_variables() -> None:
    made = call(available=COMMAND, headers=HEADERS, secrets=SECRETS)
    ((file, text),) = made.inputs
    assert made.argv[:4] == ("/usr/bin/schemathesis", "--config-file", file, "run")
    told = tomllib.loads(text)
    assert told["headers"] == {"Authorization": "${QAAGENT_HEADER_0}", "X-Team": "${QAAGENT_HEADER_1}"}
    assert told["output"]["sanitization"]["sensitive-markers"][-2:] == ["credential", "authorization"]
    assert dict(made.env)["QAAGENT_HEADER_0"] == 'Bearer s3cret"'
    assert "s3cret" not in text + " ".join(made.argv)


def test_a_command_without_headers_finds_its_own_configuration() -> None:
    made = call(available=COMMAND)
    assert made.argv[:2] == ("/usr/bin/schemathesis", "run")
    assert made.inputs == ()


def why(**changes: object) -> str:
    return skipped(TOOL.plan(ground(**changes)))  # type: ignore[arg-type]  # named by the caller


def test_what_is_missing_is_said_with_what_would_bring_it() -> None:
    assert (
        why(document="") == "there is no OpenAPI document: name it under openapi.spec_path in .qaagent.yaml"
    )
    assert why(base_url="").startswith("no server is known: give app.NAME.base_url")
    assert why(available=replace(ALL, modules={})) == (
        f"Schemathesis is not installed for {PYTHON}: {PYTHON} -m pip install schemathesis"
    )
    assert why(available=Available(why_no_python="No Python was found.")) == "No Python was found."


def test_one_that_is_too_old_is_not_started() -> None:
    made = TOOL.plan(ground(available=replace(ALL, modules={"schemathesis": "3.39.16"})))
    assert made == SkippedTool(
        "schemathesis", "Schemathesis 3.39.16 is too old; 4.9 or newer is needed", "3.39.16"
    )


def test_a_server_elsewhere_is_left_alone_unless_it_is_meant() -> None:
    assert "set tools.schemathesis.remote to true" in why(base_url="https://api.shop.example")
    rules = {"schemathesis": {"remote": True}}
    assert (
        option(call(base_url="https://api.shop.example", config=rules), "--url") == "https://api.shop.example"
    )


def test_the_real_tool_finds_the_planted_faults_and_leaves_the_project_clean(tmp_path: Path) -> None:
    rules = {"schemathesis": {"phases": ["fuzzing"], "max_examples": 30}}
    with shop(tmp_path / "shop") as address:
        odd = (("X-Pass", 's3cret"<&'), ("X-Team", "pets"))
        here = real_ground(tmp_path / "shop", address, config=rules, headers=odd, secrets=('s3cret"<&',))
        plan = planned(TOOL.plan(here))
        told = TOOL.interpret(here, plan, carried_out(plan))
    assert (told.outcome, told.exit_code, told.error) == ("failed", 1, "")
    blocking = {(str(one.route), one.code) for one in told.findings if one.blocks}
    assert blocking == {("GET /pets", "not_a_server_error"), ("GET /health", "response_schema_conformance")}
    assert sorted(path.name for path in (tmp_path / "shop").iterdir()) == sorted(
        path.name for path in PLANTED.iterdir() if path.name != "__pycache__"
    )
    left = [path for path in (tmp_path / "artifacts").rglob("*") if path.is_file()]
    assert [path for path in left if b"s3cret" in path.read_bytes()] == []
    assert "junit.xml" in {path.name for path in left}
    crash = next(one for one in told.findings if one.code == "not_a_server_error")
    assert "X-Pass: [redacted]" in crash.details
    assert "X-Team: pets" in crash.details


def test_the_real_command_says_that_the_server_is_down(tmp_path: Path) -> None:
    tools = replace(available(), modules={}, commands={"st": str(python().with_name("st"))})
    here = real_ground(tmp_path / "shop", "http://127.0.0.1:9", available=tools, headers=HEADERS)
    plan = planned(TOOL.plan(here))
    told = TOOL.interpret(here, plan, carried_out(plan))
    assert (told.outcome, told.exit_code, told.error) == ("error", 2, "LoaderError: Connection failed")
    assert told.version == "4.32.5"
