"""What inline tools found, at its line or route."""

from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.editor.finding import Levels
from qaagent_lsp.editor.findings import findings
from qaagent_lsp.editor.tool_findings import tool_findings
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.snapshot import Anchor, FunctionSpan, Snapshot, ToolSaid
from qaagent_lsp.model.source import Location, Span, WorkspacePath
from qaagent_lsp.model.tool import ToolFinding, ToolResult
from tests.linking.workspace import routes, snapshot

APP, PAGE = WorkspacePath("app/main.py"), WorkspacePath("templates/pet.html")
KEY = RouteKey("GET", "/pets")
AT_PAGE = ToolFinding(
    "a11y",
    "high",
    "image-alt",
    "Images must have alternative text",
    KEY,
    Location(PAGE, Span(7, 3, 7, 20)),
    "http://127.0.0.1:1/pets",
    "<img>",
)
AT_ROUTE = ToolFinding("schemathesis", "critical", "not_a_server_error", "Server error", KEY)


def now(*found: ToolFinding, anchors: tuple[Anchor | None, ...] = ()) -> Snapshot:
    said = ToolSaid(ToolResult("a11y", "failed", executed=True, findings=found), "run", 1.0, anchors)
    return replace(snapshot(routes(str(KEY)), [], []), found={"a11y": said})


def test_a_finding_stands_at_its_line_with_the_run_and_the_route() -> None:
    ((file, one),) = tool_findings(now(AT_PAGE), "warning")
    assert (file, one.span, one.severity, one.code, one.kind) == (
        PAGE,
        Span(7, 3, 7, 20),
        "warning",
        "image-alt",
        "tool",
    )
    assert one.message.splitlines() == [
        "a11y: Images must have alternative text",
        "http://127.0.0.1:1/pets",
        "<img>",
    ]
    assert (one.data.run_id, one.data.route, one.data.route_file) == ("run", KEY, APP)


def test_a_finding_without_a_place_stands_at_its_route() -> None:
    ((file, one),) = tool_findings(now(AT_ROUTE), "error")
    assert (file, one.span.line, one.severity) == (APP, 1, "error")


def test_a_finding_at_one_of_several_apps_means_the_route_of_that_app() -> None:
    first = now(AT_ROUTE)
    (row,) = first.routes
    other = replace(row, file=WorkspacePath("admin/main.py"))
    found = tool_findings(replace(first, routes=(row, other)), "warning")
    assert [(file, one.data.route_file) for file, one in found] == [(APP, APP), (other.file, other.file)]


def test_what_does_not_block_is_information() -> None:
    ((_, one),) = tool_findings(now(replace(AT_ROUTE, blocks=False)), "warning")
    assert one.severity == "information"


def test_the_same_said_twice_is_told_once_and_off_is_off() -> None:
    assert len(list(tool_findings(now(AT_PAGE, AT_PAGE), "warning"))) == 1
    assert list(tool_findings(now(AT_PAGE), "off")) == []
    assert findings(now(AT_PAGE), replace(Levels(), tools="off")).get(PAGE) is None


def test_a_finding_moves_with_its_handler_and_is_outdated_when_that_was_edited() -> None:
    anchor = Anchor(APP, "list_pets", 0, "then")
    found = replace(AT_ROUTE, at=Location(APP, Span(1, 1, 1, 9)))
    moved = now(found, anchors=(anchor,))
    same = FunctionSpan("list_pets", Span(4, 1, 6, 1), "then")
    ((_, one),) = tool_findings(replace(moved, outlines={APP: (same,)}), "warning")
    assert (one.span.line, one.outdated, one.severity) == (4, False, "warning")
    edited = replace(same, digest="now")
    ((_, one),) = tool_findings(replace(moved, outlines={APP: (edited,)}), "warning")
    assert (one.outdated, one.severity) == (True, "information")
    assert "(outdated: edited since this run)" in one.message
    assert list(tool_findings(replace(moved, outlines={APP: ()}), "warning")) == []
