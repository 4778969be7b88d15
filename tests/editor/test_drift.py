"""Contract drift in the editor: at the route what is not documented, at the operation what no test got."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.editor.actions import actions
from qaagent_lsp.editor.drift import drift_findings, unexercised_findings
from qaagent_lsp.editor.finding import FindingData, Levels, Related
from qaagent_lsp.editor.findings import findings
from qaagent_lsp.editor.hovers import hover
from qaagent_lsp.model.operation import Answer, Operation
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Location, WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.editor.describing import SPEC, described, operation
from tests.linking.workspace import routes, snapshot, tie

APP, T = WorkspacePath("app/main.py"), WorkspacePath("tests/test_pets.py")
A, B = TestId(f"{T}::test_a"), TestId(f"{T}::test_b")
KEY = RouteKey("GET", "/pets/{pet_id}")
ANSWERS = (Answer(200, "text/html", (A, B)), Answer(409, "application/json", (B,)))
GET = operation("GET /pets/{id}", "200 application/json", "404", line=4)


def now(*operations: Operation, answers: tuple[Answer, ...] = ANSWERS) -> Snapshot:
    tied = described(snapshot(routes(str(KEY)), [A, B], [tie(A, str(KEY))]), operations)
    return replace(tied, answers={(KEY, APP): answers})


def test_a_route_that_answers_otherwise_is_marked_once() -> None:
    ((file, finding),) = drift_findings(now(GET), "information")
    assert (file, finding.span.line, finding.severity, finding.code) == (
        APP,
        1,
        "information",
        "contract-drift",
    )
    assert finding.message.splitlines() == [
        f"GET /pets/{{pet_id}}: 409 is not documented in docs/openapi.yaml (got by {B})",
        f"200 as text/html is not documented, only as application/json in docs/openapi.yaml (got by {A} and others)",
    ]
    assert finding.data == FindingData(route=KEY, route_file=APP)
    tests = snapshot((), [A, B]).tests
    assert finding.related == (
        Related(Location(SPEC, GET.at.span), "documented as get_it"),
        Related(Location(T, tests[B].name_span), f"test {B}"),
        Related(Location(T, tests[A].name_span), f"test {A}"),
    )


def test_two_documents_are_told_in_one_marker() -> None:
    other = operation("GET /pets/{pet_id}", "200 text/html", line=7, file="docs/copy.json")
    ((_, finding),) = drift_findings(now(GET, other), "information")
    assert [line for line in finding.message.splitlines() if "409 is not documented" in line] == [
        f"GET /pets/{{pet_id}}: 409 is not documented in docs/openapi.yaml (got by {B})",
        f"409 is not documented in docs/copy.json (got by {B})",
    ]


def test_what_no_test_ever_got_is_marked_at_the_operation() -> None:
    ((file, finding),) = unexercised_findings(now(GET), "hint")
    assert (file, finding.span, finding.code) == (SPEC, GET.at.span, "contract-unexercised")
    assert finding.message == "GET /pets/{id}: no test ever got 200 as application/json, 404"


def test_both_are_settings_and_nothing_is_said_of_routes_that_no_test_was_seen_to_reach() -> None:
    marked = findings(now(GET), Levels(untested="off"))
    assert {file: [one.code for one in ones] for file, ones in marked.items()} == {APP: ["contract-drift"]}
    assert findings(now(GET), Levels(untested="off", drift="off")) == {}
    assert findings(now(GET, answers=()), Levels(untested="off", unexercised="hint")) == {}
    assert list(drift_findings(snapshot(routes(str(KEY))), "hint")) == []


def test_hover_tells_it_in_any_case() -> None:
    for file, line in ((APP, 2), (SPEC, 4)):
        found = hover(now(GET), file, line, 0.0)
        assert found is not None
        assert "no test ever got 200 as application/json, 404" in found.markdown
        assert f"409 is not documented: `{B}`" in found.markdown


def test_a_marker_offers_the_tests_and_the_way_to_them() -> None:
    marked = findings(now(GET), Levels(untested="off"))[APP]
    assert [action.title for action in actions(now(GET), APP, 1, marked) if action.kind == "quickfix"] == [
        f"Run the tests of {KEY}",
        f"Go to test {B}",
        f"Go to test {A}",
        f"Generate a test for {KEY}",
    ]
