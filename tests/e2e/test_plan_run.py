"""``plan-run --generate`` with all five tools really executed, on two apps that others wrote: one run, true entries."""

from __future__ import annotations

import json
import shutil
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qaagent_lsp.model.tool import TOOLS
from tests.e2e.command_line import call
from tests.e2e.projects import FASTAPI, environment, flaskr_project, source_of
from tests.host.little_server import free_port
from tests.probes.environments import THIS
from tests.probes.environments import environment as probe_environment
from tests.probes.node_environments import web_tools

TOOLS_SAID = (
    "tools: {schemathesis: {max_examples: 20}, perf: {run_time: 3}, lighthouse: {categories: [seo]}}\n"
)
UI_TEST = "def test_title(page):\n    page.goto('/')\n    assert page.locator('form, h1').count()\n"
OPENAPI = """\
openapi: 3.1.0
info: {title: flaskr, version: "1"}
paths:
  /hello:
    get:
      operationId: hello
      responses: {"200": {description: a greeting, content: {application/json: {schema: {type: string}}}}}
"""
FIRST_INPUT = '<input name="files" type="file" multiple>'
LABEL = '<label for="password">Password</label>'
LOGIN = "flaskr/templates/auth/login.html"


def test_an_app_of_fastapis_documentation(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    folder.mkdir()
    text = (source_of(FASTAPI) / "docs_src" / "request_files" / "tutorial002.py").read_text()
    planted = text.replace("[len(file) for file in files]", "[file.size() for file in files]")
    assert planted != text
    (folder / "main.py").write_text(planted)
    (folder / "pytest.ini").write_text("[pytest]\npythonpath = .\n")
    lines = planted.splitlines()

    run = planned(folder, "-m uvicorn main:app --port {port}", "fastapi_docs.txt")

    written = {f"{key['method']} {key['path']}" for file in run["authored"] for key in file["routes"]}
    assert written == {"POST /files/", "POST /uploadfiles/"}  # the browser test reaches ``GET /``
    assert {file["outcome"] for file in run["authored"]} <= {"passed", "failed"}
    findings = [one for tool in run["tools"] for one in tool["findings"] if one["blocks"]]
    handler = 1 + next(at for at, line in enumerate(lines) if "def create_files" in line)
    broken = {(one["file"], one["line"]) for one in findings if one["code"] == "not_a_server_error"}
    assert broken == {("main.py", handler)}
    labels = {(one["file"], one["line"]) for one in findings if one["code"] == "label"}
    assert ("main.py", 1 + lines.index(FIRST_INPUT)) in labels


def test_flasks_tutorial(tmp_path: Path) -> None:
    folder = flaskr_project(tmp_path / "flaskr")
    for file in (folder / "tests").glob("test_*.py"):
        file.unlink()
    (folder / "openapi.yaml").write_text(OPENAPI)
    page = (folder / LOGIN).read_text()
    assert LABEL in page
    (folder / LOGIN).write_text(page.replace(LABEL, ""))
    password = 1 + next(at for at, text in enumerate(page.splitlines()) if 'type="password"' in text)

    flask = "-m flask --app flaskr"
    run = planned(folder, f"{flask} init-db && .venv/bin/python {flask} run --port {{port}}", "flaskr.txt")

    written = {f"{key['method']} {key['path']}" for file in run["authored"] for key in file["routes"]}
    assert written >= {
        "GET /auth/login",
        "POST /auth/login",
        "POST /create",
        "POST /{id}/delete",
        "GET /hello",
    }
    findings = [one for tool in run["tools"] for one in tool["findings"] if one["blocks"]]
    promised = {one["file"] for one in findings if one["tool"] == "schemathesis"}
    assert promised == {"flaskr/__init__.py"}
    assert (LOGIN, password) in {(one["file"], one["line"]) for one in findings if one["code"] == "label"}


def planned(folder: Path, server: str, pins: str) -> dict[str, Any]:
    """Run a plan of everything; check what holds for each: one run, five true entries, artifacts, a report."""
    _with_tools(folder, [environment("inline_tools.txt"), environment(pins)])
    (folder / "tests" / "ui").mkdir(parents=True)
    (folder / "tests" / "ui" / "test_pages.py").write_text(UI_TEST)
    port = free_port()
    (folder / ".qaagent.yaml").write_text(
        "project: {name: planned}\n"
        f"app:\n  dev:\n    base_url: http://127.0.0.1:{port}\n"
        f"    start_command: .venv/bin/python {server.format(port=port)}\n{TOOLS_SAID}"
    )
    done = call("plan-run", "--generate", "--format", "json", cwd=folder)
    assert done.code == 1, done.err
    run: dict[str, Any] = done.json
    (listed,) = call("runs", "list", "--format", "json", cwd=folder).json
    assert (listed["run_id"], listed["outcome"]) == (run["run_id"], "failed")
    assert [(tool["name"], tool["executed"]) for tool in run["tools"]] == [(name, True) for name in TOOLS], [
        tool["error"] for tool in run["tools"]
    ]
    outcomes = {tool["name"]: tool["outcome"] for tool in run["tools"]}
    assert outcomes["schemathesis"] == outcomes["a11y"] == "failed", outcomes
    assert {outcomes[name] for name in ("ui", "lighthouse", "perf")} <= {"passed", "failed"}, run["tools"]
    run_dir = Path(run["run_dir"])
    manifest = json.loads((run_dir / "manifest.json").read_text())
    for tool in run["tools"]:
        entry = manifest["tools"][tool["name"]]
        assert (entry["executed"], entry["exit_code"]) == (True, tool["exit_code"])
        assert entry["version"]
        assert any((run_dir / "artifacts" / tool["name"]).rglob("*"))
    assert (run_dir / "report.html").is_file()
    assert run["risks"]
    return run


def _with_tools(folder: Path, homes: Sequence[Path]) -> None:
    """Give a project an environment that holds the tools beside what it needs itself, and Node's packages."""
    shutil.rmtree(folder / ".venv", ignore_errors=True)
    venv.create(folder / ".venv", with_pip=False, symlinks=True)
    homes = [*homes, Path(probe_environment(THIS, "pytest_playwright")).parents[1]]
    sites = [next(home.glob("lib/python*/site-packages")) for home in homes]
    own = next((folder / ".venv").glob("lib/python*/site-packages"))
    (own / "shared.pth").write_text("".join(f"{site}\n" for site in (*sites, folder)))
    (folder / "node_modules").symlink_to(web_tools())
