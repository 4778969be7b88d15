from __future__ import annotations

from pathlib import Path

import pytest

from qaagent_lsp.config.profile_inline import Tools, Ui
from qaagent_lsp.host.ui_tests import find_ui_tests
from qaagent_lsp.model.tool import PlannedTool, ToolResult
from qaagent_lsp.tools.ground import Available, Ground, NodePackage
from qaagent_lsp.tools.ui import UiTool
from tests.architecture.sources import PACKAGE
from tests.probes.environments import THIS, environment
from tests.probes.node_environments import NEWEST, chromium, node_modules
from tests.tools.carried_out import carried_out
from tests.tools.site import served, written

TESTS = """\
def test_front(page):
    page.goto("/")
    assert page.title() == "Pets"


def test_login(page):
    page.goto("/login")
    page.get_by_role("button").click(timeout=2000)
    assert page.locator("h1").inner_text() == "Dogs"
"""
SPEC = """\
const { test, expect } = require('@playwright/test');
test('the front', async ({ request }) => {
  const answer = await request.get(process.env.BASE_URL + '/api');
  expect(await answer.json()).toEqual({ pets: [] });
});
test('the login', async ({ request }) => {
  const answer = await request.get(process.env.BASE_URL + '/login');
  expect(answer.status()).toBe(204);
});
"""


@pytest.mark.parametrize("kind", ["pytest", "playwright"])
def test_failures_stand_on_the_failing_line(tmp_path: Path, kind: str) -> None:
    folder = written(tmp_path / "site")
    (folder / "tests" / "ui").mkdir(parents=True)
    if kind == "pytest":
        (folder / "tests" / "ui" / "test_pages.py").write_text(TESTS)
        available = Available(
            python=environment(THIS, "pytest_playwright"),
            modules={"pytest-playwright": "0.10.0"},
            browser=chromium(),
        )
        expected = ("tests/ui/test_pages.py", 9, "AssertionError")
    else:
        (folder / "playwright.config.js").write_text("module.exports = { testDir: 'tests' };\n")
        (folder / "tests" / "ui" / "pages.spec.js").write_text(SPEC)
        (folder / "node_modules").symlink_to(node_modules(NEWEST))
        package = NodePackage(str(folder / "node_modules" / "@playwright" / "test"), NEWEST)
        available = Available(node="node", packages={"@playwright/test": package})
        expected = ("tests/ui/pages.spec.js", 8, "expect.toBe")
    told = run(folder, tmp_path / "artifacts" / "ui", available)

    assert (told.outcome, told.exit_code, told.error) == ("failed", 1, "")
    assert told.summary == "2 browser tests: 1 passed, 1 failed"
    (finding,) = told.findings
    assert finding.at is not None
    assert (finding.at.file, finding.at.span.line, finding.code) == expected
    left = {file.name for file in (tmp_path / "artifacts" / "ui" / "test-results").rglob("*")}
    assert {"trace.zip", "test-failed-1.png"} <= left if kind == "pytest" else "trace.zip" in left


def run(folder: Path, artifacts: Path, available: Available) -> ToolResult:
    found = find_ui_tests(folder, None)
    assert found is not None
    with served(folder) as url:
        ground = Ground(
            folder=str(folder),
            artifacts=str(artifacts),
            base_url=url,
            config=Tools(ui=Ui()),
            available=available,
            probes=str(PACKAGE / "probes"),
            ui_folder=found.folder,
            ui_kind=found.kind,
            ui_project=found.project,
        )
        planned = UiTool().plan(ground)
        assert isinstance(planned, PlannedTool)
        return UiTool().interpret(ground, planned, carried_out(planned))
