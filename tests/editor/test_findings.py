from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qaagent_lsp.editor.finding import Finding, FindingData, Levels
from qaagent_lsp.editor.findings import findings
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import Frame
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.snapshot import Anchor, FunctionSpan, Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from tests.linking.workspace import case, failure, route, routes, snapshot, tie

T, APP = WorkspacePath("tests/test_pets.py"), WorkspacePath("app/main.py")
A, B = f"{T}::test_a", f"{T}::test_b"
RUN = "20261122_235127Z"
TABLE = routes("GET /pets", "POST /pets")
TIES = [tie(A, "GET /pets"), tie(B, "GET /pets")]
FAILURES = Levels(untested="off")


def lines(now: Snapshot, levels: Levels = FAILURES) -> list[str]:
    return [
        f"{file}:{one.span.line} {one.kind} {one.severity} {one.code}"
        for file, those in findings(now, levels).items()
        for one in those
    ]


def only(now: Snapshot, file: str = T) -> Finding:
    (finding,) = findings(now, FAILURES)[WorkspacePath(file)]
    return finding


def failed(test_id: str = A, message: str = "assert 500 == 200", line: int = 7) -> Snapshot:
    return snapshot(
        TABLE, [A, B], TIES, [case(test_id, "failed", failures=[failure(message, line=line)], links=TIES[:1])]
    )


def test_nothing_to_say() -> None:
    assert findings(snapshot(TABLE, [A, B], TIES, [case(A), case(B)]), FAILURES) == {}


def test_a_failure_shows_at_its_line_and_milder_at_its_route() -> None:
    assert lines(failed()) == [f"{APP}:1 route warning assertion", f"{T}:7 line error assertion"]


def test_untested_routes_are_marked_beside_failures() -> None:
    assert lines(failed(), Levels()) == [
        f"{APP}:1 route warning assertion",
        f"{APP}:11 untested information untested-route",
        f"{T}:7 line error assertion",
    ]


def test_levels_are_settings() -> None:
    assert lines(failed(), Levels("hint", "error", "off")) == [
        f"{APP}:1 route error assertion",
        f"{T}:7 line hint assertion",
    ]
    assert lines(failed(), Levels("off", "warning", "off")) == [f"{APP}:1 route warning assertion"]
    assert lines(failed(), Levels("error", "off", "off")) == [f"{T}:7 line error assertion"]


def test_the_line_says_what_failed_in_which_test() -> None:
    finding = only(failed(message="assert 500 == 200\n + where 500 = r.status_code"))
    assert finding.message == f"assert 500 == 200\n + where 500 = r.status_code\nin {A}"
    assert finding.span == Span(7, 12, 7, 30)
    assert finding.data == FindingData(RUN, TestId(A), RouteKey("GET", "/pets"), APP)
    assert [(place.at.file, place.at.span.line, place.message) for place in finding.related] == [
        (T, 5, f"test {A}"),
        (APP, 1, "route GET /pets"),
    ]


def test_the_route_says_which_tests_fail_and_why() -> None:
    finding = only(failed(), APP)
    assert finding.message == f"GET /pets: 1 of 2 tests fails\n✗ {A}: assert 500 == 200 ({T}:7)"
    assert finding.data == FindingData(RUN, TestId(A), RouteKey("GET", "/pets"), APP)
    assert [(place.at.file, place.at.span.line, place.message) for place in finding.related] == [
        (T, 5, f"test {A}"),
        (T, 7, "assert 500 == 200"),
    ]


def test_the_frames_between_test_and_line_are_places_too() -> None:
    crash = failure("KeyError: 'x'", file=APP, line=3, function="get_pets")
    frames = (Frame(T, Span(6, 5, 6, 20), "test_a"), *crash.frames)
    now = snapshot(TABLE, [A], TIES[:1], [case(A, "failed", failures=[replace(crash, frames=frames)])])
    at_line = next(one for one in findings(now, FAILURES)[APP] if one.kind == "line")
    assert [(place.at.span.line, place.message) for place in at_line.related] == [
        (5, f"test {A}"),
        (6, "called in test_a"),
        (1, "route GET /pets"),
    ]


def test_cases_that_fail_alike_are_one_finding() -> None:
    results = [case(f"{A}[{at}]", "failed", failures=[failure()]) for at in range(8)]
    finding = only(snapshot(tests=[A], results=results))
    assert finding.message.splitlines()[1:] == [
        f"in {A}[0]",
        f"and {A}[1], {A}[2], {A}[3], {A}[4], {A}[5], … 2 more cases",
    ]
    differing = [*results, case(f"{A}[x]", "failed", failures=[failure("assert 1 == 2")])]
    assert len(findings(snapshot(tests=[A], results=differing), FAILURES)[T]) == 2


def test_many_failing_tests_of_a_route_are_cut() -> None:
    tests = [f"{T}::test_{at}" for at in range(7)]
    results = [case(test_id, "failed", failures=[failure(line=at + 7)]) for at, test_id in enumerate(tests)]
    ties = [tie(test_id, "GET /pets") for test_id in tests]
    message = only(snapshot(TABLE, tests, ties, results), APP).message.splitlines()
    assert (message[0], len(message), message[-1]) == (
        "GET /pets: 7 of 7 tests fail",
        7,
        "… and 2 tests more",
    )


def test_a_case_marks_only_the_routes_it_reached() -> None:
    both = [tie(A, "GET /pets"), tie(A, "POST /pets")]
    results = [
        case(f"{A}[1]", "failed", failures=[failure()], links=both[:1]),
        case(f"{A}[2]", "passed", links=both[1:]),
    ]
    assert lines(snapshot(TABLE, [A], both, results)) == [
        f"{APP}:1 route warning assertion",
        f"{T}:7 line error assertion",
    ]


def test_a_test_that_fails_in_one_route_is_only_information_at_the_others() -> None:
    login = route("POST /login", file="app/auth.py", handler="app.auth.login")
    pets = route("GET /pets", line=20, handler="app.main.get_pets")
    both = [tie(A, "POST /login"), tie(A, "GET /pets")]
    crash = failure("KeyError: 'x'", file=APP, line=22, function="get_pets")
    now = snapshot([login, pets], [A], both, [case(A, "failed", failures=[crash], links=both)])
    assert lines(now) == [
        "app/auth.py:1 route information assertion",
        f"{APP}:20 route warning assertion",
        f"{APP}:22 line error assertion",
    ]
    assert only(now, "app/auth.py").message.endswith(f"KeyError: 'x' ({APP}:22, in GET /pets)")
    at_line = next(one for one in findings(now, FAILURES)[APP] if one.kind == "line")
    assert at_line.data.route == pets.key


def test_setup_failures_say_so() -> None:
    bad = case(A, "error", failures=[replace(failure("boom"), when="setup", category="fixture")])
    finding = only(snapshot(tests=[A], results=[bad]))
    assert (finding.code, finding.message) == ("fixture", f"boom\nin {A} (in its setup)")


def test_an_edit_makes_both_markers_mild_and_says_so() -> None:
    outline = (FunctionSpan("test_get", Span(5, 1, 9, 1), "new"),)
    results = [case(A, "failed", failures=[failure()])]
    now = snapshot(TABLE, [A], TIES[:1], results, anchors=[Anchor(T, "test_get", 2, "old")])
    edited = replace(now, outlines={T: outline})
    assert lines(edited) == [f"{APP}:1 route information assertion", f"{T}:7 line information assertion"]
    assert only(edited).message.splitlines()[0] == "assert 500 == 200 (outdated: edited since this run)"
    assert only(edited).outdated
    assert (
        only(edited, APP).message.splitlines()[0]
        == "GET /pets: 1 of 1 test fails (outdated: edited since this run)"
    )


def test_a_run_clears_its_own_scope_only() -> None:
    results = [case(A, "failed", failures=[failure()]), case(B, "failed", failures=[failure(line=12)])]
    now = snapshot(tests=[A, B], results=results, running=[A])
    assert lines(now) == [f"{T}:12 line error assertion"]


def problem(code: str, line: int = 2, message: str = "invalid syntax") -> Problem:
    return Problem(T, Span(line, 1, line, 9), message, code)


def test_a_broken_collection_is_an_error_at_its_line() -> None:
    now = snapshot(broken=[problem("collection-error", 3, "No module named 'x'")])
    finding = only(now)
    assert (finding.kind, finding.severity, finding.code, finding.span.line) == (
        "collection",
        "error",
        "collection",
        3,
    )
    assert (finding.message, finding.data.test_id) == ("No module named 'x'", TestId(T))
    assert findings(replace(now, running=frozenset({TestId(A)})), FAILURES) == {}
    assert findings(now, Levels(tests="off")) == {}


def test_syntax_errors_are_only_information_and_not_told_twice() -> None:
    now = snapshot(problems=[problem("syntax-error")])
    assert lines(now) == [f"{T}:2 problem information syntax-error"]
    assert only(now).message.startswith("invalid syntax: routes and tests shown")
    both: Sequence[Problem] = [problem("collection-error")]
    assert lines(replace(now, broken={T: tuple(both)})) == [f"{T}:2 collection error collection"]


def test_a_broken_feature_is_not_told_while_its_scenarios_run() -> None:
    feature = WorkspacePath("features/pets.feature")
    now = snapshot(broken=[Problem(feature, Span(3, 1, 3, 9), "no step", "collection-error")])
    assert lines(now) == [f"{feature}:3 collection error collection"]
    assert lines(replace(now, running=frozenset({TestId(f"{feature}:7")}))) == []
    assert lines(replace(now, running=frozenset({TestId("features/other.feature:7")}))) != []
