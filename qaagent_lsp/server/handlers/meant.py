"""Which workspace folder a command means, when it does not name a file."""

from __future__ import annotations

from collections.abc import Sequence

from qaagent_lsp.model.errors import AmbiguousRoute, QaAgentError, UnknownPath, UnknownRoute
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.server.arguments import RouteArgument
from qaagent_lsp.server.folders import Folder
from qaagent_lsp.server.language_server import QaAgentServer


def folders_meant(ls: QaAgentServer, uri: str | None) -> Sequence[Folder]:
    """Return the folder that a URI lies in, or all folders without one. Raises ``UnknownPath``."""
    if uri is not None:
        return (ls.folders.locate(uri)[0],)
    folders = tuple(ls.folders)
    if not folders:
        raise UnknownPath("no workspace folder is open", "open a folder, or a file of one")
    return folders


async def folder_of_route(ls: QaAgentServer, argument: RouteArgument) -> tuple[Folder, WorkspacePath | None]:
    """Return the folder that serves a route, and the file that the argument names, if any.

    Raises ``UnknownRoute`` with the nearest ones, or ``AmbiguousRoute`` when several folders serve it.
    """
    if argument.uri is not None:
        folder, file = ls.folders.locate(argument.uri)
        await folder.settled()
        return folder, file
    serving: list[Folder] = []
    refusal: QaAgentError = UnknownRoute(f"no route {argument.key}", "no workspace folder is open")
    for folder in ls.folders:
        await folder.settled()
        try:
            folder.session.route(argument.key)
        except UnknownRoute as unknown:
            refusal = unknown
        except AmbiguousRoute:
            serving.append(folder)
        else:
            serving.append(folder)
    if not serving:
        raise refusal
    if len(serving) > 1:
        names = ", ".join(folder.path.name for folder in serving)
        raise AmbiguousRoute(f"{argument.key} is served by several folders: {names}", 'say which with "uri"')
    return serving[0], None
