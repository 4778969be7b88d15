from __future__ import annotations

import pytest

from qaagent_lsp.model.scope import Chosen, ChosenTests, WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.runners.playwright_project import (
    names_playwright,
    playwright_ids_by_project,
    playwright_project_of,
    playwright_projects_of,
    playwright_projects_to_run,
    playwright_suites,
    reads,
)

PACKAGE = '{"devDependencies": {"@playwright/test": "^1.40"}}'
SHOP = {
    WorkspacePath("playwright.config.ts"): "export default {testDir: 'e2e', projects: [{name: 'a'}, {name: 'b'}]};",
    WorkspacePath("web/playwright.config.js"): "module.exports = { testDir: '../shared' };",
    WorkspacePath("package.json"): PACKAGE,
}  # fmt: skip


def roots(configs: dict[str, str]) -> list[str]:
    return [
        project.root for project in playwright_projects_of({WorkspacePath(k): v for k, v in configs.items()})
    ]


@pytest.mark.parametrize(
    ("configs", "expected"),
    [
        ({}, []),
        ({"package.json": "{}"}, []),
        ({"package.json": "broken"}, []),
        ({"package.json": PACKAGE}, [""]),
        ({"package.json": PACKAGE, "web/playwright.config.ts": ""}, ["web"]),
        ({"package.json": PACKAGE, "web/package.json": PACKAGE}, [""]),
        ({"playwright.config.ts": "", "web/package.json": PACKAGE}, [""]),
        ({"a/package.json": PACKAGE, "b/playwright.config.mts": ""}, ["a", "b"]),
        ({"node_modules/x/playwright.config.ts": "", "a/playwright.config.cjs": ""}, ["a"]),
    ],
)
def test_where_projects_begin(configs: dict[str, str], expected: list[str]) -> None:
    assert roots(configs) == expected


def test_what_a_project_reads() -> None:
    shop, web = playwright_projects_of(SHOP)
    assert (shop.config_file, shop.names) == ("playwright.config.ts", ("a", "b"))
    assert reads(shop, WorkspacePath("e2e/a.spec.ts"))
    assert not reads(shop, WorkspacePath("unit/a.spec.ts"))
    assert reads(web, WorkspacePath("shared/a.spec.ts"))
    assert playwright_project_of(WorkspacePath("shared/a.spec.ts"), (shop, web)) == web
    assert playwright_project_of(WorkspacePath("unit/a.spec.ts"), (shop, web)) is None
    assert list(playwright_suites((shop, web))) == ["e2e", "e2e-web"]
    assert list(playwright_suites((web,))) == ["e2e"]


def test_which_projects_run() -> None:
    projects = playwright_projects_of(SHOP)
    files = [WorkspacePath("e2e/a.spec.ts"), WorkspacePath("shared/b.spec.ts")]
    assert (
        playwright_projects_to_run(WholeSuite("playwright"), projects=projects, spec_files=files) == projects
    )
    only = WholeSuite("playwright", (WorkspacePath("e2e"),))
    assert playwright_projects_to_run(only, projects=projects, spec_files=files) == projects[:1]
    ids = [TestId("shared/b.spec.ts:1:1 [x]"), TestId("unit/c.spec.ts:1:1")]
    chosen = ChosenTests("playwright", tuple(Chosen(test, "") for test in ids))
    assert playwright_projects_to_run(chosen, projects=projects, spec_files=files) == projects
    assert playwright_ids_by_project(ids, projects) == {"web": (ids[0],), "": (ids[1],)}
    assert playwright_ids_by_project([TestId("other.spec.ts:1:1")], projects[1:]) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PACKAGE, True),
        ('{"dependencies": {"@playwright/test": "1"}}', True),
        ("[]", False),
        ('{"dependencies": []}', False),
    ],
)  # fmt: skip
def test_a_package_that_names_playwright(text: str, expected: bool) -> None:
    assert names_playwright({"package.json": text}) is expected
