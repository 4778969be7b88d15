from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qaagent_lsp.config.profile_inline import A11y, Tools
from qaagent_lsp.model.tool import EndedCall, PlannedTool, SkippedTool, ToolResult
from qaagent_lsp.tools.a11y import A11yTool
from qaagent_lsp.tools.ground import Available, Ground, NodePackage, Page
from tests.tools.site import ROUTES

TOOL = A11yTool()
AXE = NodePackage("/m/axe-core", "4.14.0")
PLAYWRIGHT = NodePackage("/m/playwright-core", "1.65.0")
NODE = Available(
    node="/bin/node", packages={"axe-core": AXE, "playwright-core": PLAYWRIGHT}, browser="/bin/chromium"
)
PYTHON = Available(
    python="/v/python",
    modules={"playwright": "1.65", "axe-playwright-python": "0.1.8"},
    browser="/bin/chromium",
)


def ground(available: Available, **changes: object) -> Ground:
    made = Ground(
        folder="/w",
        artifacts="/r/artifacts/a11y",
        base_url="http://127.0.0.1:1",
        config=Tools(),
        available=available,
        routes=ROUTES,
        pages=(Page("/", ROUTES[0]),),
        probes="/p",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def reason(made: Ground) -> str:
    planned = TOOL.plan(made)
    assert isinstance(planned, SkippedTool)
    return planned.why


def test_what_is_missing_is_said_with_what_brings_it() -> None:
    assert "app.dev.base_url" in reason(ground(NODE, base_url=""))
    assert "no Node" in reason(ground(Available(why_no_node="no Node 18 or newer is on PATH")))
    assert reason(ground(replace(NODE, packages={}))).endswith("npm install -D axe-core playwright")
    assert reason(ground(replace(NODE, packages={"axe-core": AXE}))).endswith("npm install -D playwright")
    assert reason(ground(replace(PYTHON, modules={"playwright": "1"}))).endswith(
        "pip install axe-playwright-python"
    )
    assert "playwright install chromium" in reason(ground(replace(NODE, browser=None)))
    skipped = reason(ground(NODE, pages=(), page_notes=("/posts: needs signing in (401)",)))
    assert "/posts: needs signing in (401)" in skipped
    assert "tools.a11y.pages" in skipped


def test_node_is_preferred_and_python_will_do() -> None:
    planned = TOOL.plan(ground(NODE))
    assert isinstance(planned, PlannedTool)
    assert planned.version == "4.14.0"
    assert planned.calls[0].argv == ("/bin/node", "/p/a11y/qaagent_a11y.cjs", "/r/artifacts/a11y/input.json")
    planned = TOOL.plan(ground(PYTHON))
    assert isinstance(planned, PlannedTool)
    assert planned.version is None
    assert planned.calls[0].argv[:2] == ("/v/python", "/p/a11y/qaagent_a11y.py")


def test_a_token_is_in_no_file() -> None:
    planned = TOOL.plan(ground(NODE, headers=(("Authorization", "Bearer s3cret"),)))
    assert isinstance(planned, PlannedTool)
    (call,) = planned.calls
    assert "s3cret" not in repr((call.inputs, call.argv))
    assert dict(call.env)["QAAGENT_TOOL_HEADERS"] == '{"Authorization": "Bearer s3cret"}'


def test_configuration_reaches_axe() -> None:
    config = Tools(
        a11y=A11y(
            pages=("/login?next=/",),
            standards=("wcag2a",),
            best_practices=False,
            exclude_rules=("region",),
            timeout=7,
            args=("--lang=de",),
        )
    )
    planned = TOOL.plan(ground(NODE, config=config, pages=()))
    assert isinstance(planned, PlannedTool)
    (call,) = planned.calls
    asked = json.loads(call.inputs[0][1])
    assert asked["pages"] == ["/login?next=/"]
    assert asked["options"] == {
        "runOnly": {"type": "tag", "values": ["wcag2a"]},
        "rules": {"region": {"enabled": False}},
    }
    assert (asked["args"], call.timeout) == (["--lang=de"], 7)


def interpreted(data: bytes | None, *, exit_code: int = 0, ending: str = "exited") -> ToolResult:
    made = ground(NODE)
    planned = TOOL.plan(made)
    assert isinstance(planned, PlannedTool)
    files = {} if data is None else {planned.calls[0].results[0]: data}
    ended = EndedCall(planned.calls[0], exit_code, 1.0, ending, "Error: boom\n", files)  # type: ignore[arg-type]  # a literal
    return TOOL.interpret(made, planned, [ended])


GOOD = (
    b'{"path": "/", "url": "http://127.0.0.1:1/", "status": 200, "version": "4.14.0", "violations": [], "unsure": [],'
    b' "passes": 9}\n'
)
DONE = b'{"done": true, "pages": 1}\n'


@pytest.mark.parametrize(
    ("data", "exit_code", "ending", "outcome", "says"),
    [
        (GOOD + DONE, 0, "exited", "passed", ""),
        (None, 2, "exited", "error", "Error: boom"),
        (b"", 0, "exited", "error", "before all pages were looked at"),
        (GOOD, 0, "exited", "error", "before all pages were looked at"),
        (GOOD + DONE, 3, "exited", "error", "it ended with 3"),
        (b'{"path": "/", "error": "it answers 500"}\n' + DONE, 1, "exited", "error", "/: it answers 500"),
        (GOOD.replace(b": 9", b": 0") + DONE, 0, "exited", "error", "tools.a11y.standards"),
        (b"[1\n" + GOOD + DONE, 0, "exited", "error", "cannot be read: [1"),
        (b'{"path": "/", "url": 1, "violations": 1}\n' + DONE, 0, "exited", "error", "cannot be read"),
        (GOOD, -9, "timeout", "timeout", ""),
        (GOOD, -2, "cancelled", "cancelled", ""),
        (b'{"path": "/", "error": "browser has been closed"}\n', -2, "cancelled", "cancelled", ""),
    ],
)  # fmt: skip
def test_silence_is_never_green(
    data: bytes | None, exit_code: int, ending: str, outcome: str, says: str
) -> None:
    result = interpreted(data, exit_code=exit_code, ending=ending)
    assert result.outcome == outcome
    assert says in result.error
    assert says or not result.error
    assert (result.executed, result.exit_code) == (True, exit_code)
