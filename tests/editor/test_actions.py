from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qaagent_lsp.editor.actions import Action, actions
from qaagent_lsp.editor.commands import LineArgument
from qaagent_lsp.editor.finding import Finding, Levels
from qaagent_lsp.editor.findings import findings
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId
from tests.linking.workspace import case, failure, routes, snapshot, tie

APP, T = WorkspacePath("app/main.py"), WorkspacePath("tests/test_pets.py")
A = f"{T}::test_a"
TABLE = routes("GET /pets", "POST /pets")
FEATURE = WorkspacePath("features/pets.feature")
ROW = TestFunction(
    TestId(f"{FEATURE}:9"),
    FEATURE,
    "Every pet -- @1.1",
    "",
    Span(9, 7, 9, 20),
    Span(9, 7, 9, 20),
    "d",
    "behave",
)
NOW = snapshot(TABLE, [A], [tie(A, "GET /pets")], [case(A, "failed", failures=[failure()])])


def menu(
    now: Snapshot, file: WorkspacePath, line: int, marked: Iterable[Finding] = (), active: str | None = None
) -> list[str]:
    return [_plain(one) for one in actions(now, file, line, marked, active)]


def _plain(action: Action) -> str:
    if action.command is not None:
        return f"{action.kind} {action.title} → {action.command.id}"
    assert action.goto is not None
    return f"{action.kind} {action.title} → {action.goto.file}:{action.goto.span.line}"


def test_every_lens_has_an_action() -> None:
    assert menu(NOW, APP, 1) == [
        "source ▶ Run GET /pets (1 test) → qaagent.runRoute",
        f"source Go to test {A} → {T}:5",
        "source Generate a test for GET /pets → qaagent.generateTest",
    ]
    assert menu(NOW, APP, 13) == [
        "source ▶ Run POST /pets (no tests) → qaagent.runRoute",
        "source Generate a test for POST /pets → qaagent.generateTest",
    ]
    assert menu(NOW, T, 6) == [
        "source ▶ Run test_a → qaagent.runTest",
        "source ▶ Run all tests of GET /pets → qaagent.runRoute",
        f"source Go to route GET /pets → {APP}:1",
    ]
    assert menu(NOW, APP, 99) == []


def test_a_failing_line_is_rerun_and_leads_to_its_route_and_test() -> None:
    marked = findings(NOW, Levels())[T]
    assert menu(NOW, T, 7, marked) == [
        "quickfix Run test_a again → qaagent.runTest",
        "quickfix Run the tests of GET /pets → qaagent.runRoute",
        f"quickfix Go to route GET /pets → {APP}:1",
        f"quickfix Go to test {A} → {T}:5",
        "quickfix Show run 20261122_235127Z → qaagent.showRun",
        "quickfix Open the report of the run → qaagent.openReport",
        "quickfix Generate a test for GET /pets → qaagent.generateTest",
        "source ▶ Run test_a → qaagent.runTest",
        "source ▶ Run all tests of GET /pets → qaagent.runRoute",
    ]
    assert all(one.finding is marked[0] for one in actions(NOW, T, 7, marked) if one.kind == "quickfix")


def test_a_failing_route_leads_to_its_tests() -> None:
    marked = findings(NOW, Levels(untested="off"))[APP]
    assert menu(NOW, APP, 1, marked) == [
        "quickfix Run the tests of GET /pets → qaagent.runRoute",
        f"quickfix Go to test {A} → {T}:5",
        "quickfix Show run 20261122_235127Z → qaagent.showRun",
        "quickfix Open the report of the run → qaagent.openReport",
        "quickfix Generate a test for GET /pets → qaagent.generateTest",
        "source ▶ Run GET /pets (1 test) → qaagent.runRoute",
    ]


def test_a_route_without_tests_can_have_some_written() -> None:
    marked = findings(NOW, Levels("off", "off"))[APP]
    assert [one.code for one in marked] == ["untested-route"]
    assert menu(NOW, APP, 11, marked) == [
        "quickfix Generate a test for POST /pets → qaagent.generateTest",
        "source ▶ Run POST /pets (no tests) → qaagent.runRoute",
    ]


def test_no_test_is_offered_for_what_is_no_plain_request() -> None:
    socket = replace(TABLE[0], key=RouteKey("WEBSOCKET", "/live"))
    assert menu(snapshot([socket]), APP, 1) == ["source ▶ Run WEBSOCKET /live (no tests) → qaagent.runRoute"]


def test_a_file_that_could_not_be_collected_is_run_again() -> None:
    now = snapshot(broken=[Problem(T, Span(3, 1, 3, 5), "no module", "collection-error")])
    assert menu(now, T, 3, findings(now, Levels())[T]) == [f"quickfix Run {T} again → qaagent.runPath"]


def test_steps_that_cannot_be_loaded_are_read_again_by_running_their_features() -> None:
    steps = WorkspacePath("api/features/steps/pets_steps.py")
    feature = WorkspacePath("api/features/pets.feature")
    row = replace(ROW, id=TestId(f"{feature}:9"), file=feature)
    now = snapshot(
        tests={row.id: row}, broken=[Problem(steps, Span(3, 1, 3, 5), "no module", "collection-error")]
    )
    told = replace(now, broken_by={steps: "behave"})
    marked = findings(told, Levels())[steps]
    assert menu(told, steps, 3, marked) == ["quickfix Run api/features again → qaagent.runPath"]
    none = replace(told, tests_by_file={})
    assert menu(none, steps, 3, marked) == ["quickfix Run everything again → qaagent.runPath"]


def test_a_run_is_cancelled_from_where_its_tests_stand() -> None:
    now = snapshot(TABLE, [A], [tie(A, "GET /pets")], running=[A])
    cancel = "source ■ Cancel the run → qaagent.cancelRun"
    assert menu(now, APP, 1, active="r1")[-1] == cancel
    assert menu(now, T, 5, active="r1")[-1] == cancel
    assert cancel not in menu(now, APP, 11, active="r1")
    assert cancel not in menu(now, APP, 1)


OUTLINE = TestGroup(TestId(f"{FEATURE}:3"), "Every pet", "outline", Span(3, 3, 9, 20), (ROW.id,))
ROWS = replace(
    snapshot(
        TABLE,
        {ROW.id: ROW},
        [tie(ROW.id, "GET /pets")],
        [case(ROW.id, "failed", failures=[failure(file=FEATURE, line=5)])],
    ),
    groups_by_file={FEATURE: (OUTLINE,)},
)


def test_a_line_of_an_outline_runs_its_rows_and_leads_to_their_routes() -> None:
    assert menu(ROWS, FEATURE, 4) == [
        "source ▶ Run Every pet (1 test) → qaagent.runTest",
        "source ▶ Run all tests of GET /pets → qaagent.runRoute",
        f"source Go to route GET /pets → {APP}:1",
    ]
    assert menu(ROWS, FEATURE, 9)[0] == "source ▶ Run Every pet -- @1.1 → qaagent.runTest"
    running = replace(ROWS, running=frozenset({ROW.id}))
    assert menu(running, FEATURE, 4, active="r1")[-1] == "source ■ Cancel the run → qaagent.cancelRun"


def test_what_is_known_by_its_place_is_run_again_by_its_name() -> None:
    assert menu(ROWS, FEATURE, 5, findings(ROWS, Levels())[FEATURE])[0] == (
        "quickfix Run Every pet -- @1.1 again → qaagent.runTest"
    )


def test_a_function_that_is_no_test_and_no_handler_offers_those_that_executed_it() -> None:
    (action,) = actions(Snapshot(), WorkspacePath("shop/price.py"), 7, inside="price")
    assert (action.title, action.kind) == ("▶ Run the tests of price", "source")
    assert action.command is not None
    assert action.command.argument == LineArgument(WorkspacePath("shop/price.py"), 7)
    assert actions(Snapshot(), WorkspacePath("shop/price.py"), 7) == ()
