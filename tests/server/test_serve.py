"""``serve``: arguments, networks, tokens."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.server.wire import DEADLINE, Wire

INITIALIZE: dict[str, object] = {"processId": None, "capabilities": {}, "rootUri": None}


@asynccontextmanager
async def _listening(*arguments: str, token: str = "") -> AsyncIterator[tuple[str, int]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "qaagent_lsp", "serve", *arguments),
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "QAAGENT_TOKEN": token},
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(DEADLINE):
            line = (await process.stderr.readline()).decode()
        found = re.fullmatch(r"listening on (?:tcp|ws)://(.+):(\d+)\n", line)
        assert found is not None, line
        yield found[1], int(found[2])
    finally:
        process.terminate()
        await process.communicate()


async def _tcp(host: str, port: int) -> Wire:
    return Wire(*await asyncio.open_connection(host, port))


async def test_tcp_serves_each_client_on_its_own(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(
        'from flask import Flask\napp = Flask("a")\n@app.get("/x")\ndef x(): ...\n'
    )
    async with _listening("--tcp", "0") as (host, port):
        assert host == "127.0.0.1"
        one, two = await _tcp(host, port), await _tcp(host, port)
        await one.initialize(rootUri=tmp_path.as_uri())
        await two.initialize()
        params = {"query": "GET"}
        assert [s["name"] for s in (await one.ask("workspace/symbol", params, 2))["result"]] == ["GET /x"]
        assert (await two.ask("workspace/symbol", params, 2))["result"] == []
        one.writer.close()
        assert (await two.ask("workspace/symbol", params, 3))["result"] == []
        two.writer.close()


async def test_a_web_page_cannot_post_to_the_port() -> None:
    async with _listening("--tcp", "0") as (host, port):
        wire = await _tcp(host, port)
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}).encode()
        wire.writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        async with asyncio.timeout(DEADLINE):
            assert await wire.reader.read() == b""
        wire.writer.close()


async def test_a_token_is_asked_for_at_initialize() -> None:
    async with _listening("--tcp", "0", token="secret") as (host, port):
        for options in (None, {}, {"token": "wrong"}, {"token": 5}):
            wire = await _tcp(host, port)
            answer = await wire.ask("initialize", {**INITIALIZE, "initializationOptions": options})
            assert (answer["error"]["code"], answer["error"]["data"]["field"]) == (-32602, "token")
            assert (await wire.ask("workspace/symbol", {"query": ""}, 2))["error"]["code"] == -32002
            wire.writer.close()
        wire = await _tcp(host, port)
        assert "result" in await wire.initialize(initializationOptions={"token": "secret"})
        wire.writer.close()


async def test_websockets_speak_a_message_a_frame() -> None:
    async with _listening("--ws", "127.0.0.1:0") as (host, port):
        async with connect(f"ws://{host}:{port}") as socket:
            await socket.send(
                json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE})
            )
            answer = json.loads(await socket.recv())
            assert answer["result"]["serverInfo"]["name"] == "qaagent-lsp"
        with pytest.raises(InvalidStatus):
            await connect(f"ws://{host}:{port}", origin="http://evil.example")  # type: ignore[arg-type]  # an Origin


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tcp", "0.0.0.0:0"], "refusing to listen on 0.0.0.0 without a token"),
        (["--ws", "[::]:0"], "refusing to listen on :: without a token"),
        (["--tcp", "x"], "is not [HOST:]PORT"),
        (["--tcp", "0", "--ws", "0"], "not allowed with argument"),
        (["--token-file", "nowhere"], "nowhere"),
        (["--colour"], "unrecognized arguments: --colour"),
    ],
)
def test_wrong_arguments_are_named_with_exit_code_2(arguments: list[str], said: str) -> None:
    command = [sys.executable, "-m", "qaagent_lsp", "serve", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert (done.returncode, said in done.stderr, done.stdout) == (2, True, ""), done.stderr
