"""``qaagent-lsp routes``: the route table."""

from __future__ import annotations

import asyncio
import time
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from qaagent_lsp.cli.answers import Ending, TableFormat, say, write_ending, write_json
from qaagent_lsp.cli.app import EXIT_CANCELLED
from qaagent_lsp.cli.interrupting import interruptible
from qaagent_lsp.cli.route_risks import list_risks
from qaagent_lsp.cli.tables import print_table
from qaagent_lsp.cli.workspace import Place, is_part, opened, place_of
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.editor.route_rows import route_row
from qaagent_lsp.editor.verdicts import age, route_links
from qaagent_lsp.linking.left_out import problem_of
from qaagent_lsp.linking.sighted import Sighted
from qaagent_lsp.model.errors import AppBroke, BadConfiguration
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath

PathArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[PATH]", help="A project's folder, or one file of it.", show_default="here"),
]
NarrowingWorkspace = Annotated[
    Path | None,
    typer.Option("--workspace", metavar="DIR", help="The project's folder, where PATH is a part of it."),
]
WHERE_ROUTES_ARE = (
    "  They are read of apps of FastAPI, Starlette, Flask, Django, Litestar and aiohttp, and of OpenAPI documents, "
    "below the folder.\n  An app that is put together while it runs tells them itself: "
    "qaagent-lsp routes --observe MODULE:APP"
)
"""What to tell whoever has no routes."""
_MOST_ALIKE = 5
_COLUMNS = ("METHOD", "PATH", "HANDLER", "PLACE", "TESTS", "FRAMEWORK", "KNOWN")


def list_routes(
    path: PathArgument = None,
    *,
    workspace: NarrowingWorkspace = None,
    observe: Annotated[
        str | None,
        typer.Option(
            "--observe",
            metavar="MODULE:APP",
            help="Import the app in the project's interpreter, and show the routes that it has then.",
        ),
    ] = None,
    python: Annotated[
        Path | None, typer.Option("--python", metavar="PATH", help="The interpreter that --observe asks.")
    ] = None,
    risk: Annotated[
        bool, typer.Option("--risk", help="The riskiest first, with the reasons; see docs/risk.md.")
    ] = False,
    output: Annotated[
        TableFormat, typer.Option("--format", help="For people or programs.")
    ] = TableFormat.TABLE,
) -> int:
    """Show every route, where it is defined, how it is known, and how many tests exercise it."""
    place = place_of(path, workspace)
    if risk and observe is not None:
        raise BadConfiguration(
            "--risk and --observe do not go together.", "Ask the app first, then for the risk."
        )
    if risk:
        ranking = asyncio.run(list_risks(place, output))
        say_problems(ranking)
        say_left_out(ranking, place.part)
        return 0
    settings = Settings(python=str(python)) if python is not None else Settings()
    if observe is None:
        snapshot = asyncio.run(snapshot_of(place, settings))
        found = [route for route in snapshot.routes if is_part(route.file, place.part)]
    else:
        try:
            snapshot, found = asyncio.run(_observed(place, settings, observe))
        except asyncio.CancelledError:
            return _cancelled(observe, output)
        if not found:
            say(
                f"qaagent-lsp: {observe} has no routes of its own right after it was imported. Where a function"
                " registers them, name that function, or a module that calls it."
            )
    sighted = Sighted(snapshot.sightings)
    if output is TableFormat.JSON:
        write_json([route_row(route, sighted) for route in found])
        say_problems(snapshot)
        say_left_out(snapshot, place.part)
        return 0
    rows = [
        (
            route.key.method,
            route.key.path,
            route.handler,
            f"{route.file}:{route.span.line}",
            str(len(route_links(snapshot, route))),
            route.framework,
            _known(route, sighted),
        )
        for route in found
    ]
    print_table(_COLUMNS, rows, empty="No routes found.")
    say_problems(snapshot)
    say_left_out(snapshot, place.part)
    if not rows:
        say(WHERE_ROUTES_ARE)
    return 0


async def snapshot_of(place: Place, settings: Settings | None = None) -> Snapshot:
    """Read a folder and give all that is known of it."""
    async with opened(place.folder, settings or Settings()) as session:
        return session.snapshot


async def _observed(place: Place, settings: Settings, target: str) -> tuple[Snapshot, list[Route]]:
    """Ask an app, and give the routes that it was seen to have."""
    task = asyncio.current_task()
    assert task is not None

    def cancel() -> None:
        task.cancel()

    with interruptible(first=cancel, second=cancel):
        return await _asked(place, settings, target)


async def _asked(place: Place, settings: Settings, target: str) -> tuple[Snapshot, list[Route]]:
    folder = WORKSPACE_FOLDER
    if (place.folder / place.part).is_dir():
        folder = WorkspacePath(place.part)
    async with opened(place.folder, settings) as session:
        try:
            app = await session.observe(target, folder)
        except AppBroke as error:
            if error.output:
                say(error.output.rstrip())
            raise
        own = Sighted([one for one in session.snapshot.sightings if one.app == app])
        return session.snapshot, [route for route in session.snapshot.routes if own.of(route) is not None]


def _cancelled(target: str, output: TableFormat) -> int:
    message = f"Cancelled: {target} was not asked to its end, and nothing of it is remembered."
    say(f"qaagent-lsp: {message}")
    if output is TableFormat.JSON:
        write_ending(Ending("cancelled", "cancelled", message))
    return EXIT_CANCELLED


def say_problems(snapshot: Snapshot) -> None:
    """Tell, on stderr, of the files that could not be understood: the table may lack something of theirs."""
    for problem in snapshot.problems:
        say(f"{problem.file}:{problem.line}: {problem.message}")


def say_left_out(snapshot: Snapshot, part: WorkspacePath) -> None:
    """Tell, on stderr, of routes of a part that the table lacks; of many places with one reason the first ones."""
    alike: dict[str, dict[Problem, None]] = {}
    for row in snapshot.left_out:
        if is_part(row.file, part):
            alike.setdefault(row.reason, {})[problem_of(row)] = None
    for why, problems in alike.items():
        for problem in islice(problems, _MOST_ALIKE):
            say(f"{problem.file}:{problem.line}: {problem.message}")
        if len(problems) > _MOST_ALIKE:
            say(f"… and so in {len(problems) - _MOST_ALIKE} more places: {why}")


def _known(route: Route, sighted: Sighted) -> str:
    """Say how a row is known, how sure it is where it is not certain, and when it was last seen."""
    sure = "" if route.confidence == 1 else f" {route.confidence:.0%}"
    seen = sighted.of(route) if route.source == "observed" else None
    return f"{route.source}{sure}" + (f" {age(seen.seen_at, time.time())}" if seen else "")
