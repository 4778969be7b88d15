from __future__ import annotations

from qaagent_lsp.model.plan import Invocation, NodeTool
from qaagent_lsp.model.scope import Chosen, ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runners.playwright_project import playwright_projects_of
from qaagent_lsp.runners.playwright_runner import PlaywrightCall, PlaywrightWorkplace, plan_playwright

FILES = [WorkspacePath("e2e/a.spec.ts"), WorkspacePath("e2e/deep/b.spec.ts"), WorkspacePath("web/c.spec.ts")]
PROJECTS = playwright_projects_of(
    {
        WorkspacePath("playwright.config.ts"): "export default { testDir: 'e2e' };",
        WorkspacePath("web/playwright.config.js"): "",
    }
)
TOOL = NodeTool("/bin/node", "/w/node_modules/@playwright/test/cli.js", "1.65.0", "")


def planned(
    part: WholeSuite | ChosenTests, call: PlaywrightCall | None = None, folder: str = "/w"
) -> tuple[Invocation, ...]:
    nodes = {project.root: TOOL for project in PROJECTS}
    workplace = PlaywrightWorkplace(folder, nodes, "/probe", lambda suite: f"/run/{suite}")
    return plan_playwright(
        part, projects=PROJECTS, spec_files=FILES, call=call or PlaywrightCall(), workplace=workplace
    )


def chosen(*ids: str) -> ChosenTests:
    return ChosenTests("playwright", tuple(Chosen(TestId(test), "") for test in ids))


def filters(part: WholeSuite | ChosenTests, folder: str = "/w") -> list[list[str]]:
    """What each invocation names, after the options that are always there."""
    return [list(call.argv[6:]) for call in planned(part, folder=folder)]


def test_the_whole_of_both_projects() -> None:
    first, second = planned(WholeSuite("playwright"), PlaywrightCall(("--retries=1",), {"A": "1"}))
    assert first.argv == (
        "/bin/node", "/w/node_modules/@playwright/test/cli.js", "test", "--config=/w/playwright.config.ts",
        "--reporter=list,/probe/qaagent_reporter.cjs", "--output=/run/e2e/test-results", "--retries=1",
    )  # fmt: skip
    assert (first.suite, first.runner, first.cwd, first.events) == (
        "e2e",
        "playwright",
        "/w",
        "/run/e2e/events.jsonl",
    )
    assert (first.selection, first.chosen) == (None, ())
    assert dict(first.env) == {
        "FORCE_COLOR": "0", "PLAYWRIGHT_HTML_OPEN": "never", "A": "1", "QAAGENT_EVENTS": "/run/e2e/events.jsonl",
        "QAAGENT_WORKSPACE": "/w", "QAAGENT_SELECTION": "",
    }  # fmt: skip
    assert (second.suite, second.cwd) == ("e2e-web", "/w/web")


def test_a_part_of_a_project() -> None:
    assert filters(WholeSuite("playwright", (WorkspacePath("e2e"),))) == [[]]
    assert filters(WholeSuite("playwright", (WorkspacePath("e2e/deep"),))) == [["^/w/e2e/deep/"]]
    assert filters(WholeSuite("playwright", (WorkspacePath("e2e/a.spec.ts"),))) == [[r"^/w/e2e/a\.spec\.ts$"]]


def test_chosen_tests_are_named_by_file_and_line() -> None:
    part = chosen(
        "e2e/a.spec.ts:5:3", "e2e/a.spec.ts:5:30 [x]", "e2e/a.spec.ts", "web/c.spec.ts:7:1 [x] › a [b] 1:2"
    )
    first, second = planned(part)
    assert first.argv[6:] == (r"^/w/e2e/a\.spec\.ts$:5", r"^/w/e2e/a\.spec\.ts$")
    assert first.selection == "/run/e2e/selection.jsonl"
    assert first.chosen == ("e2e/a.spec.ts:5:3", "e2e/a.spec.ts:5:30 [x]", "e2e/a.spec.ts")
    assert second.argv[6:] == ("--project=x", r"^/w/web/c\.spec\.ts$:7")


def test_special_characters_mean_themselves() -> None:
    assert filters(chosen("e2e/a.spec.ts:5:3"), "/w (1)+") == [[r"^/w \(1\)\+/e2e/a\.spec\.ts$:5"]]
    assert filters(chosen("e2e/a.spec.ts:5:3"), "C:\\w") == [[r"^C:[\\/]w[\\/]e2e[\\/]a\.spec\.ts$:5"]]


def test_too_many_to_name() -> None:
    many = chosen(*(f"e2e/a.spec.ts:{line}:1" for line in range(5000)))
    assert filters(many) == [[r"^/w/e2e/a\.spec\.ts$"]]
    assert filters(chosen(*(f"e2e/{number}.spec.ts:1:1" for number in range(5000)))) == [[]]
