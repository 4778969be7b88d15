"""Ways to tell a run, one a format."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex
from typing import Protocol, assert_never

from rich.console import Console

from qaagent_lsp.cli.answers import RunFormat, write_json
from qaagent_lsp.cli.run_github import annotations_of, groups_of
from qaagent_lsp.cli.run_lines import LinesView
from qaagent_lsp.cli.run_text import TextView
from qaagent_lsp.editor.rows import run_object
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.session.observer import Observer


class RunView(Observer, Protocol):
    """Tells a run while it runs, and its end."""

    def end(self, result: RunResult, snapshot: Snapshot) -> None:
        """Tell what came of it, once."""
        ...

    def close(self) -> None:
        """Give the terminal back. Safe to call again."""
        ...


def view_of(chosen: RunFormat, folder: Path) -> RunView:
    """Make the view of a format: people read stdout in ``text``, and stderr when a machine reads stdout."""
    match chosen:
        case RunFormat.TEXT:
            return TextView(_console(Console(highlight=False)))
        case RunFormat.JSON:
            return JsonView(_console(Console(stderr=True, highlight=False)))
        case RunFormat.JSONL:
            return LinesView(_console(Console(stderr=True, highlight=False)))
        case RunFormat.GITHUB:
            return GithubView(_console(Console(stderr=True, highlight=False)), folder)
        case _:
            assert_never(chosen)


class JsonView(TextView):
    """One object at the end, on stdout."""

    def end(self, result: RunResult, snapshot: Snapshot) -> None:
        """Write the object, after the words for people."""
        super().end(result, snapshot)
        write_json(run_object(result))


class GithubView(TextView):
    """Workflow commands at the end, on stdout: folded reports of failing tests, then annotations."""

    def __init__(self, console: Console, folder: Path) -> None:
        super().__init__(console)
        self._folder = folder

    def end(self, result: RunResult, snapshot: Snapshot) -> None:
        """Write the annotations, after the words for people."""
        super().end(result, snapshot)
        for line in (*groups_of(result, token_hex(16)), *annotations_of(result, snapshot, self._folder)):
            print(line, flush=True)


def _console(console: Console) -> Console:
    """Let long lines run on where nobody looks: wrapping is for eyes, and breaks paths for grep."""
    console.soft_wrap = not console.is_terminal
    return console
