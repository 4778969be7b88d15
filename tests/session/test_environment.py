"""What tests run against: variables, and the server with its address."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.config.yaml_reading import read_yaml
from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.conventions import Conventions
from qaagent_lsp.session.environment import Surroundings, surroundings_of
from qaagent_lsp.session.rules import rulebook_of

SERVER = """\
project:
  name: shop
app:
  dev:
    base_url: http://127.0.0.1:8000/
    start_command: uvicorn app:app
    health_endpoint: /health
    ready_timeout: 5
"""


@pytest.fixture(autouse=True)
def no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_URL", raising=False)


def around(folder: Path, text: str) -> Surroundings:
    profile, problems = read_yaml(text, WorkspacePath(".qaagent.yaml"))
    assert profile is not None, problems
    return surroundings_of(
        rulebook_of(folder, Settings(), Conventions(profiles={WorkspacePath(""): profile}))
    )


def test_an_environment_gives_an_address_and_a_server(tmp_path: Path) -> None:
    found = around(tmp_path, SERVER)
    assert found.env["BASE_URL"] == "http://127.0.0.1:8000"
    server = found.server("/runs/x/server.log", "/venv/bin")
    assert server is not None
    assert (server.command, server.cwd, server.output) == (
        "uvicorn app:app",
        str(tmp_path),
        "/runs/x/server.log",
    )
    assert (server.base_url, server.health) == ("http://127.0.0.1:8000", "http://127.0.0.1:8000/health")
    assert server.ready_timeout == 5
    assert dict(server.env)["PATH"].split(os.pathsep)[0] == "/venv/bin"


def test_without_a_health_endpoint_the_address_itself_is_asked(tmp_path: Path) -> None:
    server = around(tmp_path, SERVER.replace("    health_endpoint: /health\n", "")).server("log", None)
    assert server is not None
    assert server.health == server.base_url


def test_without_a_command_nothing_is_started(tmp_path: Path) -> None:
    found = around(tmp_path, SERVER.replace("    start_command: uvicorn app:app\n", ""))
    assert found.server("log", None) is None
    assert found.env["BASE_URL"] == "http://127.0.0.1:8000"


def test_the_processs_own_address_counts_where_the_file_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASE_URL", "http://staging:80/")
    assert around(tmp_path, "project:\n  name: shop\n").env == {"BASE_URL": "http://staging:80"}


def test_env_files_are_read_anew_for_each_run_and_only_their_names_are_told(tmp_path: Path) -> None:
    text = "project:\n  name: shop\nenv_files: [test.env]\napp:\n  dev: {base_url: 'http://dev', env_file: dev.env}\n"
    (tmp_path / "test.env").write_text("TOKEN=first\n")
    (tmp_path / "dev.env").write_text("TOKEN=secret\n")
    found = around(tmp_path, text)
    assert found.env == {"TOKEN": "secret", "BASE_URL": "http://dev"}
    assert found.notes == ("variables of env files: TOKEN", "environment dev: http://dev")
    (tmp_path / "dev.env").write_text("TOKEN=other\n")
    assert around(tmp_path, text).env["TOKEN"] == "other"


def test_an_env_file_that_is_not_there_refuses_the_run(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"gone\.env"):
        around(tmp_path, "project:\n  name: shop\nenv_files: [gone.env]\n")
    (tmp_path / "odd.env").write_text("A=1\n'broken\n")
    found = around(tmp_path, "project:\n  name: shop\nenv_files: [odd.env]\n")
    assert found.env == {"A": "1"}
    assert found.notes[0].startswith("odd.env:2: ")


def test_a_token_that_is_named_and_not_set_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_TOKEN", raising=False)
    text = "project:\n  name: shop\napp:\n  dev: {base_url: 'http://dev', auth: {token_env: SHOP_TOKEN}}\n"
    missing = "SHOP_TOKEN, which app.dev.auth names for the token, is not set"
    assert around(tmp_path, text).notes[-1] == missing
    monkeypatch.setenv("SHOP_TOKEN", "x")
    assert missing not in around(tmp_path, text).notes
