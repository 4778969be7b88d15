"""What the connected client can do, read once from ``initialize``."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from pygls.capabilities import ServerCapabilitiesBuilder

from qaagent_lsp.server.convert import Encoding


@dataclass(frozen=True, slots=True)
class ClientSupport:
    """The abilities we act upon; everything else is assumed absent."""

    encoding: Encoding = "utf-16"
    configuration: bool = False
    """Answers ``workspace/configuration``."""
    configuration_registration: bool = False
    watched_files: bool = False
    """Lets us register for ``workspace/didChangeWatchedFiles``."""
    progress: bool = False
    lens_refresh: bool = False
    related_information: bool = False
    diagnostic_versions: bool = False
    show_document: bool = False
    create_files: bool = False
    """Applies edits of the workspace that make files."""
    symbol_tree: bool = False
    plain_hovers: bool = False
    """Shows hovers as they are written, and says so."""


class InitializationOptions(BaseModel):
    """``initializationOptions`` of ``docs/protocol.md``; keys of other tools are left alone."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", alias_generator=to_camel)

    python: str | None = None
    untrusted_workspace: bool = False
    settings: dict[str, object] | None = None
    token: str | None = Field(default=None, repr=False)


def support_of(capabilities: types.ClientCapabilities) -> ClientSupport:
    """Read the client's capabilities."""
    workspace = capabilities.workspace or types.WorkspaceClientCapabilities()
    text = capabilities.text_document or types.TextDocumentClientCapabilities()
    window = capabilities.window or types.WindowClientCapabilities()
    watched = workspace.did_change_watched_files
    changed = workspace.did_change_configuration
    publish = text.publish_diagnostics
    symbols = text.document_symbol
    shown = (text.hover.content_format if text.hover else None) or [types.MarkupKind.Markdown]
    edits = workspace.workspace_edit or types.WorkspaceEditClientCapabilities()
    makes = types.ResourceOperationKind.Create in (edits.resource_operations or ())
    encoding = ServerCapabilitiesBuilder.choose_position_encoding(capabilities)
    return ClientSupport(
        encoding=types.PositionEncodingKind(encoding).value,
        configuration=bool(workspace.configuration),
        configuration_registration=bool(changed and changed.dynamic_registration),
        watched_files=bool(watched and watched.dynamic_registration),
        progress=bool(window.work_done_progress),
        lens_refresh=bool(workspace.code_lens and workspace.code_lens.refresh_support),
        related_information=bool(publish and publish.related_information),
        diagnostic_versions=bool(publish and publish.version_support),
        symbol_tree=bool(symbols and symbols.hierarchical_document_symbol_support),
        create_files=bool(workspace.apply_edit and edits.document_changes and makes),
        plain_hovers=types.MarkupKind.Markdown not in shown,
        show_document=bool(window.show_document and window.show_document.support),
    )


def options_of(value: object) -> tuple[InitializationOptions, str]:
    """Read ``initializationOptions``; the text says what was wrong with them, ``""`` if nothing.

    When they cannot be read the workspace counts as untrusted: nothing of it is run on a guess.
    """
    if value is None:
        return InitializationOptions(), ""
    try:
        return InitializationOptions.model_validate(value), ""
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'value'}: {e['msg']}" for e in error.errors())
        return InitializationOptions.model_validate(
            {"untrustedWorkspace": True}
        ), f"initializationOptions: {wrong}"
