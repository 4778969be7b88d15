"""One inline tool: its calls are started one after the other, bounded, and what they came to is put on record.

The record is there before the first call, so that a run which is killed still says that the tool had begun.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.event import InlineToolFinished, Output
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.tool import EndedCall, PlannedTool, SkippedTool, ToolCall, ToolName, ToolResult
from qaagent_lsp.runs.attempt import Tools
from qaagent_lsp.runs.following import follow
from qaagent_lsp.runs.ports import LineTail, Process

log = logging.getLogger(__name__)

POLL_SECONDS = 0.05
"""How often a tool's output is looked at."""

KEPT_OUTPUT = 20_000
"""Characters of a call's output that its meaning is read from; all of it is among the artifacts."""

MOST_ARTIFACTS = 200

UNDERWAY = "the run ended before this tool did"

Ending = Literal["exited", "timeout", "cancelled"]
Interpret = Callable[[PlannedTool, Sequence[EndedCall]], ToolResult]


async def run_tool(
    planned: PlannedTool, interpret: Interpret, artifacts: str, *, tools: Tools, stop: asyncio.Event
) -> ToolResult:
    """Run a tool to its end, within its limits; setting ``stop`` ends it.

    Never raises for what the tool does, nor for what its interpreter makes of it. ``artifacts`` is its absolute folder;
    what it leaves there is listed in the result.
    """
    began = asyncio.get_running_loop().time()
    first = planned.calls[0]
    begun = ToolResult(
        planned.name,
        "error",
        executed=True,
        version=planned.version,
        error=UNDERWAY,
        argv=first.argv,
        cwd=first.cwd,
    )
    await asyncio.to_thread(tools.handle.add_tool, begun)
    ended: list[EndedCall] = []
    missing = ""
    for call in planned.calls:
        try:
            ended.append(await _call(call, tools, stop))
        except ToolMissing as error:
            missing = f"{error.message} {error.hint}".strip()
            break
        if ended[-1].ending != "exited":
            break
    if missing and not ended:
        result = replace(begun, executed=False, error=missing)
    else:
        result = await asyncio.to_thread(_interpreted, planned, ended, interpret, missing)
    result = replace(
        result,
        executed=bool(ended),
        version=result.version or planned.version,
        duration=asyncio.get_running_loop().time() - began,
        argv=result.argv or first.argv,
        cwd=result.cwd or first.cwd,
        artifacts=await asyncio.to_thread(_artifacts, result, artifacts, tools),
    )
    await _keep(result, tools)
    return result


async def skip_tool(skipped: SkippedTool, tools: Tools) -> ToolResult:
    """Put a tool on record that is not started, and why."""
    result = ToolResult(
        skipped.name, "skipped", version=skipped.version, error=f"skipped: {skipped.why}", summary=skipped.why
    )
    await _keep(result, tools)
    return result


async def refuse_tool(name: ToolName, why: str, tools: Tools) -> ToolResult:
    """Put a tool on record that could not be started although it should have been: its silence is not green."""
    result = ToolResult(name, "error", error=why, summary=why.partition("\n")[0])
    await _keep(result, tools)
    return result


async def _keep(result: ToolResult, tools: Tools) -> None:
    await asyncio.to_thread(tools.handle.add_tool, result)
    tools.observe(InlineToolFinished(result))


def _interpreted(
    planned: PlannedTool, ended: Sequence[EndedCall], interpret: Interpret, missing: str
) -> ToolResult:
    last = ended[-1]
    try:
        result = interpret(planned, ended)
    except Exception as error:
        # A tool's boundary: a report that nobody foresaw must not take the other tools' results with it.
        log.exception("the results of %s could not be read", planned.name)
        result = ToolResult(
            planned.name, "error", error=f"its results could not be read: {type(error).__name__}: {error}"
        )
    if result.exit_code is None:
        result = replace(result, exit_code=last.exit_code)
    if last.ending == "timeout":
        said = f"stopped after its limit of {last.call.timeout:g} s"
        return replace(result, outcome="timeout", error=_joined(said, result.error))
    if last.ending == "cancelled":
        return replace(result, outcome="cancelled", error=_joined("the run was cancelled", result.error))
    if missing:
        return replace(result, outcome="error", error=_joined(missing, result.error))
    return result


def _joined(first: str, second: str) -> str:
    return f"{first}; {second}" if second else first


async def _call(call: ToolCall, tools: Tools, stop: asyncio.Event) -> EndedCall:
    """Start a call once. Raises ``ToolMissing`` when it cannot be started."""
    loop = asyncio.get_running_loop()
    for path, content in call.inputs:
        await asyncio.to_thread(tools.files.write_bytes, path, content.encode("utf-8"))
    for path in call.results:
        # What an earlier call left there is not this one's.
        await asyncio.to_thread(Path(path).unlink, missing_ok=True)
    tail = tools.files.tail(call.output)
    began = loop.time()
    kept: deque[str] = deque()
    # The runner is nobody's: a launcher looks at argv, cwd, env and output alone.
    started = Invocation(
        call.tool, "pytest", call.argv, call.cwd, call.env, events="", junit="", output=call.output
    )
    try:
        process = await tools.launcher.start(started)
        ending, code = await _follow(process, call, tail, kept, tools, stop)
        await asyncio.to_thread(_take, tail.close, kept, call, tools, loop)
    except BaseException:
        await asyncio.to_thread(tail.close)
        raise
    files = await asyncio.to_thread(_results, call, tools)
    return EndedCall(call, code, loop.time() - began, ending, "".join(kept)[-KEPT_OUTPUT:], files)


async def _follow(
    process: Process,
    call: ToolCall,
    tail: LineTail,
    kept: deque[str],
    tools: Tools,
    stop: asyncio.Event,
) -> tuple[Ending, int]:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + call.timeout

    def reason() -> Ending | None:
        if stop.is_set():
            return "cancelled"
        return "timeout" if loop.time() >= deadline else None

    async def step() -> None:
        await asyncio.to_thread(_take, tail.read, kept, call, tools, loop)

    followed: tuple[Ending | None, int] = await follow(process, step=step, pause=POLL_SECONDS, reason=reason)
    why, code = followed
    return why or "exited", code


def _take(
    read: Callable[[], Sequence[bytes]],
    kept: deque[str],
    call: ToolCall,
    tools: Tools,
    loop: asyncio.AbstractEventLoop,
) -> None:
    lines = read()
    if not lines:
        return
    text = b"\n".join(lines).decode("utf-8", "replace") + "\n"
    kept.append(text)
    while len(kept) > 1 and sum(map(len, kept)) - len(kept[0]) >= KEPT_OUTPUT:
        kept.popleft()
    loop.call_soon_threadsafe(tools.observe, Output(call.tool, text))


def _results(call: ToolCall, tools: Tools) -> dict[str, bytes]:
    read = ((path, tools.files.read_bytes(path)) for path in call.results)
    return {path: content for path, content in read if content is not None}


def _artifacts(result: ToolResult, folder: str, tools: Tools) -> tuple[Artifact, ...]:
    """List what a tool left: what it names itself first, then everything else in its folder."""
    run_dir = Path(tools.handle.run_dir)
    named = [replace(one, path=_within(one.path, run_dir)) for one in result.artifacts]
    known = {one.path for one in named}
    others = [_within(path, run_dir) for path in tools.files.files_below(folder, MOST_ARTIFACTS)]
    return (*named, *(Artifact(Path(path).name, path) for path in others if path not in known))


def _within(path: str, run_dir: Path) -> str:
    return Path(path).relative_to(run_dir).as_posix() if Path(path).is_relative_to(run_dir) else path
