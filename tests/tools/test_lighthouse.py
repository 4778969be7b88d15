from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qaagent_lsp.config.profile_inline import Lighthouse, Tools
from qaagent_lsp.model.tool import EndedCall, PlannedTool, SkippedTool
from qaagent_lsp.tools.ground import Available, Ground, NodePackage, Page
from qaagent_lsp.tools.lighthouse import LighthouseTool
from tests.tools.site import ROUTES

TOOL = LighthouseTool()
AVAILABLE = Available(
    node="/bin/node", packages={"lighthouse": NodePackage("/m/lighthouse", "12.8.2")}, browser="/bin/chromium"
)
GROUND = Ground(
    folder="/w",
    artifacts="/r/artifacts/lighthouse",
    base_url="http://h",
    config=Tools(),
    available=AVAILABLE,
    routes=ROUTES,
    pages=(Page("/login", ROUTES[2]), Page("/", ROUTES[0])),
    probes="/p",
)


def reason(ground: Ground) -> str:
    planned = TOOL.plan(ground)
    assert isinstance(planned, SkippedTool)
    return planned.why


def planned(ground: Ground = GROUND) -> PlannedTool:
    made = TOOL.plan(ground)
    assert isinstance(made, PlannedTool)
    return made


def test_what_is_missing_is_said_with_what_brings_it() -> None:
    assert "app.dev.base_url" in reason(replace(GROUND, base_url=""))
    assert "no Node" in reason(replace(GROUND, available=Available(why_no_node="no Node is on PATH")))
    assert "npm install -D lighthouse" in reason(replace(GROUND, available=replace(AVAILABLE, packages={})))
    assert "CHROME_PATH" in reason(replace(GROUND, available=replace(AVAILABLE, browser=None)))
    assert "tools.lighthouse.pages" in reason(replace(GROUND, pages=()))


@pytest.mark.parametrize(
    ("wished", "found", "asked"),
    [
        ((), GROUND.pages, ["http://h/"]),
        ((), GROUND.pages[:1], ["http://h/login"]),
        (("/a", "/b?c"), GROUND.pages, ["http://h/a", "http://h/b?c"]),
    ],
)
def test_one_page_unless_more_are_wished(
    wished: tuple[str, ...], found: tuple[Page, ...], asked: list[str]
) -> None:
    config = Tools(lighthouse=Lighthouse(pages=wished, categories=("seo",), args=("--preset=desktop",)))
    (call,) = planned(replace(GROUND, config=config, pages=found)).calls
    written = json.loads(call.inputs[0][1])
    assert [page["url"] for page in written["pages"]] == asked
    assert {"--only-categories=seo", "--preset=desktop"} < set(written["args"])
    assert len(call.results) == len(asked)


def test_a_token_is_in_no_file() -> None:
    (call,) = planned(replace(GROUND, headers=(("Authorization", "Bearer s3cret"),))).calls
    assert "s3cret" not in repr((call.inputs, call.argv))
    assert "s3cret" in dict(call.env)["QAAGENT_TOOL_HEADERS"]


@pytest.mark.parametrize(
    ("exit_code", "ending", "outcome", "says"),
    [
        (0, "exited", "error", "/: Lighthouse left no report"),
        (1, "exited", "error", "it ended with 1: boom"),
        (-9, "timeout", "timeout", ""),
        (-2, "cancelled", "cancelled", ""),
    ],
)
def test_silence_is_never_green(exit_code: int, ending: str, outcome: str, says: str) -> None:
    made = planned()
    ended = EndedCall(made.calls[0], exit_code, 1.0, ending, "boom\n")  # type: ignore[arg-type]  # a literal
    result = TOOL.interpret(GROUND, made, [ended])
    assert result.outcome == outcome
    assert says in result.error
