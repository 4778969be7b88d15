"""A server under test from before its start to after its end: real servers, real processes, a real port."""

from __future__ import annotations

import asyncio
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from qaagent_lsp.host.files import LocalFiles
from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.health import answers
from qaagent_lsp.host.process import ToolLauncher
from qaagent_lsp.host.process_tree import Patience
from qaagent_lsp.model.plan import ServerUnderTest
from qaagent_lsp.runners.server_command import server_resource
from qaagent_lsp.runs.resources import acquire_all
from qaagent_lsp.runs.serving import LAST_LINES, NotServed, Served, Serving, serving
from qaagent_lsp.store.resource_locks import FileLocks
from tests.host import little_server
from tests.host.tool_scripts import eventually, text_of

DEADLINE = 60.0
PROGRAM = Path(little_server.__file__)


@dataclass(slots=True)
class Bench:
    """What a server under test is started with, and what was told."""

    folder: Path
    launcher: ToolLauncher
    told: list[str] = field(default_factory=list)
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def tools(self) -> Serving:
        return Serving(self.launcher, LocalFiles(), answers, self.told.append)

    def argv(self, port: int, *what: str) -> tuple[str, ...]:
        return (sys.executable, "-S", str(PROGRAM), str(port), str(self.folder), *what)

    def server(self, *what: str, health: str = "/health", timeout: float = 30.0) -> ServerUnderTest:
        port = little_server.free_port()
        base_url = f"http://127.0.0.1:{port}"
        return ServerUnderTest(
            command=shlex.join(self.argv(port, *what)),
            cwd=str(self.folder),
            base_url=base_url,
            health=base_url + health,
            ready_timeout=timeout,
            env=(("ADDED", "yes"),),
            output=str(self.folder / "artifacts" / "server.log"),
        )

    async def outcome_of(self, server: ServerUnderTest) -> Served | NotServed:
        """Serve for a moment, and see to it that nothing is left."""
        async with asyncio.timeout(DEADLINE), serving(server, self.tools, self.stop) as outcome:
            pass
        assert self.living() == []
        return outcome

    def living(self) -> list[int]:
        """The processes whose arguments name our folder."""
        return [
            process.pid
            for process in psutil.process_iter(["cmdline", "status"])
            if str(self.folder) in (process.info["cmdline"] or ())
            and process.info["status"] != psutil.STATUS_ZOMBIE
        ]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    guardian = Guardian()
    yield Bench(tmp_path, ToolLauncher(guardian, patience=Patience(interrupt=1.0, terminate=0.3)))
    guardian.close()


async def status_of(server: ServerUnderTest) -> int | None:
    return (await answers(server.base_url, 5)).status


async def test_a_server_answers_in_the_block_and_is_gone_after_it(bench: Bench) -> None:
    server = bench.server("late", "show")
    async with serving(server, bench.tools, bench.stop) as outcome:
        assert outcome == Served(server.base_url, True, f"started the server under test: {server.command}")
        assert await status_of(server) == 200
        assert len(bench.living()) == 1
    assert bench.living() == []
    assert not (await answers(server.base_url, 5)).listening
    assert text_of(Path(server.output)) == f"{bench.folder} {server.base_url} yes\n"
    assert bench.told == []


@pytest.mark.parametrize("what", [("family",), ("late", "family")])
async def test_children_and_grandchildren_are_gone_too(bench: Bench, what: tuple[str, ...]) -> None:
    async with serving(bench.server(*what), bench.tools, bench.stop) as outcome:
        assert isinstance(outcome, Served)
        assert len(bench.living()) == 3
    assert bench.living() == []


async def test_a_command_for_a_shell(bench: Bench) -> None:
    plain = bench.server("show")
    server = replace(plain, command=f"ADDED=more {plain.command} | cat; true")
    async with serving(server, bench.tools, bench.stop) as outcome:
        assert isinstance(outcome, Served)
        assert await status_of(server) == 200
    assert bench.living() == []
    assert text_of(Path(server.output)).endswith(" more\n")


@pytest.mark.parametrize(
    ("health", "base_path"),
    [
        ("/status/204", ""),
        ("/moved", ""),
        ("/status/404", "/status/404"),  # no endpoint is named: below 500 will do
    ],
)
async def test_what_counts_as_up(bench: Bench, health: str, base_path: str) -> None:
    server = bench.server(health=health)
    outcome = await bench.outcome_of(replace(server, base_url=server.base_url + base_path))
    assert isinstance(outcome, Served)


@pytest.mark.parametrize(
    ("health", "base_path", "last"),
    [
        ("/status/404", "", "answered 404"),
        ("/status/503", "", "answered 503"),
        ("/status/500", "/status/500", "answered 500"),
        ("/close", "", "the connection was closed without an answer"),
    ],
)
async def test_what_never_counts_as_up(bench: Bench, health: str, base_path: str, last: str) -> None:
    server = bench.server("show", health=health, timeout=2.5)
    outcome = await bench.outcome_of(replace(server, base_url=server.base_url + base_path))
    assert isinstance(outcome, NotServed)
    assert outcome.kind == "not-ready"
    assert "not ready within 2.5 s" in outcome.reason
    assert f"GET {server.health}: {last}" in outcome.reason
    assert f"\n    {bench.folder} " in outcome.reason  # the last lines of its output


async def test_a_server_that_hangs_is_given_up_at_its_limit(bench: Bench) -> None:
    async with asyncio.timeout(20):
        outcome = await bench.outcome_of(bench.server(health="/hang", timeout=1.0))
    assert isinstance(outcome, NotServed)
    assert outcome.kind == "not-ready"


async def test_a_health_endpoint_elsewhere_does_not_speak_for_the_server_itself(bench: Bench) -> None:
    server = bench.server(timeout=1.0)
    outcome = await bench.outcome_of(
        replace(server, base_url=f"http://127.0.0.1:{little_server.free_port()}")
    )
    assert isinstance(outcome, NotServed)
    assert "nobody listens there" in outcome.reason


async def test_a_server_that_dies_at_once_is_told_with_its_last_lines(bench: Bench) -> None:
    server = bench.server("die")
    outcome = await bench.outcome_of(server)
    assert isinstance(outcome, NotServed)
    first, *quoted = outcome.reason.splitlines()
    assert outcome.kind == "died"
    assert first == f"the server under test ended with exit code 3 before it answered: {server.command}"
    assert quoted[-2:] == ["    line 99", "    no such module: app"]
    assert len(quoted) == LAST_LINES


async def test_a_command_that_goes_to_the_background_is_told_to_stay(bench: Bench) -> None:
    outcome = await bench.outcome_of(bench.server("daemon", "late", "late"))
    assert isinstance(outcome, NotServed)
    assert (outcome.kind, "must keep running" in outcome.reason) == ("died", True)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("no-such-server --port 1", "no-such-server cannot be started"),
        ("", "start_command is empty"),
        ("serve 'a", "no closing quotation"),
    ],
)
async def test_a_command_that_cannot_be_started(bench: Bench, command: str, words: str) -> None:
    outcome = await bench.outcome_of(replace(bench.server(), command=command))
    assert isinstance(outcome, NotServed)
    assert (outcome.kind, words in outcome.reason) == ("not-started", True)


@contextmanager
def running(server: ServerUnderTest) -> Iterator[subprocess.Popen[bytes]]:
    """Somebody else's server."""
    with subprocess.Popen(shlex.split(server.command), cwd=server.cwd) as process:
        try:
            eventually(lambda: is_listening(server))
            yield process
        finally:
            process.kill()


def is_listening(server: ServerUnderTest) -> bool:
    address = urlsplit(server.base_url)
    with socket.socket() as call:
        return call.connect_ex((address.hostname, address.port)) == 0


async def test_a_server_that_runs_already_is_used_and_left_running(bench: Bench) -> None:
    server = bench.server()
    with running(server) as process:
        async with serving(server, bench.tools, bench.stop) as outcome:
            assert outcome == Served(
                server.base_url, False, f"used the server that was already running at {server.base_url}"
            )
        assert process.poll() is None
        assert await status_of(server) == 200


async def test_a_port_that_is_taken_by_something_unwell(bench: Bench) -> None:
    server = bench.server(health="/status/503")
    with running(server) as process:
        async with serving(server, bench.tools, bench.stop) as outcome:
            assert isinstance(outcome, NotServed)
            assert outcome.kind == "address-taken"
            assert f"GET {server.health}: answered 503" in outcome.reason
            assert bench.living() == [process.pid]
        assert process.poll() is None


async def test_stop_ends_the_waiting(bench: Bench) -> None:
    server = bench.server("show", "family", health="/hang")

    async def stop_when_started() -> None:
        await asyncio.to_thread(eventually, lambda: text_of(Path(server.output)) != "")
        bench.stop.set()

    stopping = asyncio.create_task(stop_when_started())
    async with asyncio.timeout(20):
        outcome = await bench.outcome_of(server)
    await stopping
    assert outcome == NotServed("cancelled", "the run was cancelled before the server under test was ready")


async def test_a_run_that_is_cancelled_before_starts_nothing(bench: Bench) -> None:
    bench.stop.set()
    server = bench.server("show")
    outcome = await bench.outcome_of(server)
    assert isinstance(outcome, NotServed)
    assert (outcome.kind, text_of(Path(server.output))) == ("cancelled", "")


async def test_the_server_outlives_a_stop_until_the_block_has_ended(bench: Bench) -> None:
    server = bench.server()
    async with serving(server, bench.tools, bench.stop):
        bench.stop.set()
        await asyncio.sleep(0.1)
        assert await status_of(server) == 200
    assert bench.living() == []


async def test_an_exception_in_the_block_passes_and_nothing_is_left(bench: Bench) -> None:
    with pytest.raises(ZeroDivisionError):
        async with serving(bench.server("family"), bench.tools, bench.stop):
            raise ZeroDivisionError
    assert bench.living() == []


@pytest.mark.parametrize("health", ["/health", "/hang"])
async def test_being_cancelled_in_the_block_or_before_it_leaves_nothing(bench: Bench, health: str) -> None:
    server = bench.server("show", "family", health=health)

    async def serve() -> None:
        async with serving(server, bench.tools, bench.stop):
            await asyncio.sleep(DEADLINE)

    task = asyncio.create_task(serve())
    await asyncio.to_thread(eventually, lambda: len(bench.living()) == 3)
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert bench.living() == []


async def test_a_server_that_ends_while_it_is_needed_is_told(bench: Bench) -> None:
    server = bench.server("die_later")
    async with serving(server, bench.tools, bench.stop) as outcome:
        assert isinstance(outcome, Served)
        await asyncio.to_thread(eventually, lambda: bool(bench.told))
    (told,) = bench.told
    assert told.startswith("the server under test ended with exit code 4 while it was needed: ")
    assert told.endswith("\n    out of memory")
    assert bench.living() == []


async def test_runs_that_hold_the_server_as_a_resource_have_it_one_after_the_other(
    bench: Bench, tmp_path: Path
) -> None:
    server = bench.server()
    locks = FileLocks(tmp_path / "locks")

    async def run(number: int) -> Served | NotServed:
        resource = server_resource(server)
        held = await acquire_all(locks, [resource], f"run {number}", bench.stop, bench.told.append)
        assert held is not None
        try:
            async with serving(server, bench.tools, bench.stop) as outcome:
                await asyncio.sleep(0.2)
                assert await status_of(server) == 200
        finally:
            held.release()
        return outcome

    async with asyncio.timeout(DEADLINE):
        outcomes = await asyncio.gather(run(1), run(2))
    assert [isinstance(outcome, Served) and outcome.started for outcome in outcomes] == [True, True]
    (told,) = bench.told
    assert told.startswith(f"waiting for server at {server.base_url}, held by run ")
    assert bench.living() == []
