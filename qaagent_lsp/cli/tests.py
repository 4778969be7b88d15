"""``qaagent-lsp tests``: tests, their routes, and how each link is known."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated

import typer

from qaagent_lsp.cli.answers import TableFormat, write_json
from qaagent_lsp.cli.routes import NarrowingWorkspace, PathArgument, say_problems, snapshot_of
from qaagent_lsp.cli.scopes import route_key
from qaagent_lsp.cli.tables import print_table
from qaagent_lsp.cli.workspace import is_part, place_of
from qaagent_lsp.editor.rows import function_row
from qaagent_lsp.linking.select import find_route
from qaagent_lsp.model.errors import AmbiguousRoute
from qaagent_lsp.model.link import Link


def list_tests(
    path: PathArgument = None,
    *,
    workspace: NarrowingWorkspace = None,
    route: Annotated[
        str | None, typer.Option("--route", metavar='"GET /x"', help="Only the tests that exercise a route.")
    ] = None,
    output: Annotated[
        TableFormat, typer.Option("--format", help="For people or programs.")
    ] = TableFormat.TABLE,
) -> int:
    """Show every test and the routes it exercises."""
    key = None if route is None else route_key(route)
    place = place_of(path, workspace)
    snapshot = asyncio.run(snapshot_of(place))
    found = [test for test in snapshot.tests.values() if is_part(test.file, place.part)]
    if key is not None:
        # Several apps may serve it: then the tests of all of them are the answer.
        with suppress(AmbiguousRoute):
            find_route(snapshot, key)
        wanted = {link.test for link in snapshot.links_by_route.get(key, ())}
        found = [test for test in found if test.id in wanted]
    if output is TableFormat.JSON:
        write_json([function_row(test, snapshot.links_by_test.get(test.id, ())) for test in found])
        return 0
    rows = [
        (str(test.id), str(test.name_span.line), *(_link_cells(link) if link else ("-", "", "")))
        for test in found
        for link in (snapshot.links_by_test.get(test.id) or (None,))
    ]
    print_table(("TEST", "LINE", "ROUTE", "HOW", "WHY"), rows, empty="No tests found.")
    say_problems(snapshot)
    return 0


def _link_cells(link: Link) -> tuple[str, str, str]:
    return str(link.route), link.how, link.why
