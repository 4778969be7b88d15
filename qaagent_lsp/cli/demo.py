"""``qaagent-lsp demo``: the product at work on a project of its own, as an editor would see it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qaagent_lsp.cli.demo_editor import Refused, ServerGone, editing
from qaagent_lsp.cli.demo_environment import ready_interpreter
from qaagent_lsp.cli.demo_project import write_project
from qaagent_lsp.cli.demo_story import Story, play

NOT_SEEN = 3


def demo(
    *,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="DIR", help="Write the project there and leave it.")
    ] = None,
) -> int:
    """Show a broken route, its tests run by a click, the failure on the line and on the route, the fix, green."""
    if keep is not None:
        if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
            raise typer.BadParameter(f"{keep} is there already and not an empty folder.", param_hint="--keep")
        keep.mkdir(parents=True, exist_ok=True)
        return _show(keep.resolve(), kept=True)
    with tempfile.TemporaryDirectory(prefix="qaagent-demo-") as folder:
        return _show(Path(folder).resolve(), kept=False)


def _show(folder: Path, *, kept: bool) -> int:
    console = Console(highlight=False, soft_wrap=True, markup=False)
    write_project(folder)
    console.print(f"A small FastAPI project with a planted bug: {folder}")
    with console.status("preparing …") as status:

        def tell_step(text: str) -> None:
            status.update(text)
            if not console.is_terminal:
                console.print(text)

        python = ready_interpreter(folder, tell_step)
    missing = asyncio.run(_play(folder, python, console))
    if missing:
        console.print("\nNot seen:" + "".join(f"\n  - {what}" for what in missing), style="bold red")
        return NOT_SEEN
    console.print("\nAll seen: the failure on its line and on its route, then green.", style="bold green")
    if kept:
        console.print(f"The project is in {folder}. Try: qaagent-lsp run --workspace {folder}")
    return 0


async def _play(folder: Path, python: Path, console: Console) -> list[str]:
    server = [sys.executable, "-m", "qaagent_lsp", "serve", "--stdio"]
    missing: list[str] = []
    try:
        async with editing(server, folder, python) as editor:
            story = Story(editor, folder, console.print, missing)
            await play(story)
    except TimeoutError:
        missing.append("an answer of the server in time")
    except (Refused, ServerGone) as error:
        missing.append(f"an answer of the server ({error})")
    return missing
