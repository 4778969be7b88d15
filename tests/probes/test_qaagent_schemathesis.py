"""What is left out of the report, and whose configuration counts. The whole is run in ``tests/tools``."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

PROBE = Path(__file__).parents[2] / "qaagent_lsp" / "probes" / "schemathesis" / "qaagent_schemathesis.py"


@pytest.fixture(scope="module")
def probe() -> ModuleType:
    spec = importlib.util.spec_from_file_location("qaagent_schemathesis", PROBE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scenario(*statuses: str) -> str:
    """A scenario with a case for each status of its check; each was answered but the last."""
    cases = {f"c{number}": {"value": {"path": "/pets"}} for number in range(len(statuses))}
    answers = {case: {"request": {}, "response": {"status_code": 200}} for case in list(cases)[:-1]}
    recorder = {
        "label": "GET /pets",
        "cases": cases,
        "interactions": {**answers, list(cases)[-1]: {"request": {}}},
        "checks": {
            case: [{"name": "check", "status": status}] for case, status in zip(cases, statuses, strict=True)
        },
    }
    return (
        json.dumps({"ScenarioFinished": {"phase": "fuzzing", "recorder": recorder}}, separators=(",", ":"))
        + "\n"
    )


def test_only_what_failed_is_kept_and_answers_are_counted(probe: ModuleType) -> None:
    event = json.loads(probe.shortened(scenario("success", "failure", "success")))["ScenarioFinished"]
    assert event["phase"] == "fuzzing"
    assert event["recorder"] == {
        "label": "GET /pets",
        "statuses": {"200": 2, "none": 1},
        "cases": {"c1": {"value": {"path": "/pets"}}},
        "interactions": {"c1": {"request": {}, "response": {"status_code": 200}}},
        "checks": {"c1": [{"name": "check", "status": "failure"}]},
    }


def test_other_events_and_torn_lines_are_kept_as_they_are(probe: ModuleType) -> None:
    for line in (
        '{"EngineFinished":{}}\n',
        '{"ScenarioFinished":null}\n',
        '{"ScenarioFinished":{"recor',
        scenario("success")[:-9],
    ):
        assert probe.shortened(line) == line
    assert probe.shortened('{"ScenarioStarted":{}}\n') == ""


def test_a_scenario_that_was_passed_over_has_no_answers(probe: ModuleType) -> None:
    line = '{"ScenarioFinished":{"status":"skip","recorder":{"label":"GET /pets"}}}\n'
    assert json.loads(probe.shortened(line))["ScenarioFinished"]["recorder"]["statuses"] == {}


def test_the_report_is_replaced(probe: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "events.ndjson"
    report.write_text('{"ScenarioStarted":{}}\n{"EngineFinished":{}}\n', "utf-8")
    probe.shorten(str(report))
    assert report.read_text("utf-8") == '{"EngineFinished":{}}\n'
    assert list(tmp_path.iterdir()) == [report]


LEAKING = """
import os, sys

def schemathesis(prog_name):
    told = sys.argv[-1]
    sys.stdout.write(told + "\\n")
    sys.stderr.write(told + "\\n")
    with open(os.environ["QAAGENT_EVENTS"], "w") as events:
        events.write(told + "\\n")
    raise SystemExit(1)
"""


def test_nothing_that_is_left_shows_a_secret(tmp_path: Path) -> None:
    package = tmp_path / "lib" / "schemathesis"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "cli.py").write_text(LEAKING)
    events = tmp_path / "events.ndjson"
    environ = {
        **os.environ,
        "PYTHONPATH": str(package.parent),
        "QAAGENT_TOOL_HEADERS": '{"X-Key": "s3cret"}',
        "QAAGENT_TOOL_SECRETS": '["s3cret"]',
        "QAAGENT_EVENTS": str(events),
    }
    command = [sys.executable, str(PROBE), "run"]
    done = subprocess.run(command, cwd=tmp_path, env=environ, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert [done.stdout, done.stderr, events.read_text()] == ["X-Key: [redacted]\n"] * 3


def test_bytes_that_are_no_text_are_kept(probe: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.write_bytes(b"key=s3cret \xff\r\n")
    probe.strike(str(report), ["s3cret"])
    probe.shorten(str(report))
    assert report.read_bytes() == b"key=[redacted] \xff\r\n"


def test_the_nearest_configuration_counts_up_to_the_repository(probe: ModuleType, tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "service"
    inner.mkdir(parents=True)
    above = tmp_path / "schemathesis.toml"
    above.touch()
    assert probe.configured(str(inner)) == ["--config-file", str(above)]
    (tmp_path / "repository" / ".git").mkdir()
    assert probe.configured(str(inner)) == []
    own = tmp_path / "repository" / "schemathesis.toml"
    own.touch()
    assert probe.configured(str(inner)) == ["--config-file", str(own)]


def test_secrets_are_struck_in_every_spelling(probe: ModuleType, tmp_path: Path) -> None:
    secret = 's3"<é'
    report = tmp_path / "report"
    report.write_text(f'{secret} {json.dumps(secret)} s3&quot;&lt;é s3"&lt;é other\n', "utf-8")
    probe.strike(str(report), [secret])
    assert report.read_text("utf-8") == '[redacted] "[redacted]" [redacted] [redacted] other\n'
    shown = io.StringIO()
    assert probe.Struck(shown, [secret]).write(f"a {secret}") == 7
    assert shown.getvalue() == "a [redacted]"
