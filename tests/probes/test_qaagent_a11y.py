from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.config.profile_inline import A11y, Tools
from qaagent_lsp.host.template_files import template_files, texts_of
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.tool import PlannedTool
from qaagent_lsp.tools.a11y import A11yTool
from qaagent_lsp.tools.ground import Available, Ground, NodePackage
from qaagent_lsp.tools.page_templates import SUFFIXES, page_templates
from tests.architecture.sources import PACKAGE
from tests.probes.environments import THIS, environment
from tests.probes.node_environments import WEB_TOOLS, chromium, web_tools
from tests.tools.carried_out import carried_out
from tests.tools.site import ROUTES, served, written

TOOL = A11yTool()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = written(tmp_path_factory.mktemp("site"))
    with served(folder) as url:
        files = template_files(folder, SUFFIXES)
        yield Ground(
            folder=str(folder),
            artifacts=str(folder / "artifacts" / "a11y"),
            base_url=url,
            config=Tools(a11y=A11y(pages=("/", "/account", "/token"))),
            available=Available(),
            routes=ROUTES,
            templates=page_templates(ROUTES, files, texts_of(folder, (WorkspacePath("app.py"),))),
            headers=(("authorization", "Bearer s3cret"),),
            probes=str(PACKAGE / "probes"),
        )


@pytest.mark.parametrize("driver", ["node", "python"])
def test_barriers_stand_on_the_lines_that_wrote_them(site: Ground, driver: str) -> None:
    modules = web_tools()
    packages = {
        name: NodePackage(str(modules / name), WEB_TOOLS[name]) for name in ("axe-core", "playwright-core")
    }
    available = (
        Available(node="node", packages=packages, browser=chromium())
        if driver == "node"
        else Available(
            python=environment(THIS, "pytest_playwright"),
            modules={"playwright": "1.65.2", "axe-playwright-python": "0.1.8"},
            browser=chromium(),
        )
    )
    made = replace(site, available=available, artifacts=f"{site.artifacts}-{driver}")
    planned = TOOL.plan(made)
    assert isinstance(planned, PlannedTool)
    ended = carried_out(planned)
    result = TOOL.interpret(made, planned, ended)

    assert (result.outcome, result.exit_code, result.error) == ("failed", 0, "")
    assert {
        (
            one.code,
            one.severity,
            f"{one.at.file}:{one.at.span.line}" if one.at else "",
            str(one.route),
            one.blocks,
        )
        for one in result.findings
    } == {
        ("image-alt", "critical", "templates/index.html:5", "GET /", True),
        ("label", "critical", "templates/auth/login.html:6", "GET /login", True),
        ("html-has-lang", "high", "templates/base.html:2", "GET /", True),
    }
    by_code = {one.code: one for one in result.findings}
    assert "and 1 more (critical; /)" in by_code["image-alt"].message
    assert "/, /login" in by_code["html-has-lang"].message
    assert by_code["label"].message.endswith("/label")
    assert 'name="password"' in by_code["label"].details
    assert result.summary.startswith("3 pages (/account shows /login): 3 barriers")
    assert "page-1.png" in [one.name for one in result.artifacts]
    assert "s3cret" not in b"".join(file.read_bytes() for file in Path(made.artifacts).iterdir()).decode(
        "latin-1"
    )
