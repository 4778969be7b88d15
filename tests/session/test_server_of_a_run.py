"""A server under test is there for the run, and gone after it; without it no test is green."""

from __future__ import annotations

import socket
import sys
import urllib.request
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope import AllScope
from qaagent_lsp.session.orchestrate import orchestrate

SERVER = """\
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["GREETING"].encode())
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
TEST = """\
import os, urllib.request
def test_it():
    assert urllib.request.urlopen(os.environ["BASE_URL"] + "/hello").read() == b"hi"
"""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QAAGENT_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("BASE_URL", raising=False)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


async def run(tmp_path: Path, port: int, command: str) -> RunResult:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "server.py").write_text(SERVER)
    (folder / "test_it.py").write_text(TEST)
    (folder / ".env").write_text("GREETING=hi\n")
    (folder / ".qaagent.yaml").write_text(
        "project:\n  name: shop\napp:\n  dev:\n"
        f"    base_url: http://127.0.0.1:{port}\n    health_endpoint: /health\n    ready_timeout: 20\n"
        f"    start_command: {sys.executable} {command}\n"
    )
    settings = Settings(python=sys.executable)
    return await orchestrate(folder, AllScope(), settings=settings, runs_dir=str(tmp_path / "runs"))


def is_listening(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2).close()
    except OSError:
        return False
    return True


async def test_the_server_is_there_for_the_tests_and_gone_after_them(tmp_path: Path, port: int) -> None:
    result = await run(tmp_path, port, f"server.py {port}")
    assert result.status == "passed", (result.notes, result.suites)
    assert "variables of env files: GREETING" in result.notes
    assert not is_listening(port)
    assert (Path(result.run_dir) / "artifacts" / "server" / "output.log").is_file()


async def test_a_server_that_dies_is_the_error_of_every_suite(tmp_path: Path, port: int) -> None:
    result = await run(tmp_path, port, "-c 'raise SystemExit(\"no database\")'")
    assert (result.status, result.cases) == ("error", ())
    (suite,) = result.suites
    assert suite.returncode is None
    assert "no database" in suite.error
