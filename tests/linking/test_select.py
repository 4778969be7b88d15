from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.linking.select import find_route, select
from qaagent_lsp.model.errors import (
    AmbiguousRoute,
    NothingToRun,
    QaAgentError,
    UnknownRoute,
    UnknownSuite,
    UnknownTest,
)
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import (
    AllScope,
    ChosenTests,
    FailedScope,
    PathScope,
    RouteScope,
    RoutesInFileScope,
    Selection,
    SnapshotScope,
    SuiteScope,
    TestScope,
    WholeSuite,
)
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import Runner, TestGroup, TestId, file_of, runner_of
from tests.linking.workspace import case, failure, functions, route, routes, snapshot, tie

WHERE = (
    "pytest looks for functions test_* in files test_*.py, Behave for *.feature files, "
    "Playwright for *.spec.ts and *.test.ts."
)

A, B, C = "tests/a.py::test_a", "tests/a.py::TestX::test_b", "tests/b.py::test_c"
TABLE = (
    *routes("GET /pets", "GET /pets/{pet_id}", "POST /pets"),
    route("GET /items", file="one.py"),
    route("GET /items", file="two.py"),
    route("GET /lonely", file="three.py"),
)
NOW = snapshot(
    TABLE,
    [A, B, C],
    [
        tie(B, "GET /pets", "observed", why="observed: hit GET /pets (200)"),
        tie(A, "GET /pets", "name"),
        tie(A, "POST /pets", "call", why='calls client.post("/pets") in line 12'),
        tie(C, "GET /items", file="two.py"),
        tie(A, "GET /items", "call"),
    ],
    [
        case(f"{A}[2]", "failed", failures=[failure("assert 1 == 2\nmore")]),
        case(f"{A}[1]", "passed"),
        case(C, "error", failures=[failure("boom")]),
        case("tests/a.py::test_deleted", "failed"),
    ],
)


def check(
    scope: SnapshotScope, expected: list[tuple[str, str | None]] | WholeSuite, now: Snapshot = NOW
) -> None:
    selection = select(now, scope)
    assert selection.scope == scope
    (part,) = selection.parts
    if isinstance(part, ChosenTests):
        assert [(chosen.id, chosen.how) for chosen in part.tests] == expected
        assert all(chosen.why for chosen in part.tests)
    else:
        assert part == expected


def refused(kind: type[QaAgentError], scope: SnapshotScope, hint: str, now: Snapshot = NOW) -> None:
    with pytest.raises(kind) as raised:
        select(now, scope)
    assert raised.value.hint == hint


def at_route(text: str, file: str | None = None) -> RouteScope:
    return RouteScope(RouteKey.parse(text), WorkspacePath(file) if file else None)


def test_everything() -> None:
    check(AllScope(), WholeSuite("pytest"))
    check(SuiteScope("unit"), WholeSuite("pytest"))
    refused(UnknownSuite, SuiteScope("e2e"), "Suites of this workspace: unit.")
    refused(NothingToRun, AllScope(), WHERE, Snapshot())


@pytest.mark.parametrize(
    ("path", "expected"),
    [("tests", "tests"), ("tests/", "tests"), ("tests/a.py", "tests/a.py"), ("", ""), (".", "")],
)
def test_a_path(path: str, expected: str) -> None:
    check(PathScope(WorkspacePath(path)), WholeSuite("pytest", (WorkspacePath(expected),)))


def test_a_path_without_tests() -> None:
    refused(
        NothingToRun,
        PathScope(WorkspacePath("test")),
        WHERE,
    )


def test_a_file_that_only_fails_to_be_read_is_run_so_that_its_error_shows() -> None:
    problem = Problem(WorkspacePath("tests/bad.py"), Span(1, 1, 1, 2), "invalid syntax", "syntax-error")
    check(AllScope(), WholeSuite("pytest"), snapshot(problems=[problem]))


@pytest.mark.parametrize("test_id", [A, f"{A}[1]", f"{A}[never seen]", B, "tests/a.py::TestX"])
def test_a_test_by_its_id(test_id: str) -> None:
    check(TestScope(TestId(test_id)), [(test_id, None)])


def test_a_file_by_its_id_is_run_as_the_tool_would() -> None:
    check(TestScope(TestId("tests/a.py")), WholeSuite("pytest", (WorkspacePath("tests/a.py"),)))
    refused(UnknownTest, TestScope(TestId("tests/a.py::test_aa")), f"Nearest: {A}, {B}.")


def test_a_route_by_best_evidence() -> None:
    check(at_route("GET /pets"), [(A, "name"), (B, "observed")])
    check(at_route("POST /pets"), [(A, "call")])
    selection = select(NOW, at_route("POST /pets")).parts[0]
    assert isinstance(selection, ChosenTests)
    assert selection.tests[0].why == 'calls client.post("/pets") in line 12'


def test_a_route_of_several_apps() -> None:
    check(at_route("GET /items", "two.py"), [(A, "call"), (C, "observed")])
    check(at_route("GET /items", "one.py"), [(A, "call")])
    refused(AmbiguousRoute, at_route("GET /items"), "Say which file: one.py, two.py.")
    refused(UnknownRoute, at_route("GET /items", "three.py"), "It is defined in one.py, two.py.")


def test_an_unknown_route() -> None:
    refused(
        UnknownRoute,
        at_route("GET /pets/{id}"),
        "Nearest: GET /pets/{pet_id}, GET /pets.",
    )
    refused(UnknownRoute, at_route("PUT /pets"), "Nearest: GET /pets, POST /pets.")
    refused(UnknownRoute, at_route("GET /pets"), "No routes were found in this workspace.", Snapshot())
    refused(UnknownRoute, at_route("LINK /qqqqqqqqqqqqqqqq"), "There are 5 routes; list them to choose one.")


def test_a_route_without_tests() -> None:
    refused(
        NothingToRun,
        at_route("GET /lonely"),
        'Write a test that calls it, e.g. client.get("/lonely"), or run all tests once to see who does.',
    )


def test_the_routes_of_a_file() -> None:
    check(RoutesInFileScope(WorkspacePath("app/main.py")), [(A, "call"), (B, "observed")])
    refused(
        NothingToRun,
        RoutesInFileScope(WorkspacePath("tests/a.py")),
        "Choose a file with route definitions or handlers, or run a path.",
    )
    refused(
        NothingToRun,
        RoutesInFileScope(WorkspacePath("three.py")),
        'Write a test that calls it, e.g. client.get("/lonely"), or run all tests once to see who does.',
    )


def test_the_routes_that_a_file_handles_and_another_defines() -> None:
    """Views of Django: the tests of the file's handlers, not of all routes of the file that names them."""
    views = WorkspacePath("app/views.py")
    rows = [replace(row, handler_file=views) if row.key.method == "POST" else row for row in NOW.routes]
    apart = replace(NOW, routes=tuple(rows))
    posts = [
        link.test for row in rows if row.handler_file == views for link in NOW.links_by_route.get(row.key, ())
    ]
    part = select(apart, RoutesInFileScope(views)).parts[0]
    assert isinstance(part, ChosenTests)
    assert [chosen.id for chosen in part.tests] == posts


def test_what_failed_last_time_and_still_exists() -> None:
    check(FailedScope(), [(f"{A}[2]", None), (C, None)])
    part = select(NOW, FailedScope()).parts[0]
    assert isinstance(part, ChosenTests)
    assert [chosen.why for chosen in part.tests] == [
        "failed when last run: assert 1 == 2",
        "error when last run: boom",
    ]
    refused(
        NothingToRun,
        FailedScope(),
        "Run a route, a file or all tests first.",
        snapshot(tests=[A], results=[case(A)]),
    )


def test_files_that_could_not_be_collected_have_failed() -> None:
    problem = Problem(
        WorkspacePath("tests/bad.py"), Span(3, 1, 3, 2), "No module named 'x'\n…", "collection-error"
    )
    check(FailedScope(), [("tests/bad.py", None)], snapshot(broken=[problem]))
    now = snapshot(broken=[problem], results=[case("tests/bad.py", "error", failures=[failure("No module")])])
    check(FailedScope(), [("tests/bad.py", None)], now)


def test_the_file_that_broke_another_is_not_run_itself() -> None:
    broken = case("tests/a.py", "error", failures=[failure("boom")], file="app/settings.py")
    problem = Problem(WorkspacePath("app/settings.py"), Span(3, 1, 3, 2), "boom", "collection-error")
    check(FailedScope(), [("tests/a.py", None)], snapshot(tests=[A], broken=[problem], results=[broken]))


def test_a_file_that_cannot_be_parsed_has_failed_in_later_sessions_too() -> None:
    problem = Problem(WorkspacePath("tests/bad.py"), Span(1, 1, 1, 2), "invalid syntax", "syntax-error")
    now = snapshot(problems=[problem], results=[case("tests/bad.py", "error", failures=[failure("boom")])])
    check(FailedScope(), [("tests/bad.py", None)], now)


@pytest.mark.parametrize(
    ("conftest", "others", "folder"),
    [
        ("tests/conftest.py", [], "tests"),
        ("conftest.py", [], ""),
        ("tests/conftest.py", [A], "tests"),
        ("tests/api/conftest.py", [A], "tests"),
        ("other/conftest.py", [A], ""),
    ],
)
def test_what_a_broken_conftest_kept_from_running_is_run(
    conftest: str, others: list[str], folder: str
) -> None:
    results = [case(test, "error", failures=[failure("boom")]) for test in (conftest, *others)]
    now = snapshot(tests=[A, "tests/api/t.py::test_t", "other/t.py::test_t"], results=results)
    check(FailedScope(), WholeSuite("pytest", (WorkspacePath(folder),)), now)


def test_what_failed_and_is_no_longer_there_is_named() -> None:
    assert select(NOW, FailedScope()).notes == (
        "left out, for it is no longer there: tests/a.py::test_deleted",
    )
    with pytest.raises(NothingToRun, match=r"no longer there: tests/a\.py::test_old"):
        select(snapshot(tests=[A], results=[case("tests/a.py::test_old", "failed")]), FailedScope())


def test_a_row_is_found_by_the_file_of_its_handler_too() -> None:
    assert find_route(NOW, RouteKey("GET", "/items"), WorkspacePath("two.py")).file == "two.py"


def test_a_route_for_every_method_is_found_by_any() -> None:
    now = replace(NOW, routes=(*NOW.routes, route("ANY /raw")))
    assert find_route(now, RouteKey("PUT", "/raw")).key == RouteKey("ANY", "/raw")


FEATURE = WorkspacePath("features/pets.feature")
SPEC = WorkspacePath("e2e/pets.spec.ts")


def three_tools() -> Snapshot:
    """One API whose route is tested by pytest, a scenario, an outline row and a Playwright test."""
    scenario, row, spec = TestId(f"{FEATURE}:3"), TestId(f"{FEATURE}:10"), TestId(f"{SPEC}:4:3")
    python = TestId("tests/test_pets.py::test_get")
    ids = (python, scenario, row, spec)
    tests = {
        test: replace(functions(python)[python], id=test, file=file_of(test), runner=runner_of(test))
        for test in ids
    }
    outline = TestGroup(TestId(f"{FEATURE}:7"), "Every pet", "outline", Span(7, 1, 10, 1), (row,))
    plain = snapshot(routes("GET /pets"), tests, [tie(test, "GET /pets") for test in ids])
    return replace(plain, groups_by_file={FEATURE: (outline,)})


def chosen_by_runner(selection: Selection) -> list[tuple[str, list[str]]]:
    parts = [part for part in selection.parts if isinstance(part, ChosenTests)]
    assert len(parts) == len(selection.parts)
    return [(part.runner, [test.id for test in part.tests]) for part in parts]


def test_a_route_is_run_by_every_tool_that_tests_it() -> None:
    selection = select(three_tools(), RouteScope(RouteKey("GET", "/pets")))
    assert chosen_by_runner(selection) == [
        ("pytest", ["tests/test_pets.py::test_get"]),
        ("behave", [f"{FEATURE}:3", f"{FEATURE}:10"]),
        ("playwright", [f"{SPEC}:4:3"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "parts"),
    [
        (AllScope(), [("pytest", ""), ("behave", ""), ("playwright", "")]),
        (SuiteScope("behave"), [("behave", "")]),
        (SuiteScope("e2e"), [("playwright", "")]),
        (PathScope(WorkspacePath("features")), [("behave", "features")]),
        (PathScope(SPEC), [("playwright", SPEC)]),
        (TestScope(TestId(FEATURE)), [("behave", FEATURE)]),
        (TestScope(TestId(f"{FEATURE}:10")), [("behave", [f"{FEATURE}:10"])]),
        (TestScope(TestId(f"{FEATURE}:7")), [("behave", [f"{FEATURE}:10"])]),
        (TestScope(TestId(f"{SPEC}:4:3 [chromium]")), [("playwright", [f"{SPEC}:4:3 [chromium]"])]),
    ],
)
def test_scopes_of_several_tools(scope: SnapshotScope, parts: list[tuple[str, str | list[str]]]) -> None:
    suites: dict[str, Runner] = {"unit": "pytest", "behave": "behave", "e2e": "playwright"}
    selection = select(three_tools(), scope, suites=suites)
    assert [
        (part.runner, part.paths[0] if isinstance(part, WholeSuite) else [test.id for test in part.tests])
        for part in selection.parts
    ] == parts


def test_what_failed_is_run_by_the_tool_it_failed_in() -> None:
    before = three_tools()
    bad = [case(f"{FEATURE}:3", "failed"), case(f"{SPEC}:4:3 [chromium]", "failed")]
    results = snapshot(results=bad).results
    selection = select(replace(before, results=results), FailedScope())
    assert chosen_by_runner(selection) == [
        ("behave", [f"{FEATURE}:3"]),
        ("playwright", [f"{SPEC}:4:3 [chromium]"]),
    ]  # fmt: skip


def test_a_mistake_in_our_configuration_is_no_test() -> None:
    mistake = Problem(WorkspacePath(".qaagent.yaml"), Span(1, 1, 1, 2), "no such key", "unknown-config-key")
    refused(NothingToRun, AllScope(), WHERE, snapshot(problems=[mistake]))


def test_broken_steps_bring_the_whole_suite_of_their_tool() -> None:
    steps = WorkspacePath("features/steps/a.py")
    problem = Problem(steps, Span(1, 1, 1, 2), "no module", "collection-error")
    test = "tests/test_pets.py::test_get"
    before = snapshot(broken=[problem], results=[case(test, "failed")], tests=[test])
    selection = select(replace(before, broken_by={steps: "behave"}), FailedScope())
    assert [part.runner for part in selection.parts] == ["pytest", "behave"]
    assert selection.parts[1] == WholeSuite("behave")


def test_a_folder_with_broken_steps_is_one_of_behave() -> None:
    steps = WorkspacePath("features/steps/a.py")
    problem = Problem(steps, Span(1, 1, 1, 9), "no module", "collection-error")
    now = replace(snapshot(broken=[problem]), broken_by={steps: "behave"})
    folder = WorkspacePath("features")
    assert select(now, PathScope(folder)).parts == (WholeSuite("behave", (folder,)),)
