"""What a run needs of the outside.

``host`` and ``store`` satisfy these by shape; tests pass fakes through the same contract.

Methods without ``async`` may block on the disk: the engine calls them in a worker thread, never on the event loop.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import CaseResult, RunResult, RunSummary, SuiteResult
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import Scope
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import ToolResult


class Process(Protocol):
    """A running tool: the leader of its own process group."""

    @property
    def pid(self) -> int:
        """Process id of the leader."""
        ...

    async def wait(self) -> int:
        """Wait for the leader's end, then end whatever it left behind. Returns its exit code; ``-N`` for signal N."""
        ...

    async def stop(self) -> None:
        """Interrupt, terminate, kill the whole tree, with a short grace between; return when all of it is gone."""
        ...


class Launcher(Protocol):
    """Starts tools."""

    async def start(self, invocation: Invocation) -> Process:
        """Start the tool with stdout and stderr appended to ``invocation.output`` and stdin closed.

        The tree is killed also when *our* process dies without a word. Raises ``ToolMissing`` when it cannot
        be started.
        """
        ...


class LineTail(Protocol):
    """Reads what is appended to a file, a whole line at a time."""

    def read(self) -> Sequence[bytes]:
        """Return the complete lines appended since the last call, without their newline; () when there are none.

        A file that does not exist yet has no lines.
        """
        ...

    def close(self) -> Sequence[bytes]:
        """Return what is left, a last unterminated line included, and close the file."""
        ...


class Files(Protocol):
    """The small file work around an invocation."""

    def tail(self, path: str) -> LineTail:
        """Follow a file from its start."""
        ...

    def write_bytes(self, path: str, content: bytes) -> None:
        """Write a file, making its folder."""
        ...

    def read_bytes(self, path: str) -> bytes | None:
        """Read a file; None when it is not there."""
        ...

    def files_below(self, folder: str, limit: int) -> Sequence[str]:
        """Name the files below a folder by their absolute paths, in order, so many at most; none where it is not."""
        ...


class RunHandle(Protocol):
    """A run that is being written. Its owner, and nobody else, seals it, once."""

    @property
    def run_id(self) -> str:
        """``%Y%m%d_%H%M%SZ`` in UTC, with ``_NN`` where that second was taken."""
        ...

    @property
    def run_dir(self) -> str:
        """Absolute path of the run's folder."""
        ...

    def artifacts_dir(self, suite: str) -> str:
        """Return the absolute path of ``artifacts/<suite>``, made if absent."""
        ...

    def append(self, cases: Sequence[CaseResult]) -> None:
        """Append finished cases to the evidence, one ``os.write`` a line."""
        ...

    def add_suite(self, suite: SuiteResult) -> None:
        """Note a suite that has ended, so that a run that is killed later still knows it."""
        ...

    def add_tool(self, tool: ToolResult) -> None:
        """Note an inline tool that is over or was skipped, with its findings, so that a run killed later has them."""
        ...

    def add_risks(self, risks: Sequence[RouteRisk]) -> None:
        """Note the routes by their risk, highest first."""
        ...

    def add_authored(self, files: Sequence[Authored]) -> None:
        """Note the files of tests that the run wrote: all of them, each time."""
        ...

    def add_result(self, result: RunResult) -> None:
        """Take in what an orchestration came to, without sealing: counts, suites, notes, diagnoses, missing cases.

        For a run whose handle belongs to a caller; several orchestrations may add to it. Its owner seals it, once.
        """
        ...

    def seal(self, result: RunResult) -> None:
        """Write counts, diagnostics and the final status atomically. A second call raises ``RuntimeError``."""
        ...


class RunStore(Protocol):
    """The run store that command line, CI, dashboard and editor share (``docs/run-store.md``)."""

    @property
    def root(self) -> Path:
        """The folder that holds the runs."""
        ...

    def create_run(
        self, *, target_name: str, target_path: str, scope: Scope, settings: Mapping[str, object]
    ) -> RunHandle:
        """Reserve a run atomically. Raises ``StoreUnavailable``."""
        ...

    def list_runs(
        self, *, limit: int = 50, test: TestId | None = None, route: RouteKey | None = None
    ) -> Sequence[RunSummary]:
        """List runs newest first; only those that hold the test, or a case of the route, when one is given."""
        ...

    def load_run(self, run_id: str) -> RunResult:
        """Read a run back, ours or the original's.

        Raises ``UnknownRun``. A run whose owner died reads as interrupted.
        """
        ...

    def evidence_of(self, run_id: str) -> Evidence:
        """Read all that a run left behind. Raises ``UnknownRun``."""
        ...

    def report_of(self, run_id: str) -> Path:
        """Return the HTML report in the folder of a run, made anew unless nothing has changed since it was.

        Raises ``UnknownRun``, ``StoreUnavailable``.
        """
        ...

    def write_report(self, evidence: Evidence, path: Path | None = None) -> Path:
        """Make the HTML report of a run, in its folder unless another file is named, and return where it stands.

        Raises ``StoreUnavailable``.
        """
        ...

    def last_results(self, target_path: str) -> Sequence[tuple[CaseResult, str, float]]:
        """Return the newest verdict of every case of a workspace folder.

        Each is (case, run id, POSIX seconds it finished).
        """
        ...

    def last_tools(self, target_path: str) -> Sequence[tuple[ToolResult, str, float]]:
        """Return the last execution of each inline tool in a workspace folder: (result, run id, POSIX seconds)."""
        ...

    def recover(self) -> Sequence[str]:
        """Seal as interrupted the runs of ours whose owner is dead.

        Finished cases that only the raw events hold are added. Returns the ids of the runs. Safe to call at any
        time, from several processes.
        """
        ...
