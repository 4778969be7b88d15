"""A test's editor: a pytest-lsp client on the real server process, and the words the tests speak in."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import url2pathname

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

PROJECTS = Path(__file__).parent.parent / "fixtures" / "projects"
DOCS = Path(__file__).parents[2] / "docs"
DEADLINE = 180.0

OWN_NOTIFICATIONS = (
    "qaagent/runStarted",
    "qaagent/runEvent",
    "qaagent/runFinished",
    "qaagent/routesChanged",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The error that a request was answered with."""

    code: int
    message: str
    data: dict[str, Any]


class Editor(LanguageClient):
    """What the server has said, kept in order."""

    def __init__(self) -> None:
        super().__init__(converter_factory=_converter)
        self.notes: list[tuple[str, Any]] = []
        self.lens_refreshes = 0
        self.killed = False
        self.settings_may_be_asked = asyncio.Event()
        self.answer: types.InitializeResult
        self.registrations: list[types.Registration] = []
        # pytest-lsp says these hold params, but it puts the values in.
        self.progress_reports: dict[str | int, list[Any]] = {}
        self.edits: list[types.ApplyWorkspaceEditParams] = []
        self.publications: list[types.PublishDiagnosticsParams] = []
        self._versions: dict[str, int] = {}

    async def until(self, condition: Callable[[], Any], what: str) -> Any:
        """Wait for a condition, told by its value; fail with ``what`` after the deadline."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + DEADLINE
        while not (value := condition()):
            assert loop.time() < deadline, f"waited in vain for {what}; heard {self.notes[-5:]}"
            await asyncio.sleep(0.01)
        return value

    async def command(self, name: str, *arguments: object, token: str | None = None) -> Any:
        """Execute a command."""
        params = types.ExecuteCommandParams(command=name, arguments=arguments, work_done_token=token)
        return await self.workspace_execute_command_async(params)

    async def refused(self, name: str, *arguments: object) -> Refusal:
        """Execute a command that must be refused."""
        try:
            answer = await self.command(name, *arguments)
        except JsonRpcException as error:
            return Refusal(error.code, error.message, error.data or {})
        raise AssertionError(f"{name} was not refused but answered {answer}")

    def heard(self, method: str, run_id: str | None = None) -> list[Any]:
        """All parameters of a notification heard so far, of one run when given."""
        return [p for m, p in self.notes if m == method and run_id in (None, getattr(p, "runId", None))]

    async def finished(self, run_id: str) -> Any:
        """Wait for the end of a run and return its ``qaagent/runFinished``."""
        return await self.until(
            lambda: next(iter(self.heard("qaagent/runFinished", run_id)), None), f"the end of run {run_id}"
        )

    async def run(self, name: str, argument: object) -> Any:
        """Start a run by command and wait for its end."""
        return await self.finished((await self.command(name, argument))["runId"])

    async def run_with_token(self, name: str, argument: object, token: str) -> Any:
        """Start a run under a progress token of our own and wait for its end."""
        self.progress_reports[token] = []
        return await self.finished((await self.command(name, argument, token=token))["runId"])

    def kill(self) -> None:
        """Kill the server without a word."""
        assert self._server is not None
        self.killed = True
        os.kill(self._server.pid, signal.SIGKILL)

    def open(self, file: Path, text: str | None = None) -> str:
        """Open a file and return its URI."""
        uri = file.as_uri()
        self._versions[uri] = 1
        self.text_document_did_open(
            types.DidOpenTextDocumentParams(
                text_document=types.TextDocumentItem(
                    uri=uri,
                    language_id=types.LanguageKind.Python,
                    version=1,
                    text=file.read_text("utf-8") if text is None else text,
                )
            )
        )
        return uri

    def type(self, uri: str, text: str) -> None:
        """Replace the buffer's text."""
        self._versions[uri] += 1
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                text_document=types.VersionedTextDocumentIdentifier(uri=uri, version=self._versions[uri]),
                content_changes=[types.TextDocumentContentChangeWholeDocument(text=text)],
            )
        )

    async def lenses(self, uri: str) -> list[tuple[int, str]]:
        """Lenses as (0-based line, title)."""
        return [
            (lens.range.start.line, lens.command.title) for lens in await self.raw_lenses(uri) if lens.command
        ]

    async def raw_lenses(self, uri: str) -> Sequence[types.CodeLens]:
        """Lenses as they came."""
        params = types.CodeLensParams(text_document=types.TextDocumentIdentifier(uri=uri))
        return await self.text_document_code_lens_async(params) or ()

    def marks(self, uri: str) -> list[types.Diagnostic]:
        """Diagnostics of a file as last published."""
        return list(self.diagnostics.get(uri, ()))

    def failures(self, uri: str) -> list[types.Diagnostic]:
        """Those of them that tell of a run; what is said of routes by themselves is left out."""
        return [mark for mark in self.marks(uri) if mark.code != "untested-route"]


@asynccontextmanager
async def editing(
    *folders: Path,
    options: dict[str, Any] | None = None,
    capabilities: types.ClientCapabilities | None = None,
    settings: dict[str, Any] | None = None,
    answers_late: bool = False,
    **initialize: Any,
) -> AsyncIterator[Editor]:
    """Start the server on folders as an editor does, and end it as an editor does.

    With ``answers_late`` it tells no settings before ``settings_may_be_asked`` is set.
    """
    editor = _editor()
    if not answers_late:
        editor.settings_may_be_asked.set()
    editor.set_configuration({"qaagent": settings or {}})
    await editor.start_io(sys.executable, "-m", "qaagent_lsp", "--stdio", env=dict(os.environ))
    params = types.InitializeParams(
        capabilities=capabilities or full_capabilities(),
        workspace_folders=[types.WorkspaceFolder(uri=f.as_uri(), name=f.name) for f in folders] or None,
        initialization_options=options if options is not None else {"python": sys.executable},
        **initialize,
    )
    editor.answer = await editor.initialize_session(params)
    try:
        yield editor
    finally:
        if not editor.killed:
            await editor.shutdown_session()
        await editor.stop()  # type: ignore[no-untyped-call]  # pytest-lsp leaves it untyped


def full_capabilities() -> types.ClientCapabilities:
    """The capabilities of VS Code."""
    return client_capabilities("visual_studio_code")


def _converter() -> Converter:
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]  # pygls leaves it untyped

    def command_or_action(value: Any, _: type) -> types.Command | types.CodeAction:
        # lsprotocol takes every action that has a command for a bare command.
        if isinstance(value.get("command"), str):
            return converter.structure(value, types.Command)
        return converter.structure(value, types.CodeAction)

    converter.register_structure_hook(types.Command | types.CodeAction, command_or_action)
    return converter


def _editor() -> Editor:
    editor = Editor()
    ours = {types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, types.WORKSPACE_CONFIGURATION}
    register_lsp_features(editor, {m: f for m, f in DEFAULT_CLIENT_FEATURES.items() if m not in ours})
    for method in OWN_NOTIFICATIONS:
        editor.feature(method)(_keeper(method))
    editor.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(_published)
    editor.feature(types.WORKSPACE_CONFIGURATION)(_configuration)
    editor.feature(types.WORKSPACE_CODE_LENS_REFRESH)(_refresh)
    editor.feature(types.CLIENT_REGISTER_CAPABILITY)(_register)
    editor.feature(types.WORKSPACE_APPLY_EDIT)(_apply)
    return editor


def _keeper(method: str) -> Callable[[Editor, Any], None]:
    def keep(ls: Editor, params: Any) -> None:
        ls.notes.append((method, params))

    return keep


def _published(ls: Editor, params: types.PublishDiagnosticsParams) -> None:
    ls.publications.append(params)
    ls.diagnostics[params.uri] = params.diagnostics


async def _configuration(ls: Editor, params: types.ConfigurationParams) -> list[Any]:
    await ls.settings_may_be_asked.wait()
    return [ls.get_configuration(section=item.section, scope_uri=item.scope_uri) for item in params.items]


def _refresh(ls: Editor, params: None) -> None:
    ls.lens_refreshes += 1


def _apply(ls: Editor, params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
    """Make files and put texts into them, as an editor does that saves them at once."""
    ls.edits.append(params)
    for change in params.edit.document_changes or ():
        if isinstance(change, types.CreateFile):
            file = Path(url2pathname(urlparse(change.uri).path))
            if file.exists():
                return types.ApplyWorkspaceEditResult(applied=False, failure_reason=f"{file.name} is there")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        elif isinstance(change, types.TextDocumentEdit):
            (edit,) = change.edits
            assert isinstance(edit, types.TextEdit)
            Path(url2pathname(urlparse(change.text_document.uri).path)).write_text(edit.new_text, "utf-8")
    return types.ApplyWorkspaceEditResult(applied=True)


def _register(ls: Editor, params: types.RegistrationParams) -> None:
    ls.registrations.extend(params.registrations)
