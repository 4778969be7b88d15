from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

from qaagent_lsp.config.profile_inline import Lighthouse, Tools
from qaagent_lsp.host.template_files import template_files
from qaagent_lsp.model.tool import PlannedTool
from qaagent_lsp.tools.ground import Available, Ground, NodePackage
from qaagent_lsp.tools.lighthouse import LighthouseTool
from qaagent_lsp.tools.page_templates import SUFFIXES, page_templates
from tests.architecture.sources import PACKAGE
from tests.probes.node_environments import WEB_TOOLS, chromium, web_tools
from tests.tools.carried_out import carried_out
from tests.tools.site import ROUTES, served, written


def test_lighthouse_audits_a_page_that_needs_a_header(tmp_path: Path) -> None:
    folder = written(tmp_path / "site")
    artifacts = tmp_path / "artifacts" / "lighthouse"
    config = Lighthouse(pages=("/token",), categories=("accessibility", "seo"), thresholds={"seo": 1})
    package = NodePackage(str(web_tools() / "lighthouse"), WEB_TOOLS["lighthouse"])
    with served(folder) as url:
        ground = Ground(
            folder=str(folder),
            artifacts=str(artifacts),
            base_url=url,
            config=Tools(lighthouse=config),
            available=Available(node="node", packages={"lighthouse": package}, browser=chromium()),
            routes=ROUTES,
            templates=page_templates(ROUTES, template_files(folder, SUFFIXES), {}),
            headers=(("Authorization", "Bearer s3cret"),),
            probes=str(PACKAGE / "probes"),
        )
        tool = LighthouseTool()
        planned = tool.plan(ground)
        assert isinstance(planned, PlannedTool)
        result = tool.interpret(ground, planned, carried_out(planned))

    assert (result.outcome, result.exit_code, result.error) == ("failed", 0, "")
    assert [(one.name, one.value >= 50, one.holds) for one in result.metrics] == [
        ("accessibility", True, None),
        ("seo", True, False),
    ]
    assert [one.code for one in result.findings if one.blocks] == ["seo"]
    assert "meta-description" in [one.code for one in result.findings if not one.blocks]
    assert {one.name for one in result.artifacts} == {"/token", "/token (JSON)"}
    left = {file.name: file.read_bytes() for file in artifacts.iterdir()}
    assert set(left) == {"input.json", "output.log", "page-1.report.html", "page-1.report.json"}
    assert [name for name, data in left.items() if b"s3cret" in data] == []


def test_a_stopped_audit_leaves_no_headers_behind(tmp_path: Path) -> None:
    package = tmp_path / "lighthouse" / "cli"
    package.mkdir(parents=True)
    (package / "index.js").write_text("console.log('up'); setInterval(() => {}, 1000);")
    written = tmp_path / "input.json"
    asked = {
        "lighthouse": str(package.parent),
        "folder": str(tmp_path),
        "args": [],
        "pages": [{"url": "u", "name": "n"}],
    }
    written.write_text(json.dumps(asked))
    passing = tmp_path / "passing"
    passing.mkdir()
    env = {**os.environ, "TMPDIR": str(passing), "QAAGENT_TOOL_HEADERS": '{"Authorization": "Bearer s3cret"}'}
    argv = ("node", str(PACKAGE / "probes" / "lighthouse" / "qaagent_lighthouse.cjs"), str(written))
    with subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert [process.stdout.readline() for _ in range(2)] == ["== u\n", "up\n"]
        assert [file.read_text() for file in passing.rglob("headers.json")] == [
            '{"Authorization":"Bearer s3cret"}'
        ]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 128 + signal.SIGTERM
    assert list(passing.iterdir()) == []
