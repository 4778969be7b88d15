from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.editor.commands import LineArgument, RouteArgument, RunArgument, TestArgument
from qaagent_lsp.editor.lenses import function_lenses, group_lenses, lenses, route_lenses
from qaagent_lsp.editor.verdicts import standing_of
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestGroup, TestId
from tests.linking.workspace import case, failure, route, routes, snapshot, tie

APP = WorkspacePath("app/main.py")
T = "tests/test_pets.py"
TABLE = routes("GET /pets", "POST /pets", "GET /cats")
TIES = [tie(f"{T}::test_a", "GET /pets"), tie(f"{T}::test_b", "GET /pets"), tie(f"{T}::test_a", "POST /pets")]


def titles(now: Snapshot, file: str = APP, at: float = 1120.0) -> list[str]:
    return [f"{lens.span.line} {lens.title}" for lens in lenses(now, WorkspacePath(file), at)]


def test_before_any_run() -> None:
    now = snapshot(TABLE, [f"{T}::test_a", f"{T}::test_b"], TIES)
    assert titles(now) == ["1 ▶ 2 tests", "1 ○ not run", "11 ▶ 1 test", "11 ○ not run", "21 ○ no tests"]
    assert titles(now, T) == ["5 ▶ run test", "5 ○ not run", "10 ▶ run test", "10 ○ not run"]
    assert titles(now, "other.py") == []


def test_results_change_texts_and_never_their_number() -> None:
    before = snapshot(TABLE, [f"{T}::test_a", f"{T}::test_b"], TIES)
    running = replace(before, running=frozenset({TIES[1].test}))
    results = [case(f"{T}::test_a"), case(f"{T}::test_b", "failed", failures=[failure()])]
    after = snapshot(TABLE, before.tests, TIES, results)
    assert titles(running) == ["1 ▶ 2 tests", "1 ● running…", "11 ▶ 1 test", "11 ○ not run", "21 ○ no tests"]
    assert titles(after) == [
        "1 ▶ 2 tests",
        "1 ✗ 1/2 · 2 min ago",
        "11 ▶ 1 test",
        "11 ✓ 1/1 · 2 min ago",
        "21 ○ no tests",
    ]
    assert titles(after, T, 1001.0) == [
        "5 ▶ run test",
        "5 ✓ 1/1 · just now",
        "10 ▶ run test",
        "10 ✗ 1/1 · just now",
    ]


def test_routes_that_share_a_line_or_a_handler_are_named() -> None:
    shared = route("GET /pets", line=3)
    stacked: list[Route] = [replace(shared, key=one.key) for one in TABLE[:2]]
    assert titles(snapshot(stacked, links=TIES)) == [
        "3 ▶ GET /pets · 2 tests",
        "3 ○ not run · GET /pets",
        "3 ▶ POST /pets · 1 test",
        "3 ○ not run · POST /pets",
    ]
    decorators = [replace(stacked[0], span=TABLE[0].span), stacked[1]]
    assert titles(snapshot(decorators))[0] == "1 ○ GET /pets · no tests"


def test_a_handler_whose_route_is_defined_elsewhere_has_its_lenses_too() -> None:
    views = WorkspacePath("app/views.py")
    apart = replace(route("GET /pets"), handler_file=views, handler_span=Span(7, 5, 9, 1))
    below = replace(route("GET /cats", line=30), handler_span=Span(3, 1, 4, 1))
    many = [replace(route(f"GET /{n}", line=50), handler_span=Span(40, 1, 41, 1)) for n in range(5)]
    now = snapshot([apart, below, *many], links=TIES)
    assert titles(now, views) == ["7 ▶ 2 tests", "7 ○ not run"]
    assert [title for title in titles(now) if title < "5"] == [
        "1 ▶ 2 tests",
        "1 ○ not run",
        "3 ○ no tests",
        "30 ○ no tests",
        "40 ○ 5 routes · no tests",
    ]


def test_many_routes_of_one_line_run_together() -> None:
    """A viewset of Django REST framework whose actions are all inherited."""
    views = WorkspacePath("app/views.py")
    names = ("GET /pets", "POST /pets", "GET /cats", "PUT /cats")
    many = [replace(route(name), handler_file=views, handler_span=Span(7, 1, 9, 1)) for name in names]
    before = snapshot(many, links=TIES)
    after = snapshot(many, links=TIES, results=[case(f"{T}::test_a")])
    assert titles(before, views) == ["7 ▶ 4 routes · 2 tests", "7 ○ not run"]
    assert titles(after, views) == ["7 ▶ 4 routes · 2 tests", "7 ✓ 1/2 · 2 min ago"]
    run, _ = route_lenses(before, views, 0.0)
    assert (run.command.id, run.command.argument) == ("qaagent.runAt", LineArgument(views, 7))
    assert titles(snapshot([replace(one, span=Span(1, 1, 1, 9)) for one in many], links=TIES)) == [
        "1 ▶ 4 routes · 2 tests",
        "1 ○ not run",
    ]


def test_a_click_says_all_there_is_to_know() -> None:
    now = snapshot(TABLE, [f"{T}::test_a"], TIES[:1], [case(f"{T}::test_a")])
    run, verdict, *_, empty = route_lenses(now, APP, 1000.0)
    assert (run.command.id, run.command.argument) == ("qaagent.runRoute", RouteArgument("GET", "/pets", APP))
    assert (verdict.command.id, verdict.command.argument) == (
        "qaagent.showRun",
        RunArgument("20261122_235127Z"),
    )
    assert (empty.command.id, empty.command.argument) == (
        "qaagent.runRoute",
        RouteArgument("GET", "/cats", APP),
    )
    file = WorkspacePath(T)
    test = function_lenses(now, file, 1000.0, standing_of(now))[0]
    assert (test.command.id, test.command.argument) == ("qaagent.runTest", TestArgument(file, TIES[0].test))


def test_what_holds_tests_is_run_as_a_whole() -> None:
    file = WorkspacePath("features/pets.feature")
    rows = (TestId(f"{file}:7"), TestId(f"{file}:8"))
    group = TestGroup(TestId(f"{file}:3"), "Every pet", "outline", Span(3, 1, 8, 10), rows)
    empty = TestGroup(TestId(f"{file}:9"), "Nothing", "rule", Span(9, 1, 9, 10), ())
    now = replace(snapshot(results=[case(rows[0])]), groups_by_file={file: (group, empty)})
    run, last = group_lenses(now, file, 1000.0)
    assert (run.span.line, run.title, run.command.argument) == (3, "▶ 2 tests", TestArgument(file, group.id))
    assert last.title == "✓ 1/2 · just now"


def test_routes_of_libraries_have_no_lens() -> None:
    """They are marked where the app is made, which is no definition of theirs."""
    table = (replace(route("GET /metrics"), handler_file=WorkspacePath("")), route("GET /own", line=9))
    assert [lens.span.line for lens in route_lenses(snapshot(table), table[0].file, 0.0)] == [9]
