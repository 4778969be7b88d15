"""Commands that ask, and those that tidy up."""

from __future__ import annotations

from lsprotocol import types

from qaagent_lsp.editor.route_rows import route_row
from qaagent_lsp.editor.rows import (
    RouteTestRow,
    RunObject,
    SummaryRow,
    route_test_rows,
    run_object,
    summary_row,
)
from qaagent_lsp.linking.sighted import Sighted
from qaagent_lsp.model.errors import UnknownRun
from qaagent_lsp.model.result import RunSummary
from qaagent_lsp.model.route import Route, RouteKey
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import TestId
from qaagent_lsp.server.arguments import (
    InFolder,
    ListRoutesArgument,
    ListRunsArgument,
    PlaceArgument,
    RouteArgument,
    RunArgument,
)
from qaagent_lsp.server.convert import to_position, to_range
from qaagent_lsp.server.documents import Lines
from qaagent_lsp.server.folders import Folder
from qaagent_lsp.server.handlers.meant import folder_of_route, folders_meant
from qaagent_lsp.server.handlers.runs import Manner
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.present import file_uri


async def list_suites(ls: QaAgentServer, argument: InFolder, _: Manner) -> list[dict[str, str]]:
    """List the suites that can be run by name, each once: its tool, and the folder that it is started in."""
    found: dict[str, dict[str, str]] = {}
    for folder in folders_meant(ls, argument.folder):
        await folder.settled()
        for name, (runner, root) in (await folder.session.suites()).items():
            found.setdefault(name, {"name": name, "runner": runner, "folder": root})
    return list(found.values())


async def list_routes(ls: QaAgentServer, argument: ListRoutesArgument, _: Manner) -> list[dict[str, object]]:
    """List routes: all, or those defined in a file or below a folder."""
    below = ls.folders.locate(argument.uri)[1] if argument.uri else WorkspacePath("")
    rows: list[dict[str, object]] = []
    for folder in folders_meant(ls, argument.uri):
        await folder.settled()
        snapshot = folder.session.snapshot
        sighted = Sighted(snapshot.sightings)
        rows += [_route(ls, folder, route, sighted) for route in snapshot.routes if _below(route.file, below)]
    return rows


async def tests_for_route(ls: QaAgentServer, argument: RouteArgument, _: Manner) -> list[dict[str, object]]:
    """List the tests of a route, best evidence first."""
    folder, file = await folder_of_route(ls, argument)
    route = folder.session.route(argument.key, file)
    rows = route_test_rows(folder.session.snapshot, route)
    texts = await ls.documents.lines_of({folder.absolute(WorkspacePath(row["file"])) for row in rows})
    return [_route_test(ls, folder, row, texts[folder.absolute(WorkspacePath(row["file"]))]) for row in rows]


async def list_runs(ls: QaAgentServer, argument: ListRunsArgument, _: Manner) -> list[SummaryRow]:
    """List runs newest first; folders that share a runs root share its runs."""
    test = None if argument.test is None else TestId(argument.test)
    route = None if argument.route is None else RouteKey.parse(argument.route)
    found: dict[str, RunSummary] = {}
    for folder in folders_meant(ls, argument.folder):
        await folder.ready()
        runs = await folder.session.list_runs(limit=argument.limit, test=test, route=route)
        found |= {run.run_dir: run for run in runs}
    newest = sorted(found.values(), key=lambda run: run.run_id, reverse=True)[: argument.limit]
    return [summary_row(run) for run in newest]


async def show_run(ls: QaAgentServer, argument: RunArgument, _: Manner) -> RunObject:
    """Show one run of the store."""
    unknown = UnknownRun(f"no run {argument.run_id}", "qaagent.listRuns lists those there are")
    for folder in folders_meant(ls, None):
        await folder.ready()
        try:
            return run_object(await folder.session.show_run(argument.run_id))
        except UnknownRun as refusal:
            unknown = refusal
    raise unknown


async def go_to(ls: QaAgentServer, argument: PlaceArgument, _: Manner) -> dict[str, bool]:
    """Show a place in the editor (LSP ``window/showDocument``)."""
    folder, file = ls.folders.locate(argument.uri)
    path = folder.absolute(file)
    lines = (await ls.documents.lines_of([path]))[path]
    at = to_position(lines, argument.line, argument.column, ls.support.encoding)
    shown = await ls.window_show_document_async(
        types.ShowDocumentParams(uri=argument.uri, take_focus=True, selection=types.Range(at, at))
    )
    return {"shown": shown.success}


async def clear_results(ls: QaAgentServer, argument: InFolder, _: Manner) -> None:
    """Forget every verdict shown; the evidence stays in the store."""
    for folder in folders_meant(ls, argument.folder):
        await folder.ready()
        await folder.session.clear_results()
        await ls.publisher.publish(folder.path)


async def refresh(ls: QaAgentServer, argument: InFolder, _: Manner) -> None:
    """Read the folders again."""
    for folder in folders_meant(ls, argument.folder):
        await folder.ready()
        await folder.session.refresh()


def _route(ls: QaAgentServer, folder: Folder, route: Route, sighted: Sighted) -> dict[str, object]:
    return {**route_row(route, sighted), "uri": file_uri(folder, ls.documents, route.file)}


def _route_test(ls: QaAgentServer, folder: Folder, row: RouteTestRow, lines: Lines) -> dict[str, object]:
    span = Span(row["line"], row["column"], row["end_line"], row["end_column"])
    found: types.Range = to_range(lines, span, ls.support.encoding)
    uri = file_uri(folder, ls.documents, WorkspacePath(row["file"]))
    told = {"id": row["id"], "name": row["name"], "how": row["how"], "why": row["why"]}
    return {**told, "uri": uri, "range": found}


def _below(file: WorkspacePath, place: WorkspacePath) -> bool:
    return not place or file == place or file.startswith(f"{place}/")
