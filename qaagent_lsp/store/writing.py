"""A run that is being written by the process that created it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from qaagent_lsp.model.brief import Authored
from qaagent_lsp.model.errors import StoreUnavailable
from qaagent_lsp.model.result import CaseResult, RunResult, RunStatus, SuiteResult, count
from qaagent_lsp.model.risk import RouteRisk
from qaagent_lsp.model.scope_json import scope_from_json
from qaagent_lsp.model.tool import ToolResult
from qaagent_lsp.results.outcome import outcome_of, worst_of
from qaagent_lsp.store.atomic import append_lines, replace_bytes
from qaagent_lsp.store.case_record import Recorded, record_line
from qaagent_lsp.store.evidence import CaseKey, suite_tool
from qaagent_lsp.store.git import GitLookup
from qaagent_lsp.store.ids import EvidenceIds
from qaagent_lsp.store.layout import ARTIFACTS, EVENTS, JUNIT, QUALITY, RISKS, ROUND, TESTS, timestamp
from qaagent_lsp.store.manifest import change_manifest
from qaagent_lsp.store.plan_evidence import PlanEvidence, inline_tool_records
from qaagent_lsp.store.records import Manifest, Sidecar
from qaagent_lsp.store.sealing import finish, rewrite_records, write_sidecar

_MANIFEST_SECONDS = 1.0
"""How often the manifest of a run in progress is brought up to date at most; the test records always are."""


class WrittenRun:
    """The ``RunHandle`` of a run on disk. Safe to use from several threads of its process.

    ``owner_lock`` is a descriptor whose lock says that the owner lives; it is closed when the run is sealed.
    Every method raises ``StoreUnavailable`` when the disk refuses.
    """

    def __init__(
        self, run_dir: Path, sidecar: Sidecar, owner_lock: int | None, clock: Callable[[], float]
    ) -> None:
        self._run_dir = run_dir
        self._sidecar = sidecar
        self._owner_lock = owner_lock
        self._clock = clock
        self._ids = EvidenceIds("TST", run_dir.name)
        self._records: dict[CaseKey, Recorded] = {}
        self._superseded = False
        self._added: list[RunStatus] = []
        self._rounds: dict[str, int] = {}
        self._ended: dict[str, SuiteResult] = {}
        self._sealed = False
        self._manifest_due = 0.0
        self._lock = threading.RLock()
        self._began = clock()
        self._plan = PlanEvidence(run_dir)
        self._git = GitLookup(sidecar.target_path)

    @property
    def run_id(self) -> str:
        """``%Y%m%d_%H%M%SZ`` in UTC, with ``_NN`` where that second was taken."""
        return self._run_dir.name

    @property
    def run_dir(self) -> str:
        """Absolute path of the run's folder."""
        return str(self._run_dir)

    @property
    def created_at(self) -> str:
        """When the run was created, ``%Y-%m-%dT%H:%M:%SZ``."""
        return self._sidecar.created_at

    def artifacts_dir(self, suite: str) -> str:
        """Return the absolute path of ``artifacts/<suite>``, made if absent.

        Where an orchestration that is over left events there, a later one has ``artifacts/<suite>/round-2`` and so on:
        it must not take them for its own.
        """
        with self._writing():
            folder = self._folder_of(suite)
            folder.mkdir(parents=True, exist_ok=True)
            return str(folder)

    def append(self, cases: Sequence[CaseResult]) -> None:
        """Append finished cases to the evidence, one ``os.write`` a line.

        They survive a kill after this returned.
        """
        if not cases:
            return
        with self._writing():
            append_lines(self._run_dir / TESTS, [record_line(self._take(case)) for case in cases])
            if time.monotonic() >= self._manifest_due:
                self._update_manifest()

    def add_suite(self, suite: SuiteResult) -> None:
        """Note a suite that has ended, so that a run that is killed later still knows it."""
        with self._writing():
            tools = dict(self._sidecar.tools)
            tool = suite_tool(self._run_dir, suite.name, self._sidecar.target_path)
            if tool is not None:
                tools[suite.name] = tool
            self._sidecar = self._sidecar.model_copy(
                update={"suites": self._suites_and([suite]), "tools": tools}
            )
            write_sidecar(self._run_dir, self._sidecar)
            self._update_manifest()

    def add_tool(self, tool: ToolResult) -> None:
        """Note an inline tool that is over or was skipped, with its findings, so that a run killed later has them."""
        with self._writing():
            self._refuse_sealed()
            others = tuple(one for one in self._sidecar.inline if one.name != tool.name)
            self._sidecar = self._sidecar.model_copy(update={"inline": (*others, tool)})
            found = self._plan.add_findings(tool.findings, self._now())
            write_sidecar(self._run_dir, self._sidecar)

            def change(manifest: Manifest) -> None:
                manifest.tools |= inline_tool_records([tool])
                if found:
                    manifest.counts["findings"] = manifest.counts.get("findings", 0) + found
                    manifest.evidence_files["quality"] = QUALITY

            change_manifest(self._run_dir, self._sidecar, change)

    def add_risks(self, risks: Sequence[RouteRisk]) -> None:
        """Note the routes by their risk, highest first."""
        with self._writing():
            self._refuse_sealed()
            self._sidecar = self._sidecar.model_copy(update={"risks": tuple(risks)})
            added = self._plan.add_risks(risks, self._now())
            write_sidecar(self._run_dir, self._sidecar)

            def change(manifest: Manifest) -> None:
                if added:
                    manifest.counts["risks"] = manifest.counts.get("risks", 0) + added
                    manifest.evidence_files["risks"] = RISKS

            change_manifest(self._run_dir, self._sidecar, change)

    def add_authored(self, files: Sequence[Authored]) -> None:
        """Note the files of tests that the run wrote: all of them, each time."""
        with self._writing():
            self._refuse_sealed()
            self._sidecar = self._sidecar.model_copy(update={"authored": tuple(files)})
            write_sidecar(self._run_dir, self._sidecar)

    def add_result(self, result: RunResult) -> None:
        """Take in what an orchestration came to, without sealing. Cases and suites of earlier ones stay.

        Raises ``RuntimeError`` when the run is sealed already.
        """
        with self._writing():
            self._refuse_sealed()
            self._bring_up_to(result.cases)
            self._sidecar = self._sidecar.model_copy(
                update={
                    "suites": self._suites_and(result.suites),
                    "problems": tuple(dict.fromkeys((*self._sidecar.problems, *result.problems))),
                    "notes": (*self._sidecar.notes, *result.notes),
                    "selection": (*self._sidecar.selection, *result.selection),
                }
            )
            self._added.append(result.status)
            ran = {*(suite.name for suite in result.suites), *(case.suite for case in result.cases)}
            self._ended |= {suite.name: suite for suite in self._sidecar.suites if suite.name in ran}
            self._end_round(ran)
            write_sidecar(self._run_dir, self._sidecar)
            self._update_manifest()

    def finalize(self, status: RunStatus | None = None) -> RunResult:
        """Seal a run that orchestrations added to, and return what it came to. A second call raises ``RuntimeError``.

        ``status`` is the owner's own word on the run; None: the worst of its suites, cases and added results.
        """
        with self._writing():
            self._refuse_sealed()
            cases = tuple(recorded.case for recorded in self._records.values())
            sidecar = self._sidecar
            outcomes = (outcome_of(sidecar.suites, cases), *self._added) if sidecar.suites else self._added
            result = RunResult(
                run_id=self.run_id,
                run_dir=self.run_dir,
                status=status or worst_of(outcomes),
                scope=scope_from_json(sidecar.scope),
                created_at=sidecar.created_at,
                duration=max(self._clock() - self._began, 0.0),
                counts=count(cases),
                cases=cases,
                suites=sidecar.suites,
                problems=sidecar.problems,
                notes=sidecar.notes,
                selection=sidecar.selection,
                tools=sidecar.inline,
                authored=sidecar.authored,
                risks=sidecar.risks,
            )
            self.seal(result)
            return result

    def _suites_and(self, suites: Sequence[SuiteResult]) -> tuple[SuiteResult, ...]:
        """Put results in the place of what is known of their suites, behind those of earlier orchestrations."""
        known = {suite.name: suite for suite in self._sidecar.suites}
        known |= {suite.name: _joined(self._ended.get(suite.name), suite) for suite in suites}
        return tuple(known.values())

    def _folder_of(self, suite: str) -> Path:
        folder = self._run_dir / ARTIFACTS / suite
        ended = self._rounds.get(suite, 0)
        return folder / f"{ROUND}{ended + 1}" if ended else folder

    def _end_round(self, suites: Iterable[str]) -> None:
        """Keep the folders of an orchestration that is over, and one interchange file for all rounds of a suite."""
        from qaagent_lsp.results.junit import junit_bytes  # brings XML with it: not before a run ends

        for suite in suites:
            folder = self._folder_of(suite)
            if not (folder / EVENTS).exists():
                continue
            self._rounds[suite] = self._rounds.get(suite, 0) + 1
            if self._rounds[suite] > 1:
                cases = [recorded.case for key, recorded in self._records.items() if key[0] == suite]
                replace_bytes(self._run_dir / ARTIFACTS / suite / JUNIT, junit_bytes(suite, cases))
                # Readers look for ``*.xml`` at any depth: a second one would tell of the same failures again.
                (folder / JUNIT).unlink(missing_ok=True)

    def _now(self) -> str:
        return timestamp(datetime.fromtimestamp(self._clock(), UTC))

    def _refuse_sealed(self) -> None:
        if self._sealed:
            msg = f"run {self.run_id} is sealed already"
            raise RuntimeError(msg)

    def seal(self, result: RunResult) -> None:
        """Write counts, diagnostics and the final status atomically. A second call raises ``RuntimeError``.

        Cases of the result that were not appended yet, or differ from what was, get their record now.
        """
        with self._writing():
            self._refuse_sealed()
            self._bring_up_to(result.cases)
            sealed = {
                "status": result.status,
                "finished_at": self._clock(),
                "duration": result.duration,
                "counts": result.counts,
                "suites": result.suites,
                "problems": result.problems,
                "notes": result.notes,
                "selection": result.selection,
                "inline": result.tools or self._sidecar.inline,
                "authored": result.authored or self._sidecar.authored,
                "risks": result.risks or self._sidecar.risks,
            }
            finish(self._run_dir, self._sidecar.model_copy(update=sealed), self._records, self._git.result())
            self._sealed = True
            if self._owner_lock is not None:
                os.close(self._owner_lock)

    def _take(self, case: CaseResult) -> Recorded:
        key = (case.suite, case.id)
        known = self._records.get(key)
        self._superseded = self._superseded or known is not None
        self._records[key] = Recorded(known.test_id if known else self._ids.next(), case, self._clock())
        return self._records[key]

    def _bring_up_to(self, cases: Sequence[CaseResult]) -> None:
        """Leave exactly one record a case: the file is rewritten when it holds superseded ones."""
        missing = [
            case
            for case in cases
            if (known := self._records.get((case.suite, case.id))) is None or known.case != case
        ]
        recorded = [self._take(case) for case in missing]
        if self._superseded:
            rewrite_records(self._run_dir, self._records)
        elif recorded:
            append_lines(self._run_dir / TESTS, [record_line(record) for record in recorded])

    def _update_manifest(self) -> None:
        def change(manifest: Manifest) -> None:
            if self._records:
                manifest.counts["tests"] = len(self._records)
                manifest.evidence_files["tests"] = TESTS

        change_manifest(self._run_dir, self._sidecar, change)
        self._manifest_due = time.monotonic() + _MANIFEST_SECONDS

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except (OSError, ValueError) as error:
                msg = f"the evidence of run {self.run_id} cannot be written: {error}"
                raise StoreUnavailable(
                    msg, f"Check the disk and the permissions of {self._run_dir}."
                ) from error


def _joined(before: SuiteResult | None, after: SuiteResult) -> SuiteResult:
    """Put a suite's later orchestration behind its earlier one: the worse decides, and what broke stays told."""
    if before is None:
        return after
    worse = before if worst_of((before.outcome, after.outcome)) == before.outcome != after.outcome else after
    return replace(
        worse,
        error="\n".join(dict.fromkeys(filter(None, (before.error, after.error)))),
        duration=before.duration + after.duration,
        attempts=before.attempts + after.attempts,
    )
