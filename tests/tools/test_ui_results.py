from __future__ import annotations

import json

import pytest

from qaagent_lsp.config.profile_inline import Tools
from qaagent_lsp.model.tool import EndedCall, PlannedTool, ToolResult
from qaagent_lsp.tools.ground import Available, Ground
from qaagent_lsp.tools.ui import UiTool

GROUND = Ground(
    folder="/w",
    artifacts="/r/artifacts/ui",
    base_url="",
    config=Tools(),
    available=Available(python="/v/python", modules={"pytest-playwright": "0.10.0"}),
    ui_folder="/w/tests/ui",
)
ID = "tests/ui/test_a.py::test_a"
SESSION = {"kind": "session", "pytest": "9.2.0", "python": "3.11", "rootdir": "/w"}
COLLECTED = {"kind": "collected", "cases": [[ID, 3]]}
STARTED = {"kind": "started", "id": ID}
PASSED = {"kind": "finished", "id": ID, "name": "test_a", "file": "tests/ui/test_a.py", "line": 3,
          "phases": [["setup", "passed", 0.1], ["call", "passed", 0.1], ["teardown", "passed", 0.1]]}  # fmt: skip
END = {"kind": "session_end", "exitstatus": 0}
GREEN = (SESSION, COLLECTED, STARTED, PASSED, END)
NOTHING = (SESSION, {"kind": "collected", "cases": []}, {"kind": "session_end", "exitstatus": 5})
JUNIT = (
    b'<testsuites><testsuite name="pytest" tests="1"><testcase classname="tests.ui.test_a" name="test_a"/></testsuite>'
    b"</testsuites>"
)
RED = JUNIT.replace(b"/></testsuite>", b'><failure message="no"/></testcase></testsuite>')


def result(events: object, junit: bytes | None, code: int, ending: str = "exited") -> ToolResult:
    tool = UiTool()
    planned = tool.plan(GROUND)
    assert isinstance(planned, PlannedTool)
    call = planned.calls[0]
    files = {} if junit is None else {call.results[1]: junit}
    if isinstance(events, tuple):
        files[call.results[0]] = "".join(f"{json.dumps(event)}\n" for event in events).encode()
    ended = EndedCall(call, code, 1.0, ending, "usage: no such option\n", files)  # type: ignore[arg-type]  # a literal
    return tool.interpret(GROUND, planned, [ended])


@pytest.mark.parametrize(
    ("events", "junit", "code", "ending", "outcome", "says"),
    [
        (GREEN, JUNIT, 0, "exited", "passed", ""),
        (GREEN, None, 0, "exited", "error", "it left no JUnit file"),
        (GREEN, b"<testsuites>", 0, "exited", "error", "junit.xml: "),
        (GREEN, RED, 0, "exited", "error", "failures that were not seen: test_a"),
        (GREEN, JUNIT, 1, "exited", "error", "exit code 1 although no test failed"),
        (NOTHING, JUNIT, 5, "exited", "error", "no tests were collected"),
        (None, None, 4, "exited", "error", "called wrongly"),
        (GREEN[:3], None, -11, "exited", "error", "SIGSEGV"),
        (GREEN[:3], None, -9, "timeout", "timeout", ""),
        (GREEN[:3], None, -2, "cancelled", "cancelled", ""),
    ],
)  # fmt: skip
def test_a_red_run_never_looks_green(
    events: object, junit: bytes | None, code: int, ending: str, outcome: str, says: str
) -> None:
    told = result(events, junit, code, ending)
    assert told.outcome == outcome
    assert says in told.error


def test_a_test_that_was_running_is_a_finding_at_its_definition() -> None:
    told = result(GREEN[:3], None, -9, "timeout")
    (finding,) = told.findings
    assert (
        finding.code,
        finding.at.file if finding.at else "",
        finding.at.span.line if finding.at else 0,
    ) == (
        "timeout",
        "tests/ui/test_a.py",
        3,
    )
    assert told.summary == "1 browser test: 1 error"
