"""``workspace/configuration`` (pulled, a folder at a time) and ``workspace/didChangeConfiguration``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.server.language_server import QaAgentServer
from qaagent_lsp.server.settings import SECTION, read_settings, section_of

log = logging.getLogger(__name__)

PULL_SECONDS = 3.0
"""A client that does not answer in this time is served with the settings of ``initialize`` until it does."""


async def did_change_configuration(ls: QaAgentServer, params: types.DidChangeConfigurationParams) -> None:
    """Read the settings again: asked for where the client answers, else as they were pushed."""
    await ls.folders.opened.wait()
    folders = tuple(ls.folders)
    if ls.support.configuration:
        for folder, settings in zip(folders, await pull_settings(ls, [f.uri for f in folders]), strict=True):
            await _configure(ls, folder.uri, settings)
        return
    for folder in folders:
        settings, problems = read_settings(section_of(params.settings), folder.session.settings)
        _warn(ls, problems)
        await _configure(ls, folder.uri, settings)


async def pull_settings(ls: QaAgentServer, uris: Sequence[str]) -> Sequence[Settings]:
    """Ask the client for the settings of folders; those of ``initialize`` stand in for an unknown one."""
    if not uris or not ls.support.configuration:
        return [ls.base_settings] * len(uris)
    items = [types.ConfigurationItem(scope_uri=uri, section=SECTION) for uri in uris]
    asking = asyncio.ensure_future(
        ls.protocol.send_request_async(types.WORKSPACE_CONFIGURATION, types.ConfigurationParams(items=items))
    )
    done, _ = await asyncio.wait({asking}, timeout=PULL_SECONDS)
    if not done:
        log.warning("the client has not answered workspace/configuration for %s s", PULL_SECONDS)
        ls.spawn(_configure_late(ls, uris, asking), "settings that come late")
        return [ls.base_settings] * len(uris)
    return _answered(ls, uris, asking) or [ls.base_settings] * len(uris)


def register_configuration(ls: QaAgentServer) -> None:
    """Ask to be told of changed settings, where the client wants to be asked."""
    if ls.support.configuration_registration:
        options = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        registration = types.Registration(
            id="qaagent-configuration",
            method=types.WORKSPACE_DID_CHANGE_CONFIGURATION,
            register_options=options,
        )
        ls.protocol.send_request(
            types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(registrations=[registration])
        )


async def _configure_late(
    ls: QaAgentServer, uris: Sequence[str], asking: asyncio.Future[Sequence[object] | None]
) -> None:
    """A client that has much to do when it starts answers when it has got round to it, and is not asked again."""
    await asyncio.wait({asking})
    await ls.folders.opened.wait()
    for uri, settings in zip(uris, _answered(ls, uris, asking), strict=False):
        await _configure(ls, uri, settings)


def _answered(
    ls: QaAgentServer, uris: Sequence[str], asked: asyncio.Future[Sequence[object] | None]
) -> Sequence[Settings]:
    """Read the answer that is there; nothing when the client refused to give one."""
    try:
        answers = asked.result()
    except JsonRpcException as error:
        log.warning("the client does not answer workspace/configuration: %r", error)
        return ()
    read = [
        _last_good(ls, uri, answer) for uri, answer in zip(uris, _padded(answers, len(uris)), strict=True)
    ]
    _warn(ls, [problem for _, problems in read for problem in problems])
    return [settings for settings, _ in read]


def _last_good(ls: QaAgentServer, uri: str, answer: object) -> tuple[Settings, Sequence[str]]:
    known = next((folder.session.settings for folder in ls.folders if folder.uri == uri), ls.base_settings)
    return read_settings(answer, known if answer is not None else ls.base_settings)


async def _configure(ls: QaAgentServer, uri: str, settings: Settings) -> None:
    for folder in ls.folders:
        if folder.uri == uri and folder.session.settings != settings:
            await folder.ready()
            await folder.session.configure(settings)
            ls.publisher.request(folder.path)
            ls.lens_refresh.request()


def _warn(ls: QaAgentServer, problems: Sequence[str]) -> None:
    # Folders often share their settings; one mistake is told once.
    for problem in dict.fromkeys(problems):
        ls.warn(problem)


def _padded(answers: Sequence[object] | None, length: int) -> Sequence[object]:
    given = list(answers or ())[:length]
    return given + [None] * (length - len(given))
