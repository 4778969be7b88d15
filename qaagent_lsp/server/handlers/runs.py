"""Commands that start and stop runs. They answer with the id at once; what follows comes as notifications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from lsprotocol import types

from qaagent_lsp.model.errors import NothingToRun, QaAgentError, UnknownPath
from qaagent_lsp.model.scope import (
    AllScope,
    AtScope,
    ChangedScope,
    FailedScope,
    PathScope,
    PlanScope,
    RouteScope,
    RoutesInFileScope,
    Scope,
    SuiteScope,
    TestScope,
)
from qaagent_lsp.model.test import TestId
from qaagent_lsp.server.arguments import (
    AtArgument,
    InFolder,
    PlanArgument,
    RouteArgument,
    RunArgument,
    SinceArgument,
    SuiteArgument,
    TestArgument,
    UriArgument,
)
from qaagent_lsp.server.convert import from_position
from qaagent_lsp.server.folders import Folder
from qaagent_lsp.server.handlers.meant import folder_of_route, folders_meant
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.progress import Token


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run is started and shown (``commands.Policy``); ``token`` is the request's ``workDoneToken``."""

    title: str
    warn_unsaved: bool
    token: Token | None


async def run_all(ls: QaAgentServer, argument: InFolder, manner: Manner) -> dict[str, object]:
    """Run everything."""
    return await _run_in_each(ls, folders_meant(ls, argument.folder), AllScope(), manner)


async def run_failed(ls: QaAgentServer, argument: InFolder, manner: Manner) -> dict[str, object]:
    """Run what failed when it was last run."""
    return await _run_in_each(ls, folders_meant(ls, argument.folder), FailedScope(), manner)


async def run_affected(ls: QaAgentServer, argument: SinceArgument, manner: Manner) -> dict[str, object]:
    """Run what changes since a revision may concern."""
    return await _run_in_each(ls, folders_meant(ls, argument.folder), ChangedScope(argument.since), manner)


async def run_suite(ls: QaAgentServer, argument: SuiteArgument, manner: Manner) -> dict[str, object]:
    """Run one suite."""
    return await _run_in_each(ls, folders_meant(ls, argument.folder), SuiteScope(argument.suite), manner)


async def run_path(ls: QaAgentServer, argument: UriArgument, manner: Manner) -> dict[str, object]:
    """Run a file or a folder."""
    folder, path = ls.folders.locate(argument.uri)
    if not folder.absolute(path).exists():
        raise UnknownPath(f"{path} does not exist", "save the file first, or refresh the list it came from")
    return await _run(ls, folder, PathScope(path), manner)


async def run_test(ls: QaAgentServer, argument: TestArgument, manner: Manner) -> dict[str, object]:
    """Run one test."""
    folder, _ = ls.folders.locate(argument.uri)
    return await _run(ls, folder, TestScope(TestId(argument.id)), manner)


async def run_route(ls: QaAgentServer, argument: RouteArgument, manner: Manner) -> dict[str, object]:
    """Run the tests of one route."""
    folder, file = await folder_of_route(ls, argument)
    return await _run(ls, folder, RouteScope(argument.key, file), manner)


async def run_routes_in_file(ls: QaAgentServer, argument: UriArgument, manner: Manner) -> dict[str, object]:
    """Run the tests of every route defined in a file."""
    folder, file = ls.folders.locate(argument.uri)
    return await _run(ls, folder, RoutesInFileScope(file), manner)


async def run_at(ls: QaAgentServer, argument: AtArgument, manner: Manner) -> dict[str, object]:
    """Run the tests that a position concerns. The position is of the text that the editor shows."""
    folder, file = ls.folders.locate(argument.uri)
    path = folder.absolute(file)
    lines = (await ls.documents.lines_of([path]))[path]
    at = types.Position(argument.position.line, argument.position.character)
    line, column = from_position(lines, at, ls.support.encoding)
    return await _run(ls, folder, AtScope(file, line, column), manner)


async def plan_run(ls: QaAgentServer, argument: PlanArgument, manner: Manner) -> dict[str, object]:
    """Write missing tests if asked to, run every suite and the inline tools."""
    scope = PlanScope(argument.generate, argument.chosen)
    return await _run_in_each(ls, folders_meant(ls, argument.folder), scope, manner)


async def cancel_run(ls: QaAgentServer, argument: RunArgument, _: Manner) -> dict[str, bool]:
    """Stop a run; false when it is over or unknown."""
    for folder in ls.folders:
        if await folder.session.cancel(argument.run_id):
            return {"cancelled": True}
    return {"cancelled": False}


async def _run_in_each(
    ls: QaAgentServer, folders: Sequence[Folder], scope: Scope, manner: Manner
) -> dict[str, object]:
    """Run in every folder that has something to run; refused only when none has."""
    started: list[str] = []
    refusals: list[QaAgentError] = []
    for folder in folders:
        try:
            answer = await _run(ls, folder, scope, manner)
        except QaAgentError as refusal:
            refusals.append(refusal)
        else:
            started.append(str(answer["runId"]))
    if not started:
        raise refusals[0] if refusals else NothingToRun("no workspace folder is open", "open a folder first")
    return {"runId": started[0]} if len(started) == 1 else {"runId": started[0], "runIds": started}


async def _run(ls: QaAgentServer, folder: Folder, scope: Scope, manner: Manner) -> dict[str, object]:
    await folder.settled()
    if manner.warn_unsaved:
        await _warn_of_unsaved(ls, folder)
    if not ls.support.watched_files:
        # Nobody tells us of files that change outside the editor, so we look for ourselves.
        await folder.session.refresh()
    # What runs tests, and the inline tools, is not in memory before anything is run.
    from qaagent_lsp.session.plan_running import start_run

    ticket = await start_run(folder.session, scope)
    ls.run_progress.expect(ticket.run_id, title=manner.title, detail=_words(scope), total=ticket.total)
    ls.spawn(
        ls.run_progress.show(ticket.run_id, manner.token, supported=ls.support.progress),
        f"progress {ticket.run_id}",
    )
    return {"runId": ticket.run_id}


async def _warn_of_unsaved(ls: QaAgentServer, folder: Folder) -> None:
    unsaved = [folder.relative(document.path) for document in await ls.documents.unsaved(folder.path)]
    # Saving a file that was deleted or renamed on disk would bring it back: nobody is asked to.
    kept = [file for file in unsaved if file is not None and not folder.session.buffers.is_gone(file)]
    if kept:
        names = ", ".join(kept)
        ls.warn(f"Not saved: {names}. The tests see the file on disk, not the buffer; save and run again.")


def _words(scope: Scope) -> str:
    match scope:
        case AllScope():
            return "everything"
        case FailedScope():
            return "what failed last"
        case ChangedScope():
            return f"what changed since {scope.since or 'the last commit'}"
        case SuiteScope():
            return f"suite {scope.suite}"
        case PathScope():
            return scope.path or "the whole folder"
        case TestScope():
            return scope.id
        case RouteScope():
            return str(scope.key)
        case RoutesInFileScope():
            return f"routes in {scope.file}"
        case AtScope():
            return f"{scope.file}:{scope.line}"
        case PlanScope(generate=generate):
            return (
                "tests for untested routes, suites, inline tools" if generate else "suites, then inline tools"
            )
        case _:
            assert_never(scope)
