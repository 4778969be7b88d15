"""Puts a client's server together: everything it answers stands in one list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lsprotocol import types

from qaagent_lsp.server.commands import COMMANDS, execute_command
from qaagent_lsp.server.conversation import Terms
from qaagent_lsp.server.handlers import (
    actions,
    call_hierarchy,
    config_files,
    configuration,
    documents,
    file_symbols,
    hovers,
    lenses,
    lifecycle,
    navigation,
    progress,
    symbols,
    watching,
)
from qaagent_lsp.server.language_server import QaAgentServer

FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.INITIALIZE, lifecycle.initialize, None),
    (types.INITIALIZED, lifecycle.initialized, None),
    (types.SHUTDOWN, lifecycle.shutdown, None),
    (types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, lifecycle.did_change_workspace_folders, None),
    (types.WORKSPACE_DID_CHANGE_CONFIGURATION, configuration.did_change_configuration, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watching.did_change_watched_files, None),
    (types.TEXT_DOCUMENT_DID_OPEN, documents.did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, documents.did_change, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, documents.did_close, None),
    (types.TEXT_DOCUMENT_DID_SAVE, documents.did_save, None),
    (types.TEXT_DOCUMENT_CODE_LENS, lenses.code_lenses, types.CodeLensOptions(resolve_provider=False)),
    (types.TEXT_DOCUMENT_HOVER, hovers.hover, None),
    (types.TEXT_DOCUMENT_COMPLETION, config_files.completion, None),
    (types.TEXT_DOCUMENT_CODE_ACTION, actions.code_actions, actions.OPTIONS),
    (types.TEXT_DOCUMENT_REFERENCES, navigation.references, None),
    (types.TEXT_DOCUMENT_DEFINITION, navigation.definition, None),
    (types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY, call_hierarchy.prepare, None),
    (types.CALL_HIERARCHY_INCOMING_CALLS, call_hierarchy.incoming, None),
    (types.CALL_HIERARCHY_OUTGOING_CALLS, call_hierarchy.outgoing, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, file_symbols.document_symbols, None),
    (types.WORKSPACE_SYMBOL, symbols.workspace_symbols, None),
    (types.WINDOW_WORK_DONE_PROGRESS_CANCEL, progress.cancel_progress, None),
    (types.WORKSPACE_EXECUTE_COMMAND, execute_command, None),
)


def create_server(terms: Terms) -> QaAgentServer:
    """Make the server of one client."""
    server = QaAgentServer(terms)
    for method, handler, options in FEATURES:
        server.feature(method, options)(handler)
    for command in COMMANDS:
        server.command(command.id)(execute_command)
    return server
