"""``qaagent-lsp routes``: the route table."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from qaagent_lsp.cli.answers import TableFormat, say, write_json
from qaagent_lsp.cli.tables import print_table
from qaagent_lsp.cli.workspace import Place, is_part, opened, place_of
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.editor.rows import route_row
from qaagent_lsp.editor.verdicts import route_links
from qaagent_lsp.model.snapshot import Snapshot

PathArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[PATH]", help="A project's folder, or one file of it.", show_default="here"),
]
NarrowingWorkspace = Annotated[
    Path | None,
    typer.Option("--workspace", metavar="DIR", help="The project's folder, where PATH is a part of it."),
]


def list_routes(
    path: PathArgument = None,
    *,
    workspace: NarrowingWorkspace = None,
    output: Annotated[
        TableFormat, typer.Option("--format", help="For people or programs.")
    ] = TableFormat.TABLE,
) -> int:
    """Show every route, where it is defined, and how many tests exercise it."""
    place = place_of(path, workspace)
    snapshot = asyncio.run(snapshot_of(place))
    found = [route for route in snapshot.routes if is_part(route.file, place.part)]
    if output is TableFormat.JSON:
        write_json([route_row(route) for route in found])
        return 0
    rows = [
        (
            route.key.method,
            route.key.path,
            route.handler,
            f"{route.file}:{route.span.line}",
            str(len(route_links(snapshot, route))),
            route.framework,
        )
        for route in found
    ]
    print_table(("METHOD", "PATH", "HANDLER", "PLACE", "TESTS", "FRAMEWORK"), rows, empty="No routes found.")
    say_problems(snapshot)
    return 0


async def snapshot_of(place: Place) -> Snapshot:
    """Read a folder and give all that is known of it."""
    async with opened(place.folder, Settings()) as session:
        return session.snapshot


def say_problems(snapshot: Snapshot) -> None:
    """Tell, on stderr, of the files that could not be understood: the table may lack something of theirs."""
    for problem in snapshot.problems:
        say(f"{problem.file}:{problem.line}: {problem.message}")
