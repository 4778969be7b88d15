"""``qaagent-lsp generate``: writes tests for routes and runs them, or only shows what would be written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qaagent_lsp.cli.answers import say, write_json
from qaagent_lsp.cli.routes import WHERE_ROUTES_ARE
from qaagent_lsp.cli.run import Python, RunsDir, Workspace
from qaagent_lsp.cli.scopes import route_key
from qaagent_lsp.cli.workspace import existing_folder, inside, opened
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.editor.inline_rows import authored_row
from qaagent_lsp.model.brief import Authored, Draft
from qaagent_lsp.model.errors import NothingToWrite
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.session.authored import write

if TYPE_CHECKING:
    # What writes tests is imported when some are asked for: no other command waits for it.
    from qaagent_lsp.session.generating import Drafted
    from qaagent_lsp.session.session import Session


class Tool(StrEnum):
    """Which tool the tests are for."""

    PYTEST = "pytest"
    BEHAVE = "behave"
    PLAYWRIGHT = "playwright"


class Format(StrEnum):
    """How it is told."""

    TEXT = "text"
    JSON = "json"


def generate(
    *,
    route: Annotated[
        list[str] | None,
        typer.Option("--route", metavar='"GET /x"', help="Tests of this route; may be given several times."),
    ] = None,
    route_file: Annotated[
        str | None,
        typer.Option("--in", metavar="FILE", help="The file that defines it, where several apps serve it."),
    ] = None,
    untested: Annotated[
        bool, typer.Option("--untested", help="Tests of all routes that have none, the riskiest first.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="Of these, the N riskiest only.")
    ] = None,
    framework: Annotated[
        Tool, typer.Option("--framework", help="The tool that the tests are for.")
    ] = Tool.PYTEST,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the text of the files; nothing is written.")
    ] = False,
    workspace: Workspace = Path(),
    output: Annotated[Format, typer.Option("--format", help="For people or programs.")] = Format.TEXT,
    runs_dir: RunsDir = None,
    python: Python = None,
) -> int:
    """Write tests for routes, beside those that are there and never over them, and run what was written."""
    if (not route) == (not untested):
        raise typer.BadParameter('Say which routes: either --route "GET /x" or --untested.')
    if (route_file is not None and not route) or (limit is not None and not untested):
        raise typer.BadParameter("--in goes with --route, --limit with --untested.")
    folder = existing_folder(workspace)
    keys = [route_key(one) for one in dict.fromkeys(route or ())]
    file = None if route_file is None else inside(folder, route_file)

    from qaagent_lsp.session.generating import drafted, untested_routes

    async def carry_out() -> int:
        async with opened(folder, Settings(python=python), runs_dir=runs_dir) as session:
            routes: Sequence[Route]
            routes = [session.route(key, file) for key in keys] or (await untested_routes(session))[:limit]
            if not routes:
                _tell_of_none(session.snapshot, output)
                return 0
            say(f"Trying requests of {len(routes)} route{'' if len(routes) == 1 else 's'} …")
            found = await drafted(session, routes, framework.value)
            if not found.drafts:
                raise NothingToWrite("; ".join(found.left_out) or "there is nothing to write")
            if dry_run:
                _show(found, output)
                return 0
            return await _written(session, found, output)

    return asyncio.run(carry_out())


async def _written(session: Session, found: Drafted, output: Format) -> int:
    files = await write(session, found.drafts)
    outcome = outcome_of(files)
    if output is Format.JSON:
        rows = [{**authored_row(file), "text": None} for file in files]
        write_json({"outcome": outcome, "dry_run": False, "files": rows, "left_out": list(found.left_out)})
    else:
        for file in files:
            print(f"{_SIGNS[file.outcome]} {file.file}: {file.message or file.outcome}")
            for note in file.notes:
                print(f"    {note}")
        _say_left_out(found)
    return {"passed": 0, "failed": 1}.get(outcome, 3)


_SIGNS = {"passed": "✓", "failed": "✗", "error": "✗", "skipped": "○", "not-run": "○"}


def outcome_of(files: Sequence[Authored]) -> str:
    """Name the worst that came of a file. Tests that did not run have shown nothing."""
    order = ("not-run", "error", "failed", "skipped", "passed")
    return min((file.outcome for file in files), key=order.index)


def _show(found: Drafted, output: Format) -> None:
    if output is Format.JSON:
        rows = [_draft_row(draft) for draft in found.drafts]
        write_json({"outcome": "not-run", "dry_run": True, "files": rows, "left_out": list(found.left_out)})
        return
    for draft in found.drafts:
        for file, text in ((draft.file, draft.text), *((one.file, one.text) for one in draft.companions)):
            print(f"──── {file}\n{text}")
        for note in draft.notes:
            say(f"{draft.file}: {note}")
    _say_left_out(found)


def _draft_row(draft: Draft) -> dict[str, object]:
    row = authored_row(Authored(draft.file, draft.framework, draft.routes, notes=draft.notes))
    beside = [{"file": one.file, "text": one.text} for one in draft.companions]
    return {**row, "text": draft.text, "companions": beside}


def _say_left_out(found: Drafted) -> None:
    for sentence in found.left_out:
        say(f"left out: {sentence}")


def _tell_of_none(snapshot: Snapshot, output: Format) -> None:
    if output is Format.JSON:
        write_json({"outcome": "passed", "dry_run": False, "files": [], "left_out": []})
    elif snapshot.routes:
        print("Every route has a test.")
    else:
        print("No routes found.")
        say(WHERE_ROUTES_ARE)
