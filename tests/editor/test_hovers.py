from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.editor.hovers import hover
from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.risk import RiskFactor, RouteRisk
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestFunction, TestGroup, TestId
from tests.linking.seen import app, sighting
from tests.linking.workspace import case, failure, route, routes, snapshot, tie

APP, T = WorkspacePath("app/main.py"), WorkspacePath("tests/test_pets.py")
A, B = f"{T}::test_a", f"{T}::test_b"
TABLE = routes("GET /pets/{pet_id}", "POST /pets")
TIES = [
    tie(A, "GET /pets/{pet_id}", why="observed: hit GET /pets/{pet_id} (200)"),
    tie(B, "GET /pets/{pet_id}", "name", why="its name reads as GET /pets/{pet_id}"),
]

FAULT = "fault: test (60%) — Compare the expected with the actual value at the failing line; one of them is wrong."


def told(now: Snapshot, file: WorkspacePath, line: int) -> str | None:
    found = hover(now, file, line, 1120.0)
    return found.markdown if found else None


def test_a_route() -> None:
    results = [case(A, "failed", failures=[failure("assert `a` == 2")])]
    said = "`` assert `a` == 2 `` (tests/test\\_pets.py:7)"
    assert told(snapshot(TABLE, [A, B], TIES, results), APP, 1) == "\n".join(
        [
            "**`GET /pets/{pet_id}`** — `app.main.handler_1`",
            "",
            "2 tests · ✗ 1/2 · 2 min ago",
            "",
            "*seen by a run* (1)",
            "",
            f"- ✗ `{A}` — hit GET /pets/\\{{pet\\_id\\}} (200) · failed: {said}",
            "",
            "*by name alone* (1)",
            "",
            f"- ○ `{B}` — its name reads as GET /pets/\\{{pet\\_id\\}}",
            "",
            "evidence: run `20261122_235127Z`",
        ]
    )


def test_a_route_without_tests_that_is_not_certain() -> None:
    unsure = replace(TABLE[1], confidence=0.5, reason="prefix is unknown", app="app.main:app")
    assert told(snapshot([unsure]), APP, 11) == "\n".join(
        [
            "**`POST /pets`** — `app.main.handler_11`",
            "",
            "served by `app.main:app`",
            "",
            "not certain (50%): prefix is unknown",
            "",
            "No test is known to reach it.",
        ]
    )


def test_how_risky_a_route_is() -> None:
    factors = (RiskFactor("untested", 30, "no tests"), RiskFactor("changes_data", 10, "changes data"))
    risk = RouteRisk(TABLE[1].key, TABLE[1].file, 40.0, "P3", factors)
    found = hover(snapshot(TABLE), APP, 11, 1120.0, risk_of=lambda route: risk if route == TABLE[1] else None)
    assert found is not None
    assert found.markdown.splitlines()[-1] == "risk P3 40: no tests; changes data"
    quiet = hover(snapshot(TABLE), APP, 11, 1120.0, risk_of=lambda _: replace(risk, factors=()))
    assert quiet is not None
    assert "risk" not in quiet.markdown


def test_a_test() -> None:
    results = [
        case(f"{A}[1]"),
        replace(case(f"{A}[2]"), flaky=True),
        case(f"{A}[3]", "failed", failures=[failure()]),
    ]
    assert told(snapshot(TABLE, [A], TIES[:1], results), T, 5) == "\n".join(
        [
            f"**`{A}`**",
            "",
            "*seen by a run* (1)",
            "",
            "- `GET /pets/{pet_id}` — hit GET /pets/\\{pet\\_id\\} (200)",
            "",
            "✗ last run 2 min ago",
            "",
            "- ✗ `[3]` failed: `assert 500 == 200` (tests/test\\_pets.py:7)",
            f"  {FAULT}",
            "- ✓ `[1]` passed in 0.25 s",
            "- ✓ `[2]` passed in 0.25 s, flaky",
            "",
            "evidence: run `20261122_235127Z`",
        ]
    )


def test_a_test_that_has_not_run_or_is_running() -> None:
    now = snapshot(tests=[A])
    assert told(now, T, 5) == f"**`{A}`**\n\nNo route is known that it reaches.\n\n○ not run"
    again = snapshot(tests=[A], results=[case(A)], running=[A])
    assert "● last run 2 min ago" in (told(again, T, 5) or "")


def test_long_lists_are_cut() -> None:
    tests = [f"{T}::test_{at}" for at in range(20)]
    now = snapshot(TABLE, tests, [tie(test_id, "POST /pets") for test_id in tests])
    assert (told(now, APP, 11) or "").endswith("- … 5 more")
    cases = snapshot(tests=[A], results=[case(f"{A}[{at}]") for at in range(12)])
    assert "- … 2 more cases" in (told(cases, T, 5) or "")


def test_where_nothing_is_defined() -> None:
    now = snapshot(TABLE, [A])
    assert [told(now, APP, 3), told(now, T, 6), told(now, WorkspacePath("x.py"), 1)] == [None, None, None]


def test_the_range_is_what_was_pointed_at() -> None:
    now = snapshot(TABLE)
    assert [found.span for line in (1, 2) if (found := hover(now, APP, line, 0.0))] == [
        TABLE[0].span,
        Span(2, 1, 3, 1),
    ]


def test_several_routes_of_one_handler() -> None:
    both = [route("GET /a", line=1), route("POST /a", line=1)]
    assert (told(snapshot(both), APP, 2) or "").count("---") == 1


SPEC = WorkspacePath("e2e/pets.spec.ts")
PLACED = TestFunction(
    TestId(f"{SPEC}:4:3"), SPEC, "pets › a pet", "", Span(4, 3, 7, 5), Span(4, 3, 4, 9), "d", "playwright"
)
LEFT = (
    Artifact("screenshot", "artifacts/e2e/a b.png", "image/png"),
    Artifact("trace", "artifacts/e2e/trace.zip", "application/zip"),
    Artifact("trace", "artifacts/e2e/trace.zip", "application/zip"),
)
RAN = replace(
    case(f"{PLACED.id} [api]", "failed", failures=[failure("not equal", file=SPEC, line=6)]), artifacts=LEFT
)


def test_what_a_test_left_is_linked() -> None:
    now = snapshot(TABLE, {PLACED.id: PLACED}, [tie(PLACED.id, "POST /pets", why="asks it")], [RAN])
    found = hover(now, SPEC, 4, 1120.0, None, lambda run, path: f"file:///runs/{run}/{path}")
    assert found is not None
    folder = "file:///runs/20261122_235127Z/artifacts/e2e"
    assert found.markdown.splitlines() == [
        f"**`{PLACED.id}`** pets › a pet",
        "",
        "*seen by a run* (1)",
        "",
        "- `POST /pets` — asks it",
        "",
        "✗ last run 2 min ago",
        "",
        "- ✗ `[api]` failed: `not equal` (e2e/pets.spec.ts:6)",
        f"  {FAULT}",
        f"  [screenshot](<{folder}/a b.png>) · [trace](<{folder}/trace.zip>)",
        "",
        "evidence: run `20261122_235127Z`",
    ]
    assert "screenshot" not in (told(now, SPEC, 4) or "")
    assert f"- ✗ `{PLACED.id}` pets › a pet — asks it · failed" in (told(now, APP, 11) or "")


def test_what_holds_tests() -> None:
    group = TestGroup(TestId(f"{SPEC}:3:1"), "pets", "describe", Span(3, 1, 9, 3), (PLACED.id,))
    now = replace(snapshot(TABLE, {PLACED.id: PLACED}, (), [RAN]), groups_by_file={SPEC: (group,)})
    assert told(now, SPEC, 3) == "\n".join(
        [
            f"**`{SPEC}:3:1`** — describe pets",
            "",
            "1 test · ✗ 1/1 · 2 min ago",
            "",
            f"- ✗ `{PLACED.id}` pets › a pet: failed: `not equal` (e2e/pets.spec.ts:6)",
            "",
            "evidence: run `20261122_235127Z`",
        ]
    )
    many = replace(group, tests=tuple(TestId(f"{SPEC}:{line}:3") for line in range(4, 24)))
    assert "- … 5 more" in (told(replace(now, groups_by_file={SPEC: (many,)}), SPEC, 3) or "")


def test_how_a_route_of_a_running_app_is_known_and_how_old() -> None:
    table = (replace(TABLE[0], source="observed"), TABLE[1])
    app_row = "GET /pets/{pet_id} app.main.handler_1 app/main.py:1"
    seen = sighting({}, app("app.main:app", "app/main.py:1", app_row), at=1000.0)
    now = replace(snapshot(table, [A]), sightings=(seen,))
    assert "as seen in the running app by tests 2 min ago" in (told(now, APP, 1) or "")
    asked = replace(now, sightings=(replace(seen, run_id=""),))
    assert "as the app itself has it, asked 2 min ago" in (told(asked, APP, 1) or "")
    aged = replace(now, routes=(replace(table[0], confidence=0.9, reason="app/main.py has changed since"),))
    assert "not certain (90%): app/main.py has changed since" in (told(aged, APP, 1) or "")
