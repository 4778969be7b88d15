from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from qaagent_lsp.cli.tables import print_table

HEADINGS = ("NAME", "PLACE")
ROWS = [("a" * 30, "b" * 300), ("[red]c[/red]", "d")]


def test_in_a_pipe_nothing_is_cut_or_padded(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADINGS, ROWS, empty="none")
    assert capsys.readouterr().out.splitlines() == [
        f"{'NAME':30}  PLACE",
        f"{'a' * 30}  {'b' * 300}",
        f"{'[red]c[/red]':30}  d",
    ]


def test_without_rows_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADINGS, [], empty="There are none.")
    assert capsys.readouterr().out == "There are none.\n"


def test_on_a_terminal_long_cells_fold() -> None:
    here, there = pty.openpty()
    script = f"from qaagent_lsp.cli.tables import print_table; print_table({HEADINGS}, {ROWS}, empty='')"
    subprocess.run(
        [sys.executable, "-c", script],
        stdout=there,
        check=True,
        env={**os.environ, "COLUMNS": "80", "TERM": "xterm"},
    )
    os.close(there)
    shown = b""
    while chunk := _read(here):
        shown += chunk
    lines = shown.decode().splitlines()
    assert len(lines) > len(ROWS) + 1
    assert sum(line.count("b") for line in lines) == 300


def _read(terminal: int) -> bytes:
    """Read what is there; a terminal whose other end has closed says so with an error."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
