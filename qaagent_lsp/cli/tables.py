"""Tables on the terminal: as wide as it is, and whole lines where nobody looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

PIPE_WIDTH = 10_000
"""Columns of a table that goes into a pipe or a file: nothing is cut there, so that it can be searched."""


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str | Text]], *, empty: str) -> None:
    """Print rows under headings, or say in a sentence that there are none."""
    console = Console(highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=False)
    if not console.is_terminal:
        console.width = PIPE_WIDTH
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    console.print(table if table.row_count else empty)
