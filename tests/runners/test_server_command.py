from __future__ import annotations

from dataclasses import replace

import pytest

from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.plan import ServerUnderTest
from qaagent_lsp.runners.server_command import server_invocation, server_resource

SERVER = ServerUnderTest(
    command="uvicorn app.main:app --port 8000",
    cwd="/w",
    base_url="http://localhost:8000",
    health="http://localhost:8000/health",
    ready_timeout=30.0,
    env=(("DATABASE", "test"), ("BASE_URL", "http://other")),
    output="/runs/1/server.log",
)


@pytest.mark.parametrize(
    ("command", "argv"),
    [
        ("uvicorn app.main:app --port 8000", ("uvicorn", "app.main:app", "--port", "8000")),
        ("  npm   run dev ", ("npm", "run", "dev")),
        ("python '/my app/serve.py' \"a b\" ''", ("python", "/my app/serve.py", "a b", "")),
        ("python serve.py --name=x", ("python", "serve.py", "--name=x")),
        ("flask --app shop run -p 5000", ("flask", "--app", "shop", "run", "-p", "5000")),
    ],
)
def test_a_plain_command_needs_no_shell(command: str, argv: tuple[str, ...]) -> None:
    assert server_invocation(replace(SERVER, command=command), "linux").argv == argv


@pytest.mark.parametrize(
    "command",
    [
        "cd api && uvicorn app:app",
        "migrate; serve",
        "serve | tee log",
        "serve > log 2>&1",
        "serve < input",
        "serve --port $PORT",
        "serve `cat flags`",
        "serve conf/*.toml",
        "serve conf/?.toml",
        "serve conf/[ab].toml",
        "serve conf/{a,b}.toml",
        "(serve)",
        "serve ~/data",
        "serve # comment",
        r"serve a\ b",
        "migrate\nserve",
        "PORT=8000 serve",
        " PORT=8000 HOST='a b' serve",
        "exec serve",
        "cd api",
        ". venv/bin/activate",
        "flask --app 'shop:create_app(1)' run",
    ],
)
def test_what_only_a_shell_understands_goes_to_a_shell_unchanged(command: str) -> None:
    assert server_invocation(replace(SERVER, command=command), "darwin").argv == ("/bin/sh", "-c", command)


@pytest.mark.parametrize(
    ("command", "argv"),
    [
        ("npm run dev", ("cmd", "/c", "npm", "run", "dev")),
        (r"venv\Scripts\python serve.py", ("cmd", "/c", r"venv\Scripts\python", "serve.py")),
        ("cd api && npm start", ("cmd", "/c", "cd", "api", "&&", "npm", "start")),
        ('serve "a b" --x="c d"', ("cmd", "/c", "serve", "a b", "--x=c d")),
        (
            r'"C:\Program Files\Python\python.exe" serve.py',
            (r"C:\Program Files\Python\python.exe", "serve.py"),
        ),
    ],
)
def test_windows(command: str, argv: tuple[str, ...]) -> None:
    assert server_invocation(replace(SERVER, command=command), "win32").argv == argv


@pytest.mark.parametrize("platform", ["linux", "win32"])
@pytest.mark.parametrize("command", ["", "  "])
def test_no_command(command: str, platform: str) -> None:
    with pytest.raises(BadConfiguration, match="empty"):
        server_invocation(replace(SERVER, command=command), platform)


@pytest.mark.parametrize("command", ["serve 'a", 'serve "a'])
def test_a_command_that_ends_inside_quotes(command: str) -> None:
    with pytest.raises(BadConfiguration, match="no closing quotation"):
        server_invocation(replace(SERVER, command=command), "linux")


def test_the_users_environment_comes_after_the_base_url() -> None:
    call = server_invocation(SERVER, "linux")
    assert call.env == (
        ("BASE_URL", "http://localhost:8000"),
        ("DATABASE", "test"),
        ("BASE_URL", "http://other"),
    )
    assert (call.cwd, call.output) == ("/w", "/runs/1/server.log")


@pytest.mark.parametrize(
    ("base_url", "resource"),
    [
        ("http://localhost:8000", "server at http://localhost:8000"),
        ("http://localhost:8000/api/v1?x", "server at http://localhost:8000"),
        ("http://me:secret@localhost:8000/", "server at http://localhost:8000"),
    ],
)
def test_runs_that_start_the_same_server_are_told_apart_by_its_address(base_url: str, resource: str) -> None:
    assert server_resource(replace(SERVER, base_url=base_url)) == resource
