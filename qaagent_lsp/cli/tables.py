"""Tables on the terminal: as wide as it is, and whole lines where nobody looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str | Text]], *, empty: str) -> None:
    """Print rows under headings, or say in a sentence that there are none."""
    console = Console(highlight=False)
    if not console.is_terminal:
        _print_plain(headings, [[str(cell) for cell in row] for row in rows], empty)
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    console.print(table if table.row_count else empty)


def _print_plain(headings: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> None:
    """Print the same for a pipe or a file: nothing is cut or folded there, so that it can be searched."""
    if not rows:
        print(empty)
        return
    widths = [max(len(row[column]) for row in [headings, *rows]) for column in range(len(headings))]
    for row in [headings, *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
