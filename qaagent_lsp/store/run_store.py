"""The run store: creating, listing and reading runs. Satisfies ``RunStore`` of ``runs.ports`` by shape."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from qaagent_lsp.model.errors import StoreUnavailable, UnknownRun
from qaagent_lsp.model.evidence import Evidence
from qaagent_lsp.model.result import CaseResult, RunResult, RunSummary
from qaagent_lsp.model.route import RouteKey
from qaagent_lsp.model.scope import Scope
from qaagent_lsp.model.scope_json import scope_to_json
from qaagent_lsp.model.test import TestId
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.store.atomic import replace_json
from qaagent_lsp.store.collecting import collect
from qaagent_lsp.store.history import last_results, last_tools
from qaagent_lsp.store.layout import (
    ARTIFACTS,
    EVIDENCE,
    MANIFEST,
    OWNER,
    REPORT,
    is_run_name,
    reserve,
    timestamp,
)
from qaagent_lsp.store.listing import mentions, run_folders
from qaagent_lsp.store.locks import try_lock
from qaagent_lsp.store.manifest import first_manifest
from qaagent_lsp.store.ownership import this_process
from qaagent_lsp.store.reading import read_run, summarize
from qaagent_lsp.store.records import Json, Sidecar
from qaagent_lsp.store.recovery import recover_run
from qaagent_lsp.store.sealing import write_sidecar
from qaagent_lsp.store.writing import WrittenRun

T = TypeVar("T")


class RunStoreOnDisk:
    """The runs below one root, which is created by the first run and not before.

    ``clock`` gives POSIX seconds.
    """

    def __init__(self, root: Path, clock: Callable[[], float] = time.time) -> None:
        self._root = root
        self._clock = clock

    @property
    def root(self) -> Path:
        """The runs root, absolute."""
        return self._root

    def create_run(
        self, *, target_name: str, target_path: str, scope: Scope, settings: Mapping[str, object]
    ) -> WrittenRun:
        """Reserve a run atomically. Values of ``settings["env"]`` are not written: they may be secrets.

        Raises ``StoreUnavailable``.
        """
        moment = datetime.fromtimestamp(self._clock(), UTC)
        sidecar = Sidecar(
            scope=dict(scope_to_json(scope)),
            owner=this_process(),
            created_at=timestamp(moment),
            target_path=target_path,
            target_name=target_name,
            settings=_without_secrets(settings),
        )

        def fill(folder: Path, run_id: str) -> None:
            target = {"name": target_name, "path": target_path, "git": {}}
            replace_json(folder / MANIFEST, first_manifest(run_id, sidecar.created_at, target))
            (folder / EVIDENCE).mkdir()
            (folder / ARTIFACTS).mkdir()
            (folder / OWNER).touch()
            write_sidecar(folder, sidecar)

        try:
            run_dir = reserve(self._root, moment, fill)
        except OSError as error:
            msg = f"the run store {self._root} cannot be written: {error}"
            raise StoreUnavailable(
                msg, "Check its permissions, or choose another with --runs-dir."
            ) from error
        return WrittenRun(run_dir, sidecar, try_lock(run_dir / OWNER), self._clock)

    def list_runs(
        self, *, limit: int = 50, test: TestId | None = None, route: RouteKey | None = None
    ) -> Sequence[RunSummary]:
        """List runs newest first; only those that hold the test, or a case of the route, when one is given.

        A test is a case, a function or class with all its cases, or a file. Folders that hold no run are
        passed over.
        """
        found: list[RunSummary] = []
        for run_dir in run_folders(self._root):
            if len(found) >= limit:
                break
            if (test or route) and not mentions(run_dir, test, route):
                continue
            try:
                found.append(summarize(run_dir))
            except (OSError, ValueError):
                continue
        return found

    def load_run(self, run_id: str) -> RunResult:
        """Read a run back, ours or the original's.

        Raises ``UnknownRun``. A run whose owner died reads as interrupted.
        """
        return self._read(run_id, read_run)

    def evidence_of(self, run_id: str) -> Evidence:
        """Read all that a run left behind. Raises ``UnknownRun``."""
        return self._read(run_id, collect)

    def report_of(self, run_id: str) -> Path:
        """Return the HTML report in the folder of a run, made anew unless nothing has changed since it was.

        Raises ``UnknownRun``, ``StoreUnavailable``.
        """
        # Drawing a page is needed by few of those who open a store.
        from qaagent_lsp.store.report import current_report

        current = current_report(self._root / run_id) if is_run_name(run_id) else None
        return current or self.write_report(self.evidence_of(run_id))

    def write_report(self, evidence: Evidence, path: Path | None = None) -> Path:
        """Make the HTML report of a run, in its folder unless another file is named, and return where it stands.

        Raises ``StoreUnavailable``.
        """
        from qaagent_lsp.store.report import draw_report

        path = path or self._root / evidence.run.run_id / REPORT
        try:
            return draw_report(evidence, path)
        except OSError as error:
            msg = f"the report {path} cannot be written: {error.strerror or error}"
            raise StoreUnavailable(msg, "Name another file, or make room for it.") from error

    def _read(self, run_id: str, read: Callable[[Path], T]) -> T:
        if not is_run_name(run_id):
            msg = f"{run_id!r} is not the id of a run"
            raise UnknownRun(msg, _LIST_HINT)
        try:
            return read(self._root / run_id)
        except FileNotFoundError as error:
            msg = f"there is no run {run_id} in {self._root}"
            raise UnknownRun(msg, _LIST_HINT) from error
        except (OSError, ValueError) as error:
            msg = f"run {run_id} in {self._root} cannot be read: {error}"
            raise UnknownRun(msg, _LIST_HINT) from error

    def last_results(self, target_path: str) -> Sequence[tuple[CaseResult, str, float]]:
        """Return the newest verdict of every case of a workspace folder.

        (case, run id, POSIX seconds it finished).
        """
        return last_results(run_folders(self._root), target_path)

    def last_tools(self, target_path: str) -> Sequence[tuple[ToolResult, str, float]]:
        """Return the last execution of each inline tool in a workspace folder: (result, run id, POSIX seconds)."""
        return last_tools(run_folders(self._root), target_path)

    def recover(self) -> Sequence[str]:
        """Seal as interrupted the runs of ours whose owner is dead.

        Finished cases that only the raw events hold are added. Returns the ids of the runs.
        Safe to call at any time, from several processes.
        """
        return [run_dir.name for run_dir in run_folders(self._root) if _recovered(run_dir)]


def _recovered(run_dir: Path) -> bool:
    # Sealed runs have no owner's mark: one look at each of thousands of folders is all they cost.
    if not os.path.lexists(run_dir / OWNER):
        return False
    try:
        return recover_run(run_dir)
    except (OSError, ValueError):
        return False


_LIST_HINT = "`qaagent-lsp runs list` names the runs there are."


def _without_secrets(settings: Mapping[str, object]) -> Json:
    env = settings.get("env")
    if isinstance(env, Mapping):
        return {**settings, "env": dict.fromkeys(map(str, env), "(not recorded)")}
    return dict(settings)
