"""Makes trials inside the user's pytest, with the project's own client. Blocks, and runs the project's code."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qaagent_lsp.host.bounded import run_bounded
from qaagent_lsp.host.interpreter import without_our_own
from qaagent_lsp.model.plan import Interpreter
from qaagent_lsp.model.trial import Reply, Trial, Tried
from qaagent_lsp.results.wire import Fields
from qaagent_lsp.session.observing import told_in
from qaagent_lsp.session.planning import PROBE_DIR

PATIENCE = 300.0
"""Seconds that all trials of one start may take."""

_SAID = 600


@dataclass(frozen=True, slots=True)
class Bench:
    """Where trials are made. Paths are absolute.

    ``cwd`` is the folder that pytest is started in, ``folder`` the one whose fixtures are used, with at least one file;
    None where no folder has fixtures to offer.
    ``env`` is added to the environment, ``args`` to the call.
    """

    python: Interpreter
    cwd: Path
    folder: Path | None
    env: Mapping[str, str]
    args: tuple[str, ...] = ()


def make_trials(
    trials: Sequence[Trial],
    source: str,
    bench: Bench,
    *,
    patience: float = PATIENCE,
    stop: threading.Event | None = None,
) -> Tried:
    """Make trials, each as a test of its own. ``source`` is the module that makes them (``trial_source``).

    ``stop`` ends them.
    """
    if not trials:
        return Tried(())
    with tempfile.TemporaryDirectory(prefix="qaagent-") as temporary:
        events, spec = Path(temporary) / "events.jsonl", Path(temporary) / "trials.json"
        folder = str(bench.folder or Path(temporary).resolve())
        said = {"folder": folder, "source": source, "trials": [asdict(one) for one in trials]}
        spec.write_text(json.dumps(said), encoding="utf-8")
        try:
            ended = run_bounded(
                _argv(bench, folder),
                cwd=bench.cwd,
                environ=_environ(bench, events, spec),
                seconds=patience,
                stop=stop,
            )
        except OSError as error:
            return Tried((None,) * len(trials), f"{bench.python.path} cannot be started: {error.strerror}")
        told = told_in(events)
    replies: list[tuple[Reply, ...] | None] = [None] * len(trials)
    trouble = ""
    for fields in told:
        number = fields.get("number")
        if fields["kind"] == "tried" and isinstance(number, int) and 0 <= number < len(trials):
            replies[number] = tuple(_replies(fields))
        elif fields["kind"] == "untried":
            trouble = trouble or _last_line(str(fields.get("message")))
    if ended.code is None:
        trouble = f"the trials were not over after {patience:g} s"
    elif not trouble and None in replies:
        trouble = _last_line(ended.output)
    return Tried(tuple(replies), trouble)


def _argv(bench: Bench, folder: str) -> list[str]:
    plugins = {name.lower().replace("_", "-") for name in bench.python.plugins}
    one_process = ["-n0"] if "pytest-xdist" in plugins else []
    quiet = ["-p", "no:cacheprovider", "-p", "no:randomly", "--color=no", "-q"]
    return [
        bench.python.path, "-m", "pytest", "-p", "qaagent_try", *quiet, *bench.args, *one_process, folder
    ]  # fmt: skip


def _environ(bench: Bench, events: Path, spec: Path) -> dict[str, str]:
    whole = {**without_our_own(os.environ), **bench.env}
    path = [str(PROBE_DIR), *filter(None, (whole.get("PYTHONPATH"),))]
    return {
        **whole,
        "PYTHONPATH": os.pathsep.join(path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "QAAGENT_EVENTS": str(events),
        "QAAGENT_TRIALS": str(spec),
    }


def _replies(fields: Fields) -> Sequence[Reply]:
    told: Any = fields.get("replies")
    return [
        Reply(int(one["status"]), one["media"], one["location"], one["text"], one["error"])
        for one in (told if isinstance(told, list) else ())
    ]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return lines[-1][-_SAID:] if lines else "pytest said nothing"
