"""Every request gets exactly one answer, whatever is wrong with it."""

from __future__ import annotations

from pathlib import Path

from tests.server.wire import ended, served


async def test_before_initialize_nothing_is_answered_but_refused() -> None:
    async with served() as (wire, _):
        wire.send({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {}})
        answer = await wire.ask("workspace/symbol", {"query": ""}, 7)
        assert answer["error"]["code"] == -32002
        assert "result" in await wire.initialize()
        assert (await wire.ask("initialize", {"processId": None, "capabilities": {}}, 8))["error"][
            "code"
        ] == -32600


async def test_after_shutdown_requests_are_refused_and_exit_ends_the_process() -> None:
    async with served() as (wire, process):
        await wire.initialize()
        assert (await wire.ask("shutdown", None, 2))["result"] is None
        assert (await wire.ask("workspace/symbol", {"query": ""}, 3))["error"]["code"] == -32600
        wire.send({"jsonrpc": "2.0", "method": "exit"})
        assert await ended(process) == 0
        assert await wire.reader.read() == b""


BROKEN: tuple[tuple[bytes, int, object], ...] = (
    (b"{", -32700, None),
    (b"", -32700, None),
    (b"\xff\xfe", -32700, None),
    (b"[]", -32600, None),
    (b'"x"', -32600, None),
    (b'{"jsonrpc": "2.0", "id": 5, "method": 7}', -32600, 5),
    (b'{"jsonrpc": "2.0", "id": null, "method": "shutdown"}', -32600, None),
    (b'{"jsonrpc": "2.0", "id": 5, "method": "no/such"}', -32601, 5),
    (b'{"jsonrpc": "2.0", "id": 5, "method": "textDocument/hover", "params": {}}', -32602, 5),
    (b'{"jsonrpc": "2.0", "id": 5, "method": "workspace/executeCommand"}', -32602, 5),
    (
        b'{"jsonrpc": "2.0", "id": 5, "method": "workspace/executeCommand", "params": {"command": 1}}',
        -32602,
        5,
    ),
    (
        b'{"jsonrpc": "2.0", "id": 5, "method": "workspace/executeCommand", "params": {"command": "x"}}',
        -32602,
        5,
    ),
)


async def test_broken_messages_are_answered_and_the_next_one_works() -> None:
    async with served() as (wire, _):
        await wire.initialize()
        for body, code, msg_id in BROKEN:
            wire.send_bytes(body)
            assert ((await wire.answer(msg_id))["error"]["code"], body) == (code, body)
            assert (await wire.ask("workspace/symbol", {"query": ""}, 9))["result"] == []


async def test_arguments_that_are_no_list_are_refused_by_their_name() -> None:
    async with served() as (wire, _):
        await wire.initialize()
        params = {"command": "qaagent.runAll", "arguments": 5}
        error = (await wire.ask("workspace/executeCommand", params, 5))["error"]
        assert (error["code"], "arguments" in error["message"]) == (-32602, True)


async def test_answers_and_strange_notifications_are_ignored() -> None:
    async with served() as (wire, _):
        await wire.initialize()
        wire.send({"jsonrpc": "2.0", "id": "never-asked", "result": None})
        wire.send({"jsonrpc": "2.0", "id": "never-asked", "error": {"code": 1, "message": "x"}})
        wire.send({"jsonrpc": "2.0", "method": "$/strange", "params": {"a": 1}})
        wire.send({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 5}})
        wire.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 99}})
        assert (await wire.ask("workspace/symbol", {"query": ""}, 9))["result"] == []


async def test_ids_may_be_strings_and_messages_may_be_unicode(tmp_path: Path) -> None:
    async with served() as (wire, _):
        await wire.initialize(rootUri=tmp_path.as_uri())
        wire.send({"jsonrpc": "2.0", "id": "ü", "method": "workspace/symbol", "params": {"query": "Ж🐈"}})
        assert (await wire.answer("ü"))["result"] == []
