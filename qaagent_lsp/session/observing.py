"""Asks a project's own interpreter what an app says of itself, which runs the project's code."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qaagent_lsp.host.bounded import Ended, run_bounded
from qaagent_lsp.host.interpreter import Choice, Wish, choose_interpreter, without_our_own
from qaagent_lsp.model.errors import AppBroke, ToolMissing, UnknownApp
from qaagent_lsp.model.served import ServedApp
from qaagent_lsp.model.served_json import served_app_of
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.results.wire import Fields, ForeignLineError, fields_of, text
from qaagent_lsp.session.environment import surroundings_of
from qaagent_lsp.session.groundwork import Groundwork
from qaagent_lsp.session.planning import PROBE_DIR
from qaagent_lsp.session.rules import Rulebook
from qaagent_lsp.session.stoppable import in_thread

PATIENCE = 120.0
"""Seconds that importing an app may take."""

_TABLE, _DOCUMENT = "qaagent_observe.py", "qaagent_describe.py"
_HOW = "It is MODULE:APP, e.g. app.main:app, flaskr:create_app(), or config.settings for Django."
_SAID = 4_000


@dataclass(frozen=True, slots=True)
class Question:
    """Which app (``MODULE:APP``) is asked, as tests of the folder ``path`` would import it.

    ``client_python`` is the interpreter that an editor's picker has chosen. It may take ``patience`` seconds; ``stop``
    ends it before.
    """

    target: str
    path: WorkspacePath
    rulebook: Rulebook
    client_python: str | None = None
    patience: float = PATIENCE
    stop: threading.Event | None = None


def ask(question: Question) -> ServedApp:
    """Import an app and read its table. Blocks.

    Raises ``UnknownApp`` when the name leads to no app, ``AppBroke`` when its code raised or took too long,
    ``ToolMissing`` without an interpreter.
    """
    return _read(_asked(_TABLE, "routes", question), question.target)


def ask_document(question: Question) -> str:
    """Import an app and take the OpenAPI document that it makes of itself, as JSON; ``""`` where it makes none.

    Blocks, and raises as ``ask`` does.
    """
    return text(_asked(_DOCUMENT, "openapi", question).get("document"))


async def ask_until_cancelled(target: str, path: WorkspacePath, ground: Groundwork) -> ServedApp:
    """As ``ask``, in a thread; being cancelled ends the interpreter, and is over when nothing of it is left."""
    question = Question(target, path, ground.rulebook, ground.toolbox.pythons.client)
    return await in_thread(lambda stop: ask(replace(question, stop=stop)), f"observe {target}")


def _asked(script: str, kind: str, question: Question) -> Fields:
    """Start a script of the probes and return the event of a kind that it told."""
    target, rulebook = question.target, question.rulebook
    if not target.strip() or target.startswith(":"):
        raise UnknownApp(f"{target!r} names no app.", _HOW)
    folder, cwd = rulebook.folder, rulebook.folder / question.path
    settings = rulebook.settings
    env = {**surroundings_of(rulebook).env, **dict(rulebook.rules_of(question.path).suites["pytest"].env)}
    chosen = choose_interpreter(
        cwd, folder, Wish(settings.python, question.client_python), {**os.environ, **settings.env}
    )
    with tempfile.TemporaryDirectory(prefix="qaagent-") as temporary:
        events = Path(temporary) / "events.jsonl"
        argv = [str(chosen.path), str(PROBE_DIR / script), target]
        ended = _run(argv, cwd, _environ(env, events, folder), question)
        told = told_in(events)
    for fields in told:
        if fields["kind"] == kind:
            return fields
        if fields["kind"] == "observe_error":
            raise _error(fields, target, chosen, ended)
    if ended.code is None:
        message = f"{target} was not imported within {question.patience:g} s."
        raise AppBroke(message, _who(chosen), ended.output[-_SAID:])
    last = (ended.output.strip().splitlines() or ["it said nothing"])[-1]
    raise AppBroke(
        f"{target}: the interpreter ended with {ended.code}: {last}", _who(chosen), ended.output[-_SAID:]
    )


def _run(argv: Sequence[str], cwd: Path, environ: Mapping[str, str], question: Question) -> Ended:
    try:
        return run_bounded(argv, cwd=cwd, environ=environ, seconds=question.patience, stop=question.stop)
    except OSError as error:
        raise ToolMissing(f"{argv[0]} cannot be started: {error.strerror}") from error


def _environ(env: Mapping[str, str], events: Path, folder: Path) -> Mapping[str, str]:
    whole = {**without_our_own(os.environ), **env}
    path = [str(PROBE_DIR), *filter(None, (whole.get("PYTHONPATH"),))]
    return {
        **whole,
        "PYTHONPATH": os.pathsep.join(path),
        "QAAGENT_EVENTS": str(events),
        "QAAGENT_WORKSPACE": str(folder),
    }


def told_in(events: Path) -> list[Fields]:
    """Read the events that a probe told; those that a crash tore are left out."""
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
    return AppBroke(f"{target} could not be imported: {message}", _who(chosen), ended.output[-_SAID:])


def _who(chosen: Choice) -> str:
    return f"Asked was {chosen.path} ({chosen.reason})."
