from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.model.evidence import Target
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.reporting.health import story_of
from qaagent_lsp.reporting.lead import lead
from tests.reporting.samples import case, failure, run, shop


def test_the_tools_that_ran_are_named() -> None:
    tools = (ToolResult("schemathesis", "passed", executed=True), ToolResult("ui", "skipped"))
    told = lead(story_of(replace(shop(), run=replace(run(case("a")), tools=tools))))
    assert told == "All tests of shop, run with pytest, schemathesis. 1 route was exercised, none is red."


def test_red_routes_are_named_but_not_all() -> None:
    cases = [case(f"t{n}", "failed", failure()) for n in range(5)]
    spread = [
        replace(one, routes=(replace(one.routes[0], route=replace(one.routes[0].route, path=f"/r{n}")),))
        for n, one in enumerate(cases)
    ]
    told = lead(story_of(replace(shop(), run=run(*spread), target=Target())))
    assert told == (
        "All tests, run with pytest. 5 routes of 5 are red: GET\u00a0/r0, GET\u00a0/r1, GET\u00a0/r2 and 2 more."
    )


def test_a_run_without_routes_says_nothing_of_them() -> None:
    assert lead(story_of(replace(shop(), run=run()))) == "All tests of shop, run with pytest."
