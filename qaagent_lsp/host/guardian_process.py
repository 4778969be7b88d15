"""The guardian's own process: waits for our death, then ends our trees. Imports little, and that late."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys

QUICK = (1.0, 0.5)
"""Seconds after the interrupt and after the termination request: nobody is left to wait for more."""


def main(parent: int, recover: list[str]) -> None:
    """Read stdin until it or the parent ends; then end what was still watched and recover the runs."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    watched = _listen(parent)
    if watched is None:
        return
    if watched:
        _end(list(watched.values()))
    if recover:
        subprocess.run(recover, stdin=subprocess.DEVNULL, check=False)


def _listen(parent: int) -> dict[str, dict[str, object]] | None:
    """Return what was watched when the parent died, None after a farewell."""
    watched: dict[str, dict[str, object]] = {}
    rest = b""
    try:
        parent_end = _end_of(parent)
        patience = None
    except ProcessLookupError:
        # It died before we were up: what it wrote is in the pipe, and nothing more will come.
        parent_end, patience = None, 0.0
    while True:
        if parent_end is not None or patience is not None:
            ready, _, _ = select.select([0] if parent_end is None else [0, parent_end], [], [], patience)
            if 0 not in ready:
                return watched
        data = os.read(0, 65536)
        if not data:
            return watched
        *lines, rest = (rest + data).split(b"\n")
        for line in lines:
            message = json.loads(line)
            if "farewell" in message:
                return None
            if "forget" in message:
                watched.pop(message["forget"], None)
            else:
                watched[message["watch"]] = message


def _end_of(pid: int) -> int | None:
    """Return a descriptor that becomes readable when the process ends, where the system has such a thing.

    A child that the parent forked without exec would keep the pipe open; this sees the death all the same.
    Raises ``ProcessLookupError`` when the process has ended already.
    """
    opener = getattr(os, "pidfd_open", None)
    if opener is None:
        return None
    try:
        descriptor = opener(pid)
    except ProcessLookupError:
        raise
    except OSError:
        return None
    return descriptor if isinstance(descriptor, int) else None


def _end(watched: list[dict[str, object]]) -> None:
    from qaagent_lsp.host.process_tree import Patience, Tree, interrupt_and_end

    trees = []
    for message in watched:
        leader, born = message["leader"], message["born"]
        if isinstance(born, float):
            trees.append(Tree(str(message["watch"]), leader if isinstance(leader, int) else None, born))
    interrupt_and_end(trees, Patience(*QUICK))
