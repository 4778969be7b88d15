from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qaagent_lsp.cli.demo_editor import Refused, ServerGone, editing

SERVER = """
import json, sys

def read():
    length = 0
    while (line := sys.stdin.buffer.readline().strip()):
        length = int(line.partition(b":")[2])
    return json.loads(sys.stdin.buffer.read(length))

def write(**message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
    sys.stdout.buffer.flush()

while True:
    message = read()
    # The answer to our question comes before or after "initialized": both are in order.
    if "method" not in message:
        write(method="told", params=message["result"])
        continue
    match message["method"]:
        case "initialize":
            write(id=message["id"], result={})
            write(id="c", method="workspace/configuration", params={"items": [{}, {}]})
        case "fail":
            write(id=message["id"], error={"code": 1, "message": "cannot"})
        case "die":
            sys.exit(1)
        case "shutdown":
            write(id=message["id"], result=None)
        case "exit":
            break
"""


@pytest.fixture
def server(tmp_path: Path) -> list[str]:
    file = tmp_path / "server.py"
    file.write_text(SERVER)
    return [sys.executable, str(file)]


async def test_a_conversation(server: list[str], tmp_path: Path) -> None:
    async with editing(server, tmp_path, Path(sys.executable)) as editor:
        assert await editor.until(lambda: ("told", [None, None]) in editor.told, 30)
        with pytest.raises(Refused, match="cannot"):
            await editor.request("fail", {})
        assert not await editor.until(lambda: False, 0.01)


async def test_a_server_that_dies_is_told(server: list[str], tmp_path: Path) -> None:
    with pytest.raises(ServerGone, match="ended"):
        async with editing(server, tmp_path, Path(sys.executable)) as editor:
            await editor.request("die", {})
