from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.linking.risk import Changed, RiskGround, band_of, ranked
from qaagent_lsp.model.link import How, Link
from qaagent_lsp.model.result import Attempt, CaseOutcome, CaseResult
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.snapshot import LastResult, Snapshot
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId

FILE = WorkspacePath("app.py")
SPAN = Span(1, 1, 2, 1)
TEST = TestId("test_app.py::test_it")


def route(text: str) -> Route:
    return Route(RouteKey.parse(text), "app.handler", FILE, SPAN, FILE, SPAN, "fastapi")


def linked(text: str, how: How = "observed", outcome: CaseOutcome | None = None) -> Snapshot:
    key = RouteKey.parse(text)
    results = {}
    if outcome is not None:
        case = CaseResult(TEST, "unit", "pytest", "test_it", outcome, 0.1, FILE, 1, (Attempt(outcome, 0.1),))
        results = {TEST: LastResult(case, "20261122_120000Z", 1.0)}
    return Snapshot(links_by_route={key: (Link(TEST, key, how, "seen"),)}, results=results)


def told(risks: Sequence[RouteRisk]) -> list[str]:
    return [f"{risk.key} {risk.band} {risk.score:g}: {risk.reason}" for risk in risks]


def one(
    text: str, snapshot: Snapshot | None = None, guard: str | None = None, ground: RiskGround | None = None
) -> str:
    row = route(text)
    given = ground or RiskGround(guards={} if guard is None else {(row.key, row.file): guard})
    (said,) = told(ranked([row], snapshot or Snapshot(), given))
    return said.removeprefix(text + " ")


def test_what_changes_data_without_auth_weighs_most() -> None:
    assert one("POST /pets", guard="") == "P1 70: changes data without auth; no tests"
    assert one("POST /pets", guard="login_required") == "P3 40: no tests; changes data"
    assert one("POST /pets") == "P3 40: no tests; changes data"
    assert one("GET /pets", guard="") == "P3 30: no tests"


def test_signing_in_is_open_by_nature() -> None:
    for path in (
        "/auth/login",
        "/auth/{provider}/callback",
        "/account/forgot",
        "/webhooks/stripe",
        "/sign_up",
    ):
        assert one(f"POST {path}", guard="") == "P3 40: no tests; changes data"


def test_a_path_is_judged_by_whole_words() -> None:
    for path in ("/presets", "/contacts", "/cash-registers"):
        assert one(f"POST {path}", guard="") == "P1 70: changes data without auth; no tests"
    assert one("GET /enrolements") == "P3 30: no tests"
    assert one("GET /users/{id}/roles") == "P3 45: no tests; roles in its path"


def test_paths_that_tell_of_power_or_money() -> None:
    assert one("DELETE /admin/pets/{id}", guard="") == (
        "P0 85: changes data without auth; no tests; admin in its path"
    )
    assert one("GET /admin/pets", guard="") == "P2 60: admin in its path without auth; no tests"
    assert one("GET /admin/pets", guard="IsAdmin") == "P3 45: no tests; admin in its path"


def test_how_well_tests_hold_it() -> None:
    assert one("GET /pets", linked("GET /pets")) == "P3 0: "
    assert one("GET /pets", linked("GET /pets", "name")) == "P3 10: only names of tests speak of it"
    key = RouteKey("GET", "/pets")
    passed = Snapshot(passed_by_route={key: (Link(TEST, key, "observed", "seen"),)})
    assert one("GET /pets", passed) == "P3 20: tests only pass it on the way"


def test_failures_now_and_before() -> None:
    key = RouteKey("GET", "/pets")
    ground = RiskGround(failures={key: 1})
    assert one("GET /pets", linked("GET /pets", outcome="failed"), ground=ground) == "P3 25: 1 test failing"
    assert one("GET /pets", linked("GET /pets", outcome="passed"), ground=ground) == (
        "P3 5: failed in 1 recent run"
    )
    assert one("GET /pets", linked("GET /pets"), ground=RiskGround(failures={key: 9})) == (
        "P3 15: failed in 9 recent runs"
    )


def test_changes_fade_away() -> None:
    tested = linked("GET /pets")

    def changed(days: float, commits: int = 1) -> str:
        return one("GET /pets", tested, ground=RiskGround(changed={FILE: Changed(days, commits)}))

    assert changed(0.2) == "P3 15: its file changed today"
    assert changed(1.2) == "P3 15: its file changed 1 day ago"
    assert changed(45) == "P3 8.1: its file changed 45 days ago"
    assert changed(91) == "P3 0: "
    assert changed(45, 12) == "P3 13.1: its file changed 45 days ago; 12 commits of its file in 90 days"
    row = route("GET /pets")
    edited = RiskGround(changed={FILE: Changed(45, 12)}, edited={(row.key, row.file)})
    assert one("GET /pets", tested, ground=edited) == (
        "P3 20: changed since the last commit; 12 commits of its file in 90 days"
    )
    edited = RiskGround(edited={(row.key, row.file)})
    assert one("GET /pets", tested, ground=edited) == "P3 15: changed since the last commit"


def test_the_highest_comes_first_and_equals_in_the_order_of_paths() -> None:
    rows = [route("GET /b"), route("GET /a"), route("POST /c")]
    assert [str(risk.key) for risk in ranked(rows, Snapshot(), RiskGround())] == [
        "POST /c",
        "GET /a",
        "GET /b",
    ]


def test_rules_can_be_switched_off_and_bands_moved() -> None:
    row = route("POST /admin")
    guards = {(row.key, row.file): ""}
    off = RiskGround(guards, disabled=frozenset({"unauthenticated_change", "untested"}))
    assert one("POST /admin", ground=off) == "P3 15: admin in its path"
    moved = RiskGround(guards, thresholds=(90, 80, 10))
    assert one("POST /admin", ground=moved).startswith("P1 85")


def test_bands_begin_at_their_score() -> None:
    assert [band_of(score) for score in (100, 80, 79.9, 65, 50, 49.9)] == ["P0", "P0", "P1", "P1", "P2", "P3"]
