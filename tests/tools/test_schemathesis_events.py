"""Reports of real runs, read: shortened by the probe, whole, and torn."""

from __future__ import annotations

from collections import Counter

import pytest

from qaagent_lsp.tools.schemathesis_events import heard
from tests.tools.recorded import recorded

FAILING = recorded("schemathesis/failing.ndjson")


def test_each_failure_names_its_check_operation_and_request() -> None:
    report = heard(FAILING)
    crash = next(one for one in report.failures if one.check == "not_a_server_error")
    assert (crash.operation, crash.severity, crash.status) == ("GET /pets", "critical", 500)
    assert crash.message == "Received: 500"
    assert crash.answer == "HTTP 500: Internal Server Error"
    assert crash.method == "GET"
    assert crash.url.endswith("/pets?limit=0")
    assert crash.curl.startswith("curl -X GET ")
    assert (report.version, report.selected, report.finished) == ("4.32.5", 4, True)
    assert report.stop_reason == "completed"
    assert report.torn == 0


def test_a_crash_is_not_told_again_as_a_status_that_nobody_documents() -> None:
    undocumented = [one for one in heard(FAILING).failures if one.check == "status_code_conformance"]
    assert {one.status for one in undocumented} == {400}


def test_a_whole_report_says_as_much_as_a_shortened_one() -> None:
    report = heard(recorded("schemathesis/whole.ndjson"))
    assert [(one.operation, one.check) for one in report.failures] == [
        ("GET /health", "response_schema_conformance")
    ]
    assert report.statuses["GET /pets/{pet_id}"].total() == 1
    assert (report.cases, report.answers) == (4, 4)


def test_requests_without_an_answer_are_counted_apart() -> None:
    report = heard(recorded("schemathesis/dead.ndjson"))
    assert report.answers == 0
    assert report.cases > 0
    assert set(report.statuses["GET /pets"]) == {"none"}
    assert {one.operation for one in report.troubles} == {
        "GET /pets",
        "GET /pets/{pet_id}",
        "GET /health",
        "POST /orders",
    }


def test_a_document_that_did_not_load_is_told() -> None:
    report = heard(recorded("schemathesis/down.ndjson"))
    assert [(one.message, one.operation) for one in report.troubles] == [
        ("LoaderError: Connection failed", "")
    ]
    assert not report.finished


@pytest.mark.parametrize("cut", [10, 500, 5000, len(FAILING) - 20])
def test_a_torn_report_has_no_end(cut: int) -> None:
    report = heard(FAILING[:cut])
    assert not report.finished
    assert report.torn == 1


@pytest.mark.parametrize(
    "line", [b"null", b"[]", b"{}", b'{"EngineFinished": null}', b"\xff\xfe", b'{"a":1,"b":2}']
)
def test_what_is_no_event_is_counted_as_torn(line: bytes) -> None:
    assert heard(line + b"\n").torn == 1


def test_nothing_is_no_report() -> None:
    report = heard(b"")
    assert (report.finished, report.torn, report.statuses) == (False, 0, {})


def test_events_of_newer_versions_are_passed_over() -> None:
    report = heard(b'{"SomethingNew": {"id": 1}}\n{"EngineFinished": {"stop_reason": "completed"}}\n')
    assert (report.finished, report.torn) == (True, 0)
    assert report.statuses == Counter()
