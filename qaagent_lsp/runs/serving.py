"""The server under test: started before its tests, awaited, and gone after them, however they end.

One that is running already is used and left running: it is never ours to end.
"""

from __future__ import annotations

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from qaagent_lsp.model.answer import Answer
from qaagent_lsp.model.errors import QaAgentError
from qaagent_lsp.model.plan import ServerUnderTest
from qaagent_lsp.runners.server_command import server_invocation
from qaagent_lsp.runs.ports import Files, Launcher, Process

ONE_ANSWER = 5.0
"""Seconds that one answer may take; a server that is starting may take a call and never answer it."""

FIRST_PAUSE, LONGEST_PAUSE, PAUSE_GROWS = 0.05, 0.5, 1.5
"""Seconds between two looks whether the server answers: soon at first, as most are up in no time."""

LAST_LINES = 20
"""Lines of the server's output that are quoted where it failed."""

Ask = Callable[[str, float], Awaitable[Answer]]
"""Asks a URL once, within some seconds."""

Failure = Literal["cancelled", "address-taken", "not-started", "died", "not-ready"]


@dataclass(frozen=True, slots=True)
class Served:
    """The server answers. ``started``: by us, for this run. ``note`` is one sentence for whoever reads the run."""

    base_url: str
    started: bool
    note: str


@dataclass(frozen=True, slots=True)
class NotServed:
    """The server cannot be used: ``kind`` for programs, ``reason`` for people, with its last lines where it had any."""

    kind: Failure
    reason: str


@dataclass(frozen=True, slots=True)
class Serving:
    """What a server needs of the outside. ``tell`` hears of a server that ends while it is still needed."""

    launcher: Launcher
    files: Files
    ask: Ask
    tell: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Look:
    """What an address answered, and whether that will do."""

    url: str
    answer: Answer
    well: bool

    def __str__(self) -> str:
        return f"GET {self.url}: {self.answer.words}"


@asynccontextmanager
async def serving(
    server: ServerUnderTest, tools: Serving, stop: asyncio.Event
) -> AsyncIterator[Served | NotServed]:
    """Have a server while the block runs.

    Never raises for what the server does. Setting ``stop`` ends the waiting for it; a block that is running ends by
    itself then, and the server after it, so that the last tests do not fail for want of it. All that the command
    started is gone when the block is left, also by an exception or by being cancelled.
    """
    before = await _before(server, tools.ask, stop)
    if before is not None:
        yield before
        return
    process = await _started(server, tools.launcher)
    if isinstance(process, NotServed):
        yield process
        return
    ended = asyncio.create_task(process.wait(), name=f"server under test {process.pid}")
    watching: asyncio.Task[None] | None = None
    try:
        outcome = await _ready(server, tools, ended, stop)
        if isinstance(outcome, Served):
            watching = asyncio.create_task(_watch(server, tools, ended), name="watch the server under test")
        yield outcome
    finally:
        if watching is not None:
            watching.cancel()
        ended.cancel()
        await asyncio.shield(asyncio.create_task(process.stop(), name=f"stop server {process.pid}"))


async def _before(server: ServerUnderTest, ask: Ask, stop: asyncio.Event) -> Served | NotServed | None:
    """Look who is at the address before we start anything; None when it is free."""
    looking = asyncio.create_task(_look(server, ask))
    try:
        await _first_of(stop, None, looking)
    finally:
        await _call_off(looking)
    if stop.is_set():
        return _cancelled()
    looks = looking.result()
    if all(look.well for look in looks):
        return Served(
            server.base_url,
            started=False,
            note=f"used the server that was already running at {server.base_url}",
        )
    if not any(look.answer.listening for look in looks):
        return None
    bad = next(look for look in looks if not look.well)
    return NotServed(
        "address-taken",
        f"the server under test was not started: something at {server.base_url} is running already and is not well "
        f"({bad}). Stop it, or correct base_url or health_endpoint.",
    )


async def _started(server: ServerUnderTest, launcher: Launcher) -> Process | NotServed:
    try:
        return await launcher.start(server_invocation(server, sys.platform))
    except QaAgentError as refused:
        # Its hint is about test tools; what is wrong here is in the user's own words.
        why = f"{refused.message} (start_command: {server.command!r})"
        return NotServed("not-started", f"the server under test was not started: {why}")


async def _ready(
    server: ServerUnderTest, tools: Serving, ended: asyncio.Task[int], stop: asyncio.Event
) -> Served | NotServed:
    seen: deque[_Look] = deque(maxlen=1)
    ready = asyncio.create_task(_until_well(server, tools.ask, seen))
    try:
        await _first_of(stop, server.ready_timeout, ready, ended)
    finally:
        await _call_off(ready)
    if stop.is_set():
        return _cancelled()
    if ended.done():
        return NotServed("died", await _death(server, tools.files, ended.result(), "before it answered"))
    if not ready.cancelled():
        ready.result()  # a fault of our own is raised here
        return Served(server.base_url, started=True, note=f"started the server under test: {server.command}")
    last = f" (last, {seen[0]})" if seen else ""
    return NotServed(
        "not-ready",
        f"the server under test was not ready within {server.ready_timeout:g} s{last}: {server.command}"
        + await _quoted(server, tools.files),
    )


async def _watch(server: ServerUnderTest, tools: Serving, ended: asyncio.Task[int]) -> None:
    code = await asyncio.shield(ended)
    tools.tell(await _death(server, tools.files, code, "while it was needed"))


async def _until_well(server: ServerUnderTest, ask: Ask, seen: deque[_Look]) -> None:
    """Look until all is well; ``seen`` keeps what was not, for the case that it never is."""
    pause = FIRST_PAUSE
    while bad := [look for look in await _look(server, ask) if not look.well]:
        seen.append(bad[0])
        await asyncio.sleep(pause)
        pause = min(pause * PAUSE_GROWS, LONGEST_PAUSE)


async def _look(server: ServerUnderTest, ask: Ask) -> Sequence[_Look]:
    """Ask the health endpoint, and the server's own address where that is another one or no endpoint is named."""
    looks: list[_Look] = []
    if server.health != server.base_url:
        answer = await ask(server.health, ONE_ANSWER)
        looks.append(_Look(server.health, answer, answer.status is not None and 200 <= answer.status < 400))
    if not looks or urlsplit(server.health).netloc != urlsplit(server.base_url).netloc:
        answer = await ask(server.base_url, ONE_ANSWER)
        looks.append(_Look(server.base_url, answer, answer.status is not None and answer.status < 500))
    return looks


async def _first_of(stop: asyncio.Event, limit: float | None, *waited: asyncio.Task[object]) -> None:
    """Wait until one of the tasks is done, ``stop`` is set, or ``limit`` seconds have passed."""
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({stopped, *waited}, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()


async def _call_off(task: asyncio.Task[object]) -> None:
    """Cancel a task that is not done, and wait until it is."""
    task.cancel()
    await asyncio.wait({task})


def _cancelled() -> NotServed:
    return NotServed("cancelled", "the run was cancelled before the server under test was ready")


async def _death(server: ServerUnderTest, files: Files, code: int, when: str) -> str:
    how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    stays = "; the command must keep running, not go to the background" if code == 0 else ""
    return f"the server under test {how} {when}{stays}: {server.command}{await _quoted(server, files)}"


async def _quoted(server: ServerUnderTest, files: Files) -> str:
    lines = await asyncio.to_thread(_last_lines, server.output, files)
    return "".join(f"\n    {line}" for line in lines)


def _last_lines(path: str, files: Files) -> Sequence[str]:
    told = (line.decode("utf-8", "replace").rstrip() for line in files.tail(path).close())
    return tuple(deque((line for line in told if line), maxlen=LAST_LINES))
