"""Findings stand on the handlers of the routes that they concern, and say how to repeat the request."""

from __future__ import annotations

from collections import Counter

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.tool import ToolFinding
from qaagent_lsp.tools.schemathesis_events import FailedCheck, Heard, Trouble, heard
from qaagent_lsp.tools.schemathesis_findings import findings_of
from tests.tools.grounds import PLANTED, ground
from tests.tools.recorded import recorded

LINES = (PLANTED / "shop" / "main.py").read_text("utf-8").splitlines()


def marked(finding: ToolFinding) -> str:
    """The text of the line that is marked."""
    assert finding.at is not None
    assert finding.at.file == "shop/main.py"
    return LINES[finding.at.span.line - 1]


def failed(check: str, message: str, *, status: int = 200, operation: str = "GET /pets") -> FailedCheck:
    return FailedCheck(check, operation, "It failed", message, "medium", status=status)


def test_the_planted_faults_are_found_on_their_handlers() -> None:
    found = {one.code: one for one in findings_of(ground(), heard(recorded("schemathesis/failing.ndjson")))}
    crash = found["not_a_server_error"]
    assert (crash.severity, crash.route, crash.blocks) == ("critical", RouteKey("GET", "/pets"), True)
    assert crash.message == "GET /pets: Server error: Received: 500"
    assert "curl -X GET" in crash.details
    assert "/pets?limit=0" in crash.details
    assert marked(crash).startswith("def list_pets(")
    shape = found["response_schema_conformance"]
    assert (shape.severity, shape.blocks) == ("high", True)
    assert '"status" is a required property' in shape.message
    assert '{"state":"well"}' in shape.details
    assert marked(shape) == "def health():"


def test_what_sound_apis_do_is_only_told() -> None:
    report = heard(recorded("schemathesis/failing.ndjson"))
    told = {one.code: one.message for one in findings_of(ground(), report) if not one.blocks}
    assert told == {
        "negative_data_rejection": "POST /orders: Schema-violating request accepted: "
        "Invalid data should have been rejected",
        "status_code_conformance": "POST /orders: Undocumented status code: Received: 400",
    }
    strict = ground(config={"schemathesis": {"tell_only": []}})
    assert all(one.blocks for one in findings_of(strict, report))


def test_an_undocumented_answer_that_is_no_refusal_blocks() -> None:
    report = Heard(
        failures=[
            failed("status_code_conformance", "Received: 202", status=202),
            failed("status_code_conformance", "Received: 404", status=404),
        ]
    )
    assert [one.blocks for one in findings_of(ground(), report)] == [True, False]


def test_one_finding_of_a_kind_and_at_most_three() -> None:
    same = [failed("custom", "first line\nrest")] * 2
    others = [failed("custom", f"line {number}") for number in range(4)]
    found = findings_of(ground(), Heard(failures=[*same, *others]))
    assert [one.message for one in found] == [
        "GET /pets: It failed: first line",
        "GET /pets: It failed: line 0",
        "GET /pets: It failed: line 1",
    ]
    assert found[-1].details.endswith("2 more of this kind")
    assert "more of this kind" not in found[0].details


def test_an_operation_that_no_code_serves_keeps_its_name() -> None:
    (found,) = findings_of(ground(), Heard(failures=[failed("custom", "", operation="GET /cats/{id}")]))
    assert (found.route, found.at) == (RouteKey("GET", "/cats/{id}"), None)
    (query,) = findings_of(ground(), Heard(failures=[failed("custom", "", operation="Query.cats")]))
    assert (query.route, query.at) == (None, None)


def test_each_operation_that_could_not_be_called_is_told_once() -> None:
    troubles = [
        Trouble("refused", "GET /pets"),
        Trouble("refused again", "GET /pets"),
        Trouble("no document"),
    ]
    found = findings_of(ground(), Heard(troubles=troubles))
    assert [(one.message, one.code) for one in found] == [
        ("GET /pets: refused", "error"),
        ("Schemathesis: no document", "error"),
    ]


def test_a_route_that_let_nothing_in_is_told() -> None:
    statuses = {
        "GET /pets": Counter({"401": 3, "403": 1}),
        "GET /pets/{pet_id}": Counter({"404": 9}),
        "GET /health": Counter({"401": 1, "200": 1}),
        "POST /orders": Counter({"422": 1, "500": 1}),
    }
    signed_out, missing = findings_of(ground(), Heard(statuses=statuses))
    assert (signed_out.code, signed_out.severity, signed_out.blocks) == ("missing_auth", "info", False)
    assert "GET /pets: every request was refused with 401 or 403" in signed_out.message
    assert (missing.code, missing.blocks) == ("never_succeeded", False)
    assert missing.message.endswith("examples in the description would help")
