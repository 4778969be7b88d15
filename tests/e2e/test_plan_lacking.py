"""``plan-run`` where one inline tool after the other is missing: it is told and skipped, the others do their work."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from qaagent_lsp.model.tool import TOOLS, ToolName
from tests.e2e.command_line import call, wait_until
from tests.e2e.projects import environment
from tests.probes.environments import THIS
from tests.probes.environments import environment as probe_environment
from tests.probes.node_environments import web_tools
from tests.tools.shop import AT

FILES = {
    "main.py": """\
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/", response_class=HTMLResponse)
def front():
    return "<!doctype html><html lang='en'><title>Pets</title><main><h1>Pets</h1></main></html>"
""",
    "tests/test_front.py": """\
import os
from urllib.request import urlopen


def test_front():
    assert b"<h1>Pets</h1>" in urlopen(os.environ["BASE_URL"]).read()
""",
    "tests/ui/test_pages.py": "def test_title(page):\n    page.goto('/')\n    assert page.title() == 'Pets'\n",
}
CONFIG = """\
project: {{name: pets}}
app: {{dev: {{base_url: "{address}"}}}}
tools:
  schemathesis: {{max_examples: 1}}
  perf: {{run_time: 1, users: 1}}
  lighthouse: {{categories: [seo], enabled: {audits}}}
"""


@dataclass(frozen=True)
class Lacking:
    """What is not there, and the command that brings it, as the plan is to say."""

    tool: ToolName
    brought_by: str
    distribution: str = ""
    package: str = ""


CASES = (
    Lacking("schemathesis", "-m pip install schemathesis", distribution="schemathesis"),
    Lacking("ui", "-m pip install pytest-playwright", distribution="pytest_playwright"),
    Lacking("a11y", "-m pip install axe-playwright-python", "axe_playwright_python", "axe-core"),
    Lacking("lighthouse", "npm install -D lighthouse", package="lighthouse"),
    Lacking("perf", "-m pip install locust", distribution="locust"),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app, served once for all of them."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "main.py").write_text(FILES["main.py"])
    log = folder / "server.log"
    python = str(environment("inline_tools.txt") / "bin" / "python")
    with log.open("wb") as output:
        argv = [python, "-m", "uvicorn", "main:app", "--port", "0"]
        server = subprocess.Popen(argv, cwd=folder, stdout=output, stderr=output)
    try:
        wait_until(lambda: AT.search(log.read_text()), "the server's address")
        yield AT.findall(log.read_text())[0]
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize("lacking", CASES, ids=lambda one: one.tool)
def test_a_missing_tool_is_skipped_and_the_others_run(lacking: Lacking, address: str, tmp_path: Path) -> None:
    folder = tmp_path / "pets"
    # An audit takes as long as all the others together: beside one that is missing it is enough.
    audits = lacking.tool in {"a11y", "lighthouse"}
    executed = {*TOOLS} - {lacking.tool} - (set() if audits else {"lighthouse"})
    config = CONFIG.format(address=address, audits=str(audits).lower())
    for name, text in {**FILES, ".qaagent.yaml": config}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    commands = _installed(folder, lacking)

    path = os.pathsep.join([str(commands), os.environ["PATH"]])
    done = call("plan-run", "--format", "json", cwd=folder, PATH=path)

    assert done.code == 0, done.err
    run = done.json
    assert (run["outcome"], run["counts"]["passed"]) == ("passed", 1)
    outcomes = {tool["name"]: tool["outcome"] for tool in run["tools"]}
    assert outcomes == {name: "passed" if name in executed else "skipped" for name in TOOLS}, run["tools"]
    entries = json.loads((Path(run["run_dir"]) / "manifest.json").read_text())["tools"]
    for name in TOOLS:
        ran = name in executed
        assert (entries[name]["executed"], entries[name]["exit_code"]) == (ran, 0 if ran else None)
        assert bool(entries[name]["version"]) == ran
    assert entries[lacking.tool]["error"].startswith("skipped: ")
    assert entries[lacking.tool]["error"].endswith(lacking.brought_by)


def _installed(folder: Path, lacking: Lacking) -> Path:
    """Install what tools need into the project, but not what is lacking. Returns a folder for the PATH."""
    venv.create(folder / ".venv", with_pip=False, symlinks=True)
    (own,) = (folder / ".venv").glob("lib/python*/site-packages")
    for entry in _distributions():
        is_lacking = lacking.distribution and entry.name.partition("-")[0] == lacking.distribution
        if not is_lacking and not (own / entry.name).exists():
            (own / entry.name).symlink_to(entry)
    commands, modules = folder / "commands", folder / "node_modules"
    commands.mkdir()
    modules.mkdir()
    if lacking.package == "axe-core":
        # npm puts it beside each Lighthouse of a project, but not beside one that is installed for all projects.
        (commands / "lighthouse").symlink_to(web_tools() / "lighthouse" / "cli" / "index.js")
    else:
        for entry in web_tools().iterdir():
            if entry.name != lacking.package:
                (modules / entry.name).symlink_to(entry)
    return commands


def _distributions() -> Iterator[Path]:
    homes = (environment("inline_tools.txt"), Path(probe_environment(THIS, "pytest_playwright")).parents[1])
    for home in homes:
        (site,) = home.glob("lib/python*/site-packages")
        yield from site.iterdir()
