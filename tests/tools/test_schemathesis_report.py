"""Exit code and report together: whatever broke is never green."""

from __future__ import annotations

import pytest

from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.tools.schemathesis import SchemathesisTool
from tests.tools.grounds import ended, ground, planned
from tests.tools.recorded import recorded

FAILING = recorded("schemathesis/failing.ndjson")
GREEN = (
    b'{"Initialize":{"schemathesis_version":"4.32.5"}}\n'
    b'{"LoadingFinished":{"statistic":{"operations":{"total":1,"selected":1}}}}\n'
    b'{"ScenarioFinished":{"recorder":{"label":"GET /pets","statuses":{"200":7}}}}\n'
    b'{"EngineFinished":{"stop_reason":"completed"}}\n'
)
EMPTY_JUNIT = b'<testsuites tests="0"/>'


def result(report: bytes | None, code: int = 0, **more: object) -> ToolResult:
    tool = SchemathesisTool()
    here = ground()
    plan = planned(tool.plan(here))
    files = (
        {"junit.xml": EMPTY_JUNIT} if report is None else {"events.ndjson": report, "junit.xml": EMPTY_JUNIT}
    )
    return tool.interpret(here, plan, ended(plan, files, code=code, **more))  # type: ignore[arg-type]  # named above


def test_green() -> None:
    told = result(GREEN)
    assert (told.outcome, told.error, told.exit_code, told.executed) == ("passed", "", 0, True)
    assert told.summary == "1 operation, 7 cases: 0 failures"
    assert [one.path for one in told.artifacts] == [
        "artifacts/schemathesis/events.ndjson",
        "artifacts/schemathesis/junit.xml",
    ]


def test_failing() -> None:
    told = result(FAILING, 1)
    assert (told.outcome, told.error, told.exit_code) == ("failed", "", 1)
    assert told.version == "4.32.5"
    assert told.summary.endswith("2 failures, 2 told")


def test_only_told_findings_leave_it_green_with_its_true_exit_code() -> None:
    report = b"".join(
        line
        for line in FAILING.splitlines(keepends=True)
        if b"not_a_server_error" not in line and b"response_schema" not in line
    )
    told = result(report, 1)
    assert (told.outcome, told.exit_code) == ("passed", 1)
    assert told.findings


@pytest.mark.parametrize(
    ("report", "code", "error"),
    [
        (recorded("schemathesis/down.ndjson"), 2, "LoaderError: Connection failed"),
        (recorded("schemathesis/dead.ndjson"), 1, "ConnectionError: "),
        (None, 2, "exit code 2: Error: no such option"),
        (None, 0, "its report is not complete"),
        (b"", 1, "its report is not complete"),
        (GREEN[:-30], 0, "its report is torn"),
        (GREEN, 1, "exit code 1, but its report has no failure"),
        (GREEN, -9, "exit code -9"),
        (GREEN.replace(b"completed", b"server_unavailable"), 0, "it stopped early: server unavailable"),
        (GREEN.replace(b'{"200":7}', b"{}"), 0, "no operation was tested"),
    ],
)
def test_what_broke_is_an_error(report: bytes | None, code: int, error: str) -> None:
    told = result(report, code, output="Error: no such option")
    assert told.outcome == "error"
    assert told.error.startswith(error)
    assert told.exit_code == code


def test_failures_beside_errors_are_told_and_the_whole_is_an_error() -> None:
    told = result(FAILING[:-80], 1)
    assert told.outcome == "error"
    assert any(one.blocks for one in told.findings)


def test_a_limit_and_a_cancelled_run_are_what_they_are() -> None:
    assert (result(FAILING, -15, ending="timeout").outcome, result(None, -2, ending="cancelled").outcome) == (
        "timeout",
        "cancelled",
    )
    assert result(GREEN, -15, ending="timeout").error == ""
