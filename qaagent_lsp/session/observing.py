"""Asks a project's own interpreter for the route table of an app, which runs the project's code."""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.host.bounded import Ended, run_bounded
from qaagent_lsp.host.interpreter import Choice, Wish, choose_interpreter, without_our_own
from qaagent_lsp.model.errors import AppBroke, QaAgentError, ToolMissing, UnknownApp
from qaagent_lsp.model.served import ServedApp
from qaagent_lsp.model.served_json import served_app_of
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.results.wire import Fields, ForeignLineError, fields_of, text
from qaagent_lsp.session.environment import surroundings_of
from qaagent_lsp.session.groundwork import Groundwork
from qaagent_lsp.session.planning import PROBE_DIR
from qaagent_lsp.session.rules import Rulebook

PATIENCE = 120.0
"""Seconds that importing an app may take."""

_SCRIPT = PROBE_DIR / "qaagent_observe.py"
_HOW = "It is MODULE:APP, e.g. app.main:app, flaskr:create_app(), or config.settings for Django."
_SAID = 4_000


def ask(
    target: str,
    path: WorkspacePath,
    rulebook: Rulebook,
    client_python: str | None = None,
    *,
    patience: float = PATIENCE,
    stop: threading.Event | None = None,
) -> ServedApp:
    """Import ``MODULE:APP`` as tests of the folder ``path`` would, and read its table. Blocks; ``stop`` ends it.

    Raises ``UnknownApp`` when the name leads to no app, ``AppBroke`` when its code raised or took too long,
    ``ToolMissing`` without an interpreter.
    """
    if not target.strip() or target.startswith(":"):
        raise UnknownApp(f"{target!r} names no app.", _HOW)
    folder = rulebook.folder
    settings = rulebook.settings
    env = {**surroundings_of(rulebook).env, **dict(rulebook.rules_of(path).suites["pytest"].env)}
    chosen = choose_interpreter(
        folder / path, folder, Wish(settings.python, client_python), {**os.environ, **settings.env}
    )
    with tempfile.TemporaryDirectory(prefix="qaagent-") as temporary:
        events = Path(temporary) / "events.jsonl"
        bounds = _Bounds(folder / path, patience, stop)
        ended = _run(chosen, target, _environ(env, events, folder), bounds)
        told = _told(events)
    for fields in told:
        if fields["kind"] == "routes":
            return _read(fields, target)
        if fields["kind"] == "observe_error":
            raise _error(fields, target, chosen, ended)
    if ended.code is None:
        message = f"{target} was not imported within {patience:g} s."
        raise AppBroke(message, _asked(chosen), ended.output[-_SAID:])
    last = (ended.output.strip().splitlines() or ["it said nothing"])[-1]
    raise AppBroke(
        f"{target}: the interpreter ended with {ended.code}: {last}", _asked(chosen), ended.output[-_SAID:]
    )


async def ask_until_cancelled(target: str, path: WorkspacePath, ground: Groundwork) -> ServedApp:
    """As ``ask``, in a thread; being cancelled ends the interpreter, and is over when nothing of it is left."""
    stop = threading.Event()
    client = ground.toolbox.pythons.client
    asking = asyncio.create_task(
        asyncio.to_thread(ask, target, path, ground.rulebook, client, stop=stop), name=f"observe {target}"
    )
    try:
        return await asyncio.shield(asking)
    except asyncio.CancelledError:
        stop.set()
        with suppress(QaAgentError):
            await asking
        raise


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Where an interpreter is started, for how many seconds, and what ends it before."""

    cwd: Path
    seconds: float
    stop: threading.Event | None


def _run(chosen: Choice, target: str, environ: Mapping[str, str], bounds: _Bounds) -> Ended:
    argv = [str(chosen.path), str(_SCRIPT), target]
    try:
        return run_bounded(argv, cwd=bounds.cwd, environ=environ, seconds=bounds.seconds, stop=bounds.stop)
    except OSError as error:
        raise ToolMissing(f"{chosen.path} cannot be started: {error.strerror}") from error


def _environ(env: Mapping[str, str], events: Path, folder: Path) -> Mapping[str, str]:
    whole = {**without_our_own(os.environ), **env}
    path = [str(PROBE_DIR), *filter(None, (whole.get("PYTHONPATH"),))]
    return {
        **whole,
        "PYTHONPATH": os.pathsep.join(path),
        "QAAGENT_EVENTS": str(events),
        "QAAGENT_WORKSPACE": str(folder),
    }


def _told(events: Path) -> list[Fields]:
    if not events.exists():
        return []
    found = []
    for line in events.read_bytes().splitlines():
        try:
            found.append(fields_of(line))
        except ForeignLineError:
            # Torn by a crash: what ended the interpreter is told instead.
            continue
    return found


def _read(fields: Fields, target: str) -> ServedApp:
    try:
        return served_app_of(fields)
    except (LookupError, TypeError, ValueError) as error:
        raise AppBroke(f"{target}: its routes could not be read ({error}).") from error


def _error(fields: Fields, target: str, chosen: Choice, ended: Ended) -> Exception:
    message = text(fields.get("message"))
    if fields.get("what") == "unknown":
        return UnknownApp(message, _HOW)
    return AppBroke(f"{target} could not be imported: {message}", _asked(chosen), ended.output[-_SAID:])


def _asked(chosen: Choice) -> str:
    return f"Asked was {chosen.path} ({chosen.reason})."
