"""What is written where: one JSON value on stdout for programs, sentences on stderr for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from qaagent_lsp.model.errors import QaAgentError

if TYPE_CHECKING:
    # This module is loaded before interrupts are minded, and must take no time (``cli.app``).
    from qaagent_lsp.model.result import Counts
    from qaagent_lsp.model.scope import Scope


class TableFormat(StrEnum):
    """How a table is written."""

    TABLE = "table"
    JSON = "json"


class RunFormat(StrEnum):
    """How a run is told: for people, as one object, as one event a line, as GitHub annotations."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    GITHUB = "github"


@dataclass(frozen=True, slots=True)
class KilledRun:
    """What is known of a run that is being killed; its finished cases are in the store."""

    run_id: str
    run_dir: str
    scope: Scope
    counts: Counts


@dataclass(frozen=True, slots=True)
class Ending:
    """The answer of a request that came to no run: ``kind`` for programs, ``message`` and ``hint`` for people.

    ``run`` is one that was under way and is not waited for.
    """

    outcome: Literal["refused", "error", "cancelled"]
    kind: str
    message: str
    hint: str = ""
    run: KilledRun | None = None

    @classmethod
    def of_refusal(cls, error: QaAgentError) -> Ending:
        """A missing tool or store is the machine's fault, not the request's."""
        return cls("refused" if error.exit_code == 2 else "error", error.kind, error.message, error.hint)


def asks_for_json(argv: Sequence[str]) -> bool:
    """Tell whether a machine reads stdout, from arguments that may not even parse."""
    for position, argument in enumerate(argv):
        name, equals, value = argument.partition("=")
        if name == "--format":
            wanted = value if equals else next(iter(argv[position + 1 :]), "")
            return wanted in {RunFormat.JSON, RunFormat.JSONL}
    return False


def write_json(value: object) -> None:
    """Write one JSON value on several lines."""
    _write(json.dumps(value, indent=2))


def write_json_line(value: object) -> None:
    """Write one JSON value on one line, at once."""
    _write(json.dumps(value, separators=(",", ":")))


def write_ending(ending: Ending) -> None:
    """Write the object that stands where a run's would have stood.

    ``{"outcome": "refused", "error": {"kind", "message", "hint"}}``; other endings have the keys of a run besides.
    """
    error = {"kind": ending.kind, "message": ending.message, "hint": ending.hint}
    if ending.outcome == "refused":
        write_json_line({"outcome": "refused", "error": error})
        return
    scope: object = None
    counts = {"passed": 0, "failed": 0, "error": 0, "skipped": 0}
    run = ending.run
    if run is not None:
        from qaagent_lsp.model.scope_json import scope_to_json

        scope = scope_to_json(run.scope)
        counts = {name: getattr(run.counts, name) for name in counts}
    write_json_line(
        {
            "run_id": run and run.run_id,
            "run_dir": run and run.run_dir,
            "outcome": ending.outcome,
            "scope": scope,
            "duration": 0.0,
            "counts": counts,
            "cases": [],
            "suites": [],
            "problems": [],
            "error": error,
        }
    )


def say(text: str) -> None:
    """Tell the person something, on stderr."""
    print(text, file=sys.stderr, flush=True)


def say_refused(error: QaAgentError) -> None:
    """Tell the person why nothing was done, and what to do."""
    say(f"qaagent-lsp: {error.message}")
    if error.hint:
        say(f"  {error.hint}")


def _write(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
