from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from qaagent_lsp.host.health import answers
from tests.host.little_server import Answers, Server, free_port

LONG = 20.0


@pytest.fixture
def address() -> Iterator[str]:
    server = Server(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _hold_up_the_loop() -> None:
    """Let the worker's own limit pass and its connection be closed before the loop sees that its limit has passed."""
    time.sleep(1.5)


@pytest.fixture
def mute() -> Iterator[socket.socket]:
    """Listens, and never takes a call from the queue."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 200),
        ("/", 200),
        ("/status/204?deep=1", 204),
        ("/status/404", 404),
        ("/status/503", 503),
        ("/moved", 302),
    ],
)
async def test_the_status_is_the_servers_own_and_no_redirect_is_followed(
    address: str, path: str, status: int
) -> None:
    answer = await answers(address + path, LONG)
    assert (answer.status, answer.listening, answer.words) == (status, True, f"answered {status}")


async def test_no_proxy_is_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert (await answers(address, LONG)).status == 200


async def test_nobody_there() -> None:
    answer = await answers(f"http://127.0.0.1:{free_port()}/", LONG)
    assert (answer.status, answer.listening, answer.words) == (None, False, "nobody listens there")


@pytest.mark.parametrize("path", ["/hang", "/drip"])
async def test_a_server_that_keeps_us_waiting_is_hung_up_on(address: str, path: str) -> None:
    async with asyncio.timeout(LONG / 2):
        answer = await answers(address + path, 0.3)
    assert (answer.status, answer.listening, answer.words) == (None, True, "no answer within 0.3 s")


async def test_a_worker_that_has_hung_up_already_did_reach_somebody(address: str) -> None:
    asking = asyncio.create_task(answers(f"{address}/hang", 0.3))
    await asyncio.sleep(0.1)
    _hold_up_the_loop()
    answer = await asking
    assert (answer.status, answer.listening, answer.words) == (None, True, "no answer within 0.3 s")


async def test_being_cancelled_hangs_up(address: str) -> None:
    asking = asyncio.create_task(answers(f"{address}/hang", LONG))
    await asyncio.sleep(0.1)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    async with asyncio.timeout(LONG / 2):
        await asyncio.get_running_loop().shutdown_default_executor()


async def test_a_call_that_is_taken_and_closed(address: str) -> None:
    answer = await answers(f"{address}/close", LONG)
    assert (answer.status, answer.listening) == (None, True)
    assert "without an answer" in answer.words


async def test_somebody_listens_who_speaks_no_http(mute: socket.socket) -> None:
    def speak() -> None:
        call, _ = mute.accept()
        with call:
            call.recv(1000)
            call.sendall(b"220 mail.example ESMTP\r\n")

    speaking = threading.Thread(target=speak)
    speaking.start()
    answer = await answers(f"http://127.0.0.1:{mute.getsockname()[1]}/", LONG)
    speaking.join()
    assert (answer.status, answer.listening, answer.words) == (
        None,
        True,
        "the answer is no HTTP (BadStatusLine)",
    )


async def test_a_server_without_tls(address: str) -> None:
    answer = await answers(address.replace("http:", "https:"), LONG)
    assert (answer.status, answer.listening) == (None, True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8000",
        "ftp://127.0.0.1/",
        "http:///health",
        "http://127.0.0.1:port/",
        "http://127.0.0.1:99999/",
        "http://[::1/",
        "http://127.0.0.1:1/a b",
        f"http://{'x' * 64}.example/",
    ],
)
async def test_what_is_no_address_is_no_answer(url: str) -> None:
    answer = await answers(url, LONG)
    assert (answer.status, answer.listening) == (None, False)
    assert answer.words
