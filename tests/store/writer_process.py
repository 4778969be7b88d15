"""A process that writes runs until it is told, or killed: ``python -m tests.store.writer_process WHAT ROOT [ARG]``.

It says on stdout what it has been told is safe, one line each.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from qaagent_lsp.store.run_store import RunStoreOnDisk
from tests.store.cases import begin, passed, result_of


def write_for_ever(store: RunStoreOnDisk, _: str) -> None:
    """Append case after case to one run; acknowledge each."""
    run = begin(store)
    _say(run.run_id)
    for number in count():
        run.append([passed(f"test_{number}")])
        _say(f"test_{number}")


def create_many(store: RunStoreOnDisk, how_many: str) -> None:
    """Create and seal runs as fast as can be."""
    for _ in range(int(how_many)):
        run = begin(store)
        run.append([passed("test_one")])
        run.seal(result_of(run, passed("test_one")))
        _say(run.run_id)


def leave_unsealed(store: RunStoreOnDisk, _: str) -> None:
    """Write a run and end without sealing it."""
    run = begin(store)
    run.append([passed("test_one")])
    _say(run.run_id)


def recover(store: RunStoreOnDisk, _: str) -> None:
    """Recover, and say what was recovered."""
    for run_id in store.recover():
        _say(run_id)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    what = {f.__name__: f for f in (write_for_ever, create_many, leave_unsealed, recover)}[sys.argv[1]]
    what(RunStoreOnDisk(Path(sys.argv[2])), sys.argv[3] if len(sys.argv) > 3 else "")
