"""Numbers against thresholds: what is broken stands on the handler of its route."""

from __future__ import annotations

from collections.abc import Mapping

from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.tool import Metric, ToolFinding
from qaagent_lsp.tools.locust_stats import Counted
from qaagent_lsp.tools.perf_findings import findings_of, measured_of, metrics_of
from tests.tools.grounds import ground

SLOW = Counted("GET", "/pets/[id]", requests=10, failures=1, median=0.1, p95=0.8, rate=2.0)
PET = RouteKey("GET", "/pets/{pet_id}")


def found(
    thresholds: Mapping[str, object], *counted: Counted, left_out: Mapping[str, int] | None = None
) -> list[ToolFinding]:
    here = ground(config={"perf": {"thresholds": thresholds}})
    errors = {("GET", "/pets/[id]"): ["HTTPError('500 Server Error')", "timed out"]}
    return list(findings_of(here, measured_of(here, counted), errors, left_out or {}))


def test_a_failing_request_breaks_the_threshold_that_holds_by_default() -> None:
    (one,) = found({}, SLOW)
    assert (one.code, one.severity, one.blocks, one.route) == ("error_rate", "high", True, PET)
    assert one.message == "GET /pets/{pet_id}: 1 of 10 requests failed: HTTPError('500 Server Error')"
    assert one.details == "HTTPError('500 Server Error')\ntimed out"
    assert one.at is not None
    assert (one.at.file, one.at.span.line) == ("shop/main.py", 23)


def test_slow_answers_break_only_a_threshold_that_is_given() -> None:
    assert found({"error_rate": 0.1}, SLOW) == []
    (one,) = found({"error_rate": 0.1, "p95": 0.5}, SLOW)
    assert one.message == "GET /pets/{pet_id}: 95 of 100 answers took up to 0.8 s, 0.5 s is the limit"


def test_a_route_may_have_thresholds_of_its_own() -> None:
    own = {"GET /pets/{pet_id}": {"p95": 1, "error_rate": 0.2}}
    assert found({"p95": 0.5, "routes": own}, SLOW) == []
    only_one = {"GET /pets/[id]": {"error_rate": 0.2}}
    assert [one.code for one in found({"p95": 0.5, "routes": only_one}, SLOW)] == ["p95"]


def test_a_threshold_that_nothing_was_held_against_is_broken() -> None:
    rules = {"error_rate": 1, "routes": {"GET /health": {"p95": 1}, "GET /nothing": {"p95": 1}}}
    refused, unknown = found(rules, SLOW, left_out={"GET /health": 404})
    assert (
        refused.message
        == "GET /health: its threshold was held against nothing, for the server refused it with 404"
    )
    assert (refused.route, refused.blocks) == (RouteKey("GET", "/health"), True)
    assert unknown.message.endswith("for it was not asked for")
    assert (unknown.route, unknown.at) == (None, None)


def test_names_of_a_locustfile_are_tied_to_routes() -> None:
    names = ("GET /pets", "/pets?limit=3", "http://127.0.0.1:8000/health", "/pets/7", "search")
    here = ground()
    counted = [Counted("GET", name, 1, 0, 0.1, 0.1, 1.0) for name in names]
    assert [one.subject for one in measured_of(here, counted)] == [
        "GET /pets",
        "GET /pets",
        "GET /health",
        "GET /pets/{pet_id}",
        "GET search",
    ]


def test_every_number_says_whether_its_threshold_holds() -> None:
    here = ground(config={"perf": {"thresholds": {"p95": 1}}})
    metrics = metrics_of(measured_of(here, [SLOW]))
    assert metrics == (
        Metric("requests", 10, "req", str(PET), PET),
        Metric("rate", 2.0, "req/s", str(PET), PET),
        Metric("median", 0.1, "s", str(PET), PET),
        Metric("p95", 0.8, "s", str(PET), PET, 1.0, holds=True),
        Metric("error_rate", 0.1, "1", str(PET), PET, 0.0, holds=False),
        Metric("requests", 10, "req"),
        Metric("error_rate", 0.1, "1"),
        Metric("rate", 2.0, "req/s"),
    )
    assert metrics_of(()) == ()
