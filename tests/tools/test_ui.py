from __future__ import annotations

from dataclasses import replace

from qaagent_lsp.config.profile_inline import Tools, Ui
from qaagent_lsp.model.tool import PlannedTool, SkippedTool, ToolCall
from qaagent_lsp.tools.ground import Available, Ground, NodePackage
from qaagent_lsp.tools.ui import UiTool

TOOL = UiTool()
PYTEST = Ground(
    folder="/w",
    artifacts="/r/artifacts/ui",
    base_url="http://h",
    config=Tools(ui=Ui(browser="firefox", args=("-x",), timeout=9)),
    available=Available(python="/v/python", modules={"pytest-playwright": "0.10.0"}, browser="/bin/chromium"),
    probes="/p",
    ui_folder="/w/tests/ui",
    python_path="/mine",
)
NODE = replace(
    PYTEST,
    available=Available(node="/bin/node", packages={"@playwright/test": NodePackage("/m/test", "1.65.0")}),
    ui_kind="playwright",
    ui_folder="/w/web/e2e",
    ui_project="/w/web",
)


def call(ground: Ground) -> ToolCall:
    planned = TOOL.plan(ground)
    assert isinstance(planned, PlannedTool)
    return planned.calls[0]


def reason(ground: Ground) -> str:
    planned = TOOL.plan(ground)
    assert isinstance(planned, SkippedTool)
    return planned.why


def test_what_is_missing_is_said_with_what_brings_it() -> None:
    assert (
        reason(replace(PYTEST, ui_folder=""))
        == "no browser tests in tests/ui; name a folder in tools.ui.path"
    )
    wished = replace(PYTEST, ui_folder="", config=Tools(ui=Ui(path="web")))
    assert reason(wished) == "no browser tests in web (tools.ui.path)"
    assert "pip install pytest-playwright" in reason(replace(PYTEST, available=Available(python="/v/python")))
    assert "no Python" in reason(replace(PYTEST, available=Available(why_no_python="no Python was found")))
    assert "no Node" in reason(replace(NODE, available=Available(why_no_node="no Node is on PATH")))
    assert "npm install -D @playwright/test" in reason(replace(NODE, available=Available(node="/bin/node")))


def test_what_a_suite_has_run_is_not_run_again() -> None:
    assert reason(replace(NODE, ui_ran="e2e")) == "its tests have run in this run already, as the suite e2e"


def test_pytest_with_our_probe() -> None:
    made = call(PYTEST)
    assert made.argv[:5] == ("/v/python", "-m", "pytest", "-p", "qaagent_probe")
    assert {"--browser=firefox", "-x", "/w/tests/ui", "--junitxml=/r/artifacts/ui/junit.xml"} <= set(
        made.argv
    )
    env = dict(made.env)
    assert env["PYTHONPATH"] == "/p/pytest:/p/ui:/mine"
    assert (env["PYTEST_BASE_URL"], env["BASE_URL"]) == ("http://h", "http://h")
    assert (made.cwd, made.timeout) == ("/w", 9)


def test_without_a_server_the_tests_bring_their_own() -> None:
    assert not {"PYTEST_BASE_URL", "BASE_URL"} & set(dict(call(replace(PYTEST, base_url="")).env))


def test_playwright_for_node_with_our_reporter() -> None:
    made = call(NODE)
    assert made.argv[:3] == ("/bin/node", "/m/test/cli.js", "test")
    assert made.argv[-1] == "^/w/web/e2e/"
    assert "--reporter=list,junit,/p/playwright/qaagent_reporter.cjs" in made.argv
    assert made.cwd == "/w/web"
    assert call(replace(NODE, ui_folder="/w/web")).argv[-1] == "-x"
