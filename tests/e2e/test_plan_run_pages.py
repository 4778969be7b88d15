"""``plan-run`` with a real Chromium: a label taken from Flask's tutorial, and browser tests beside those of an API."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.command_line import call
from tests.e2e.projects import flaskr_project
from tests.host.little_server import free_port
from tests.probes.environments import THIS, environment
from tests.probes.node_environments import web_tools

APP = """\
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def front():
    return "<!doctype html><html lang='en'><title>Pets</title><h1>Pets</h1></html>"
"""
API_TEST = """\
from fastapi.testclient import TestClient
from shop import app


def test_front():
    assert TestClient(app).get("/").status_code == 200
"""
UI_TEST = """\
def test_title(page):
    page.goto("/")
    assert page.title() == "Dogs"
"""
LABEL = '<label for="password">Password</label>'
LOGIN = "flaskr/templates/auth/login.html"


def test_a_barrier_stands_on_the_line_of_its_template(tmp_path: Path) -> None:
    folder = flaskr_project(tmp_path / "flaskr")
    page = (folder / LOGIN).read_text()
    assert LABEL in page
    (folder / LOGIN).write_text(page.replace(LABEL, ""))
    line = 1 + next(at for at, text in enumerate(page.splitlines()) if 'type="password"' in text)
    (folder / "node_modules").symlink_to(web_tools())
    flask, port = ".venv/bin/python -m flask --app flaskr", free_port()
    (folder / ".qaagent.yaml").write_text(
        "project: {name: flaskr}\n"
        "app:\n"
        "  dev:\n"
        f"    base_url: http://127.0.0.1:{port}\n"
        f"    start_command: {flask} init-db && {flask} run --port {port}\n"
        "tools: {a11y: {exclude_rules: [color-contrast]}}\n"
    )
    env = {"QAAGENT_RUNS_DIR": str(tmp_path / "runs"), "QAAGENT_CACHE_DIR": str(tmp_path / "cache")}

    told = call("plan-run", "--tool", "a11y", "--format", "json", cwd=folder, **env)

    assert told.code == 1, told.err
    (tool,) = (row for row in told.json["tools"] if row["executed"])
    assert (tool["name"], tool["outcome"], tool["exit_code"]) == ("a11y", "failed", 0)
    found = {(one["code"], one["file"], one["line"]) for one in tool["findings"] if one["blocks"]}
    assert found == {
        ("label", LOGIN, line),
        ("html-has-lang", "flaskr/templates/base.html", 1),
        # ``/hello`` answers with a text and nothing of a page.
        ("html-has-lang", "flaskr/__init__.py", _line_of_hello(folder)),
        ("document-title", "flaskr/__init__.py", _line_of_hello(folder)),
    }
    (run,) = (tmp_path / "runs").iterdir()
    assert {"pages.jsonl", "page-1.png"} <= {file.name for file in (run / "artifacts" / "a11y").iterdir()}
    records = [json.loads(line) for line in (run / "evidence" / "quality.jsonl").read_text().splitlines()]
    assert (LOGIN, line, "critical") in {(one["file"], one["line"], one["severity"]) for one in records}


def _line_of_hello(folder: Path) -> int:
    lines = (folder / "flaskr" / "__init__.py").read_text().splitlines()
    return 1 + next(at for at, text in enumerate(lines) if '@app.route("/hello")' in text)


def test_browser_tests_run_once_as_the_tool_and_fail_on_their_line(tmp_path: Path) -> None:
    folder, port = tmp_path / "shop", free_port()
    server = f"base_url: 'http://127.0.0.1:{port}', start_command: python -m uvicorn shop:app --port {port}"
    files = {
        "shop.py": APP,
        "pytest.ini": "[pytest]\npythonpath = .\n",
        "tests/test_api.py": API_TEST,
        "tests/ui/test_pages.py": UI_TEST,
        ".qaagent.yaml": f"project: {{name: shop}}\napp: {{dev: {{{server}}}}}\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    env = {"QAAGENT_RUNS_DIR": str(tmp_path / "runs"), "QAAGENT_CACHE_DIR": str(tmp_path / "cache")}
    python = environment(THIS, "pytest_playwright")

    told = call("plan-run", "--tool", "ui", "--python", python, "--format", "json", cwd=folder, **env)

    assert told.code == 1, told.err
    assert [(case["id"], case["outcome"]) for case in told.json["cases"]] == [
        ("tests/test_api.py::test_front", "passed")
    ]
    (tool,) = (row for row in told.json["tools"] if row["executed"])
    assert (tool["name"], tool["outcome"], tool["exit_code"], tool["version"]) == (
        "ui",
        "failed",
        1,
        "0.10.0",
    )
    assert [(one["file"], one["line"]) for one in tool["findings"]] == [("tests/ui/test_pages.py", 3)]
    assert "trace.zip" in {artifact["path"].rpartition("/")[2] for artifact in tool["artifacts"]}
