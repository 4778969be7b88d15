"""Starts a tool as leader of its own session and ends the whole of it: the ``Launcher`` of ``runs.ports``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

from qaagent_lsp.host.guardian import Guardian
from qaagent_lsp.host.interpreter import without_our_own
from qaagent_lsp.host.process_tree import MARK_VARIABLE, Patience, Tree, birth_of, end, interrupt_and_end
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.plan import Invocation

WINDOWS_NEW_GROUP = 0x00000200
"""``CREATE_NEW_PROCESS_GROUP``: without it CTRL_BREAK would reach ourselves."""


class ToolProcess:
    """A running tool: the leader of its own process group, and its descendants."""

    def __init__(
        self, process: asyncio.subprocess.Process, tree: Tree, guardian: Guardian, patience: Patience
    ) -> None:
        self._process = process
        self._tree = tree
        self._guardian = guardian
        self._patience = patience

    @property
    def pid(self) -> int:
        """Process id of the leader."""
        return self._process.pid

    async def wait(self) -> int:
        """Wait for the leader's end, then end what it left behind. Returns exit code (``-N``: signal N)."""
        code = await self._process.wait()
        await asyncio.to_thread(self._end)
        return code

    async def stop(self) -> None:
        """Interrupt, then terminate, then kill the tree, with short grace; return when all is gone."""
        await asyncio.to_thread(self._interrupt_and_end)
        await self._process.wait()

    def _end(self) -> None:
        end((self._tree,), self._patience)
        self._guardian.forget(self._tree.mark)

    def _interrupt_and_end(self) -> None:
        interrupt_and_end((self._tree,), self._patience)
        self._guardian.forget(self._tree.mark)


class ToolLauncher:
    """Starts tools; ``guardian`` ends them should we be killed.

    ``environ`` is what they inherit; None: our own environment as it was before our virtual environment.
    """

    def __init__(
        self,
        guardian: Guardian,
        *,
        environ: Mapping[str, str] | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._guardian = guardian
        self._environ = without_our_own(os.environ) if environ is None else environ
        self._patience = patience or Patience()

    async def start(self, invocation: Invocation) -> ToolProcess:
        """Start the tool with stdout and stderr appended to ``invocation.output`` and stdin closed.

        The tree is killed also when *our* process dies without a word. Raises ``ToolMissing`` when the tool
        cannot be started.
        """
        _let_children_be_interrupted()
        mark = uuid.uuid4().hex
        born = time.time()
        await asyncio.to_thread(self._guardian.watch, Tree(mark, None, born))
        try:
            process = await self._spawn(invocation, mark)
        except BaseException:
            # Cancelled in the middle of starting: something may run that nobody holds.
            await asyncio.to_thread(end, (Tree(mark, None, born),), self._patience)
            await asyncio.to_thread(self._guardian.forget, mark)
            raise
        tree = Tree(mark, process.pid, birth_of(process.pid) or born)
        self._guardian.watch(tree)
        return ToolProcess(process, tree, self._guardian, self._patience)

    async def _spawn(self, invocation: Invocation, mark: str) -> asyncio.subprocess.Process:
        output = await asyncio.to_thread(_open_for_appending, invocation.output)
        try:
            return await asyncio.create_subprocess_exec(
                *invocation.argv,
                cwd=invocation.cwd,
                env=self._environment(invocation, mark),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=sys.platform != "win32",
                creationflags=WINDOWS_NEW_GROUP if sys.platform == "win32" else 0,
            )
        except OSError as error:
            raise _not_startable(invocation, error) from error
        finally:
            os.close(output)

    def _environment(self, invocation: Invocation, mark: str) -> dict[str, str]:
        outer = self._environ.get(MARK_VARIABLE)
        # A run inside a run belongs to both: ending the outer one must find the inner one's daemons too.
        marks = f"{outer}:{mark}" if outer else mark
        return {**self._environ, **dict(invocation.env), MARK_VARIABLE: marks}


def _let_children_be_interrupted() -> None:
    """Give children the default answer to SIGINT where we were started with it ignored, as a shell's ``&`` does.

    Ignoring is inherited through exec, a handler is not; one that does nothing ignores as well for ourselves.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    if in_main_thread and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda _number, _frame: None)


def _open_for_appending(path: str) -> int:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)


def _not_startable(invocation: Invocation, error: OSError) -> ToolMissing:
    tool = invocation.argv[0]
    if not Path(invocation.cwd).is_dir():
        return ToolMissing(f"The folder to run in does not exist: {invocation.cwd}")
    return ToolMissing(
        f"{tool} cannot be started: {error.strerror}", "Check the interpreter with `qaagent-lsp doctor`."
    )
