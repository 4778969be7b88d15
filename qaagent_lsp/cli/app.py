"""The way into the command line, light enough that an interrupt cannot come before it is minded."""

from __future__ import annotations

import io
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from qaagent_lsp.cli.answers import Ending, asks_for_json, write_ending

EXIT_CANCELLED = 130


def run_cli(argv: Sequence[str]) -> int:
    """Carry out one command and return its exit code: 0, 1, 2, 3 or 130 (``docs/command-line.md``).

    With ``--format json`` stdout holds exactly one JSON value, also when the request is refused, when something
    breaks, and when Ctrl-C comes while the commands themselves are still being loaded.
    """
    _never_fail_on_a_character()
    try:
        with _interrupts_put_off():
            from qaagent_lsp.cli.commands import obey
        return obey(argv)
    except KeyboardInterrupt:
        if asks_for_json(argv):
            write_ending(Ending("cancelled", "cancelled", "Cancelled before a run had begun."))
        return EXIT_CANCELLED


@contextmanager
def _interrupts_put_off() -> Iterator[None]:
    """Raise an interrupt of the block after it.

    One that hits the ``exec`` in which dataclasses are made would leave Python certain that nobody minded it: it
    would end by the signal, whatever exit code is asked for.
    """
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard and before is not signal.SIG_IGN:
        raise KeyboardInterrupt


def _never_fail_on_a_character() -> None:
    """A terminal that cannot show a mark gets a question mark in its place, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
