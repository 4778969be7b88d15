"""What inline tools stand on, made from a real folder and a real server."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from qaagent_lsp.cli.demo_project import write_project
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.host.node import NodeCheck
from qaagent_lsp.host.preflight import Preflight
from qaagent_lsp.linking.links import Linker
from qaagent_lsp.linking.observed import Observed
from qaagent_lsp.model.result import CaseResult
from qaagent_lsp.model.scope import PlanScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.tool import SkippedTool, ToolName
from qaagent_lsp.session.environment import surroundings_of
from qaagent_lsp.session.indexing import Index, build
from qaagent_lsp.session.picture import static_picture
from qaagent_lsp.session.planning import Pythons, Toolbox
from qaagent_lsp.session.rules import rulebook_of
from qaagent_lsp.session.tooling import ToolBench
from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.model.cases import unit_case

OPENAPI = (
    "openapi: 3.0.0\ninfo: {title: t, version: '1'}\npaths:\n  /pets:\n    get: {responses: {'200': {}}}\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("BASE_URL", raising=False)
    folder = tmp_path / "shop"
    folder.mkdir()
    write_project(folder)
    return folder


def bench(folder: Path, *named: ToolName) -> ToolBench:
    index = build(folder, {}, (), Index())
    rulebook = rulebook_of(folder, Settings(python=sys.executable), index.conventions)
    handle = RunStoreOnDisk(folder.parent / "runs").create_run(
        target_name="shop", target_path=str(folder), scope=PlanScope(), settings={}
    )
    made = ToolBench(
        rulebook,
        surroundings_of(rulebook),
        Toolbox(Pythons(Preflight()), NodeCheck()),
        handle,
        named or None,
    )
    made.snapshot = static_picture(index, Observed(), Linker())
    return made


def config(folder: Path, text: str) -> None:
    (folder / ".qaagent.yaml").write_text(f"project: {{name: shop}}\n{text}")


def test_without_a_server_tools_that_need_one_say_what_is_missing(folder: Path) -> None:
    prepared = bench(folder).prepare("a11y")
    assert isinstance(prepared, SkippedTool)
    assert "base_url" in prepared.why


def test_a_tool_that_is_switched_off_or_not_named_is_not_wanted(folder: Path) -> None:
    config(folder, "tools: {perf: {enabled: false}}\n")
    assert bench(folder).left_out("perf") == "tools.perf.enabled is false in .qaagent.yaml"
    assert bench(folder).left_out("ui") == ""
    assert bench(folder, "perf").left_out("perf") == ""
    assert bench(folder, "perf").left_out("ui") == "it was not asked for"


def test_the_server_its_headers_and_the_description_are_those_of_the_configuration(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("API_TOKEN", "s3cret")
    (folder / "openapi.yaml").write_text(OPENAPI)
    config(folder, "app: {dev: {base_url: 'http://127.0.0.1:9/', headers: {X-Team: pets}, auth: {}}}\n")
    ground = bench(folder)._ground
    assert ground.base_url == "http://127.0.0.1:9"
    assert dict(ground.headers) == {"X-Team": "pets", "Authorization": "Bearer s3cret"}
    assert ground.secrets == ("Bearer s3cret", "s3cret")
    assert ground.document == str(folder / "openapi.yaml")
    assert {str(route.key) for route in ground.routes} >= {"GET /pets/{pet_id}"}


def test_the_locustfile_is_the_one_that_is_named_else_the_usual_one(folder: Path) -> None:
    assert bench(folder)._ground.locustfile == ""
    (folder / "perf").mkdir()
    (folder / "perf" / "locustfile.py").touch()
    assert bench(folder)._ground.locustfile == str(folder / "perf" / "locustfile.py")
    config(folder, "tools: {perf: {locustfile: load/mine.py}}\n")
    assert bench(folder)._ground.locustfile == str(folder / "load" / "mine.py")


def test_of_several_apps_only_routes_of_the_one_that_is_started_count(folder: Path) -> None:
    (folder / "other.py").write_text(
        "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/pets')\ndef pets():\n    return []\n"
    )
    config(folder, "app: {dev: {base_url: 'http://127.0.0.1:9', start_command: 'uvicorn other:app'}}\n")
    ground = bench(folder)._ground
    assert [(route.file, str(route.key)) for route in ground.routes] == [("other.py", "GET /pets")]
    found = ground.route_of("GET", "/pets")
    assert found is not None
    assert found.file == "other.py"


def test_operations_that_do_not_count_are_said_to_the_tools(folder: Path) -> None:
    config(folder, "openapi: {tags: [public]}\nexclude: {tags: [internal]}\n")
    ground = bench(folder)._ground
    assert (ground.openapi.tags, ground.without_tags) == (("public",), ("internal",))
    (folder / ".qaagent.yaml").unlink()
    assert bench(folder)._ground.openapi.tags == ()


def test_browser_tests_that_nothing_else_can_run_are_the_tools_own_also_without_it(folder: Path) -> None:
    (folder / "tests" / "ui").mkdir(parents=True)
    test = folder / "tests" / "ui" / "test_pages.py"
    test.write_text("def test_title(page): ...\n")
    ground = bench(folder)
    assert "pytest-playwright" not in ground._available.modules
    assert ground.browser_tests() == str(test.parent)
    assert bench(folder, "perf").browser_tests() == ""
    test.write_text("def test_title(selenium): ...\n")
    assert bench(folder).browser_tests() == ""


def test_browser_tests_that_a_suite_has_run_are_not_run_twice_wherever_they_lie(folder: Path) -> None:
    shutil.rmtree(folder / "tests")
    (folder / "playwright.config.ts").write_text("export default {};\n")
    (folder / "pets.spec.ts").write_text("")
    config(folder, "tools: {ui: {path: .}}\n")
    asked = bench(folder)
    run = replace(
        unit_case("pets.spec.ts:3:1"), suite="e2e", runner="playwright", file=WorkspacePath("pets.spec.ts")
    )

    def why(case: CaseResult) -> str:
        asked.cases = {(case.suite, case.id): case}
        skipped = asked.prepare("ui")
        return skipped.why if isinstance(skipped, SkippedTool) else ""

    assert why(run) == "its tests have run in this run already, as the suite e2e"
    assert "already" not in why(unit_case("test_api.py::test_list"))
