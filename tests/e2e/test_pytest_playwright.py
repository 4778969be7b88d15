"""Playwright for Python is pytest's: its tests run through pytest's runner, against a server in the test process."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.command_line import call
from tests.probes.environments import THIS, environment
from tests.probes.node_environments import chromium

APP = """\
from fastapi import FastAPI

app = FastAPI()


@app.get("/pets/{pet_id}")
def get_pet(pet_id: int) -> dict[str, int]:
    return {"id": pet_id}
"""
CONFTEST = """\
import socket, threading, time
import pytest, uvicorn
from shop import app

@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox"]}

@pytest.fixture(scope="session")
def base_url():
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield "http://127.0.0.1:%d" % listening.getsockname()[1]
    server.should_exit = True
    thread.join()
"""
TESTS = """\
def test_page(page):
    page.goto("/pets/1")
    assert '"id":2' in page.inner_text("body")


def test_api(playwright, base_url):
    client = playwright.request.new_context(base_url=base_url)
    assert client.get("/pets/1").json() == {"id": 1}
"""


def test_playwright_for_python_runs_through_pytest(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    files = {
        "shop.py": APP,
        "conftest.py": CONFTEST.replace("CHROMIUM", repr(chromium())),
        "test_pets.py": TESTS,
        "pytest.ini": "[pytest]\n",
    }
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    python = environment(THIS, "pytest_playwright")
    env = {"QAAGENT_RUNS_DIR": str(tmp_path / "runs"), "QAAGENT_CACHE_DIR": str(tmp_path / "cache")}

    before = call("tests", "--format", "json", cwd=folder, **env).json
    assert {test["id"]: test["routes"][0]["how"] for test in before} == {
        "test_pets.py::test_page": "call",
        "test_pets.py::test_api": "call",
    }

    told = call(
        "run", "--route", "GET /pets/{pet_id}", "--format", "json", "--python", python, cwd=folder, **env
    )
    assert told.code == 1
    verdicts = {case["id"]: (case["outcome"], case["routes"][0]["how"]) for case in told.json["cases"]}
    assert verdicts == {
        "test_pets.py::test_page[chromium]": ("failed", "observed"),
        "test_pets.py::test_api": ("passed", "observed"),
    }
    (failed,) = (case for case in told.json["cases"] if case["outcome"] == "failed")
    assert '"id":1' in failed["message"]
