"""``qaagent-lsp tests``: tests, their routes, and how each link is known."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated

import typer

from qaagent_lsp.cli.answers import TableFormat, say, write_json
from qaagent_lsp.cli.routes import NarrowingWorkspace, PathArgument, say_problems, snapshot_of
from qaagent_lsp.cli.scopes import route_key
from qaagent_lsp.cli.tables import print_table
from qaagent_lsp.cli.workspace import Place, is_part, opened, place_of
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.editor.rows import function_row
from qaagent_lsp.linking.select import WHERE_TESTS_ARE, find_route
from qaagent_lsp.model.errors import AmbiguousRoute
from qaagent_lsp.model.link import Link
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.source import Span
from qaagent_lsp.model.test import TestFunction, file_of, function_id, runner_of
from qaagent_lsp.session.exact import Exact, exact_cases_of


def list_tests(
    path: PathArgument = None,
    *,
    workspace: NarrowingWorkspace = None,
    route: Annotated[
        str | None, typer.Option("--route", metavar='"GET /x"', help="Only the tests that exercise a route.")
    ] = None,
    exact: Annotated[
        bool,
        typer.Option(
            "--exact",
            help="Ask Playwright itself: every project, and what loops come to. Loads its configuration.",
        ),
    ] = False,
    output: Annotated[
        TableFormat, typer.Option("--format", help="For people or programs.")
    ] = TableFormat.TABLE,
) -> int:
    """Show every test and the routes it exercises."""
    key = None if route is None else route_key(route)
    place = place_of(path, workspace)
    snapshot, listed = asyncio.run(_asked(place, exact=exact))
    tests = [*snapshot.tests.values()] if listed is None else [*_exactly(snapshot, listed)]
    tests += _only_seen(snapshot)
    found = [test for test in tests if is_part(test.file, place.part)]
    if key is not None:
        # Several apps may serve it: then the tests of all of them are the answer.
        with suppress(AmbiguousRoute):
            find_route(snapshot, key)
        wanted = {link.test for link in snapshot.links_by_route.get(key, ())}
        found = [test for test in found if function_id(test.id) in wanted]
    if output is TableFormat.JSON:
        write_json(
            [function_row(test, snapshot.links_by_test.get(function_id(test.id), ())) for test in found]
        )
        return 0
    rows = [
        (str(test.id), str(test.name_span.line), *(_link_cells(link) if link else ("-", "", "")))
        for test in found
        for link in (snapshot.links_by_test.get(function_id(test.id)) or (None,))
    ]
    print_table(("TEST", "LINE", "ROUTE", "HOW", "WHY"), rows, empty="No tests found.")
    say_problems(snapshot)
    if not snapshot.tests:
        say(f"  {WHERE_TESTS_ARE}")
    return 0


async def _asked(place: Place, *, exact: bool) -> tuple[Snapshot, Exact | None]:
    """Read the folder, and ask Playwright where that was wished."""
    if not exact:
        return await snapshot_of(place), None
    async with opened(place.folder, Settings()) as session:
        listed = await exact_cases_of(session)
        for error in listed.errors:
            say(f"warning: {error}")
        return session.snapshot, listed


def _exactly(snapshot: Snapshot, listed: Exact) -> Iterator[TestFunction]:
    """Put the cases that Playwright listed in the place of what its files say."""
    yield from (test for test in snapshot.tests.values() if test.runner != "playwright")
    for case in listed.cases:
        span = Span(case.line, case.column, case.line, case.column)
        known = snapshot.tests.get(function_id(case.id))
        yield TestFunction(
            case.id,
            case.file,
            case.name,
            "",
            known.span if known else span,
            known.name_span if known else span,
            known.digest if known else "",
            "playwright",
        )


def _only_seen(snapshot: Snapshot) -> Iterator[TestFunction]:
    """Tests that only runs have shown, imported or inherited: at the start of the file that their id names."""
    start = Span(1, 1, 1, 1)
    for test in snapshot.links_by_test:
        if test not in snapshot.tests:
            name = test.rpartition("::")[2]
            yield TestFunction(test, file_of(test), name, "", start, start, "", runner_of(test))


def _link_cells(link: Link) -> tuple[str, str, str]:
    return str(link.route), link.how, link.why
