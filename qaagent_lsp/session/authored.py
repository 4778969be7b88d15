"""Puts drafts where they belong, never over a file that is there, and runs them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from qaagent_lsp.model.brief import Authored, Draft
from qaagent_lsp.model.errors import QaAgentError
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope import PathScope
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.results.written_tests import judged
from qaagent_lsp.session.session import Session


async def write(session: Session, drafts: Sequence[Draft]) -> tuple[Authored, ...]:
    """Write every draft and run it. A file that is there stays what it is: the new one gets a name of its own.

    Raises ``UntrustedWorkspace``. What cannot be written or run is told in the result.
    """
    return tuple([await _ran(session, file) for file in await put(session, drafts)])


async def put(session: Session, drafts: Sequence[Draft]) -> tuple[Authored, ...]:
    """Write every draft without running it, as ``write`` does. Raises ``UntrustedWorkspace``."""
    await session.groundwork()
    files = tuple([await asyncio.to_thread(_put, session.folder, draft) for draft in drafts])
    beside = [companion.file for draft in drafts for companion in draft.companions]
    await session.files_changed([*(file.file for file in files if not file.message), *beside])
    return files


async def put_on_record(
    session: Session, drafts: Sequence[Draft], keep: Callable[[tuple[Authored, ...]], None]
) -> tuple[Authored, ...]:
    """Write every draft as ``put`` does, and to the end: being cancelled, it tells ``keep`` of the files there are."""
    writing = asyncio.create_task(put(session, drafts), name="write tests")
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        keep(await writing)
        raise


def free_name(folder: Path, wished: WorkspacePath, taken: Collection[WorkspacePath] = ()) -> WorkspacePath:
    """Give the name that a new file can have: the wished one, or with a number behind.

    ``taken`` are names of files that are about to be written.
    """
    path = PurePosixPath(wished)
    stem, dot, ending = path.name.partition(".")
    name, number = wished, 1
    while name in taken or (folder / name).exists():
        number += 1
        name = WorkspacePath(str(path.with_name(f"{stem}_{number}{dot}{ending}")))
    return name


def _put(folder: Path, draft: Draft) -> Authored:
    try:
        file = _written(folder, draft)
    except OSError as error:
        message = f"{draft.file} cannot be written: {error.strerror}"
        return Authored(draft.file, draft.framework, draft.routes, message=message, notes=draft.notes)
    return Authored(file, draft.framework, draft.routes, notes=draft.notes)


async def _ran(session: Session, authored: Authored) -> Authored:
    if authored.message:
        return authored
    try:
        ticket = await session.run(PathScope(authored.file))
    except QaAgentError as refused:
        return replace(authored, message=f"{refused.message} {refused.hint}".strip())
    result = await session.wait(ticket.run_id)
    return judged(authored, result.cases, trouble=_trouble(result))


def _written(folder: Path, draft: Draft) -> WorkspacePath:
    for companion in draft.companions:
        _written_new(folder / companion.file, companion.text)
    while True:
        file = free_name(folder, draft.file)
        if _written_new(folder / file, draft.text):
            return file


def _written_new(target: Path, text: str) -> bool:
    """Write a file that is not there yet; False where one is."""
    content = text.encode("utf-8", "backslashreplace")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        opened = target.open("xb")
    except FileExistsError:
        return False  # somebody else was quicker, or it was there before
    with opened:
        try:
            opened.write(content)
            opened.flush()
        except OSError:
            # A test that is cut off would break the suite that it lies in.
            target.unlink(missing_ok=True)
            raise
    return True


def _trouble(result: RunResult) -> str:
    """Say what else than a red test kept a run from passing; ``""`` where nothing did."""
    red = any(case.outcome in {"failed", "error"} for case in result.cases)
    if result.status == "passed" or (result.status == "failed" and red):
        return ""
    return next((suite.error for suite in result.suites if suite.error), result.status)
