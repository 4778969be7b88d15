"""``textDocument/codeAction``: what lenses and diagnostics offer, for editors without lenses too."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from qaagent_lsp.editor.actions import Action, actions
from qaagent_lsp.editor.finding import Finding
from qaagent_lsp.editor.places import python_function_around
from qaagent_lsp.model.source import Location
from qaagent_lsp.server.diagnostics import SOURCE, diagnostics_in
from qaagent_lsp.server.handlers.located import Place, located
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.present import file_uri, lsp_command

GO_TO = "qaagent.goTo"

OPTIONS = types.CodeActionOptions(
    code_action_kinds=[types.CodeActionKind.QuickFix, types.CodeActionKind.Source]
)

_KINDS = {"quickfix": types.CodeActionKind.QuickFix, "source": types.CodeActionKind.Source}


async def code_actions(ls: QaAgentServer, params: types.CodeActionParams) -> Sequence[types.CodeAction]:
    """Offer reruns, the way to test and route, and the evidence."""
    place = await located(ls, params.text_document.uri)
    if place is None:
        return []
    marks = await _marks(ls, place, params.context.diagnostics)
    active = next(iter(place.folder.running()), None)
    offered = actions(
        place.folder.session.snapshot,
        place.file,
        params.range.start.line + 1,
        [finding for finding, _ in marks],
        active,
        python_function_around(place.lines, params.range.start.line + 1)
        if place.file.endswith(".py")
        else "",
    )
    wanted = [_action(ls, place, action, marks) for action in offered if _shows(ls, action)]
    only = params.context.only
    return [action for action in wanted if only is None or _asked_for(action, only)]


async def _marks(
    ls: QaAgentServer, place: Place, shown: Sequence[types.Diagnostic]
) -> Sequence[tuple[Finding, types.Diagnostic]]:
    """Return the findings behind the diagnostics that the client says are at the place."""
    ours = [diagnostic for diagnostic in shown if diagnostic.source == SOURCE]
    if not ours:
        return ()
    known = await diagnostics_in(place.folder, ls.documents, ls.support, place.file)
    return [
        (finding, given)
        for finding, diagnostic in known
        for given in ours
        if (given.range, given.message) == (diagnostic.range, diagnostic.message)
    ]


def _action(
    ls: QaAgentServer, place: Place, action: Action, marks: Sequence[tuple[Finding, types.Diagnostic]]
) -> types.CodeAction:
    solved = [diagnostic for finding, diagnostic in marks if finding is action.finding]
    return types.CodeAction(
        title=action.title,
        kind=_KINDS[action.kind],
        command=_command(ls, place, action),
        diagnostics=solved or None,
    )


def _command(ls: QaAgentServer, place: Place, action: Action) -> types.Command | None:
    if action.command is not None:
        return lsp_command(place.folder, ls.documents, action.command)
    if action.goto is None:
        return None
    at: Location = action.goto
    argument = {
        "uri": file_uri(place.folder, ls.documents, at.file),
        "line": at.span.line,
        "column": at.span.column,
    }
    return types.Command(title=action.title, command=GO_TO, arguments=[argument])


def _shows(ls: QaAgentServer, action: Action) -> bool:
    return action.goto is None or ls.support.show_document


def _asked_for(action: types.CodeAction, only: Sequence[types.CodeActionKind | str]) -> bool:
    kind = str(types.CodeActionKind(action.kind).value) if action.kind else ""
    asked = [str(getattr(one, "value", one)) for one in only]
    return any(not one or kind == one or kind.startswith(f"{one}.") for one in asked)
