"""The probe's lines, as they come, → events of the run and what was seen in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_args

from qaagent_lsp.model.artifact import Artifact
from qaagent_lsp.model.event import (
    AppSeen,
    CaseFinished,
    CasesCollected,
    CaseStarted,
    CollectionBroke,
    FunctionsTraced,
    RunEvent,
    ToolFinished,
    ToolStarted,
)
from qaagent_lsp.model.link import Hit
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.result import Attempt, CaseResult, Failure
from qaagent_lsp.model.served_json import served_app_of
from qaagent_lsp.model.source import Span, WorkspacePath
from qaagent_lsp.model.test import Runner, TestId, file_of, inside_of, is_placed
from qaagent_lsp.results.merge import Phase, merge
from qaagent_lsp.results.tracing import TraceReader
from qaagent_lsp.results.wire import Fields, failure_of, fields_of, hit_of, phase_of, rows_of, text

OUTPUT_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Seen:
    """All that one invocation has told so far, for ``reconcile``.

    ``running`` are cases that started and have no verdict; ``lines`` the 1-based line of every collected case;
    ``names`` those that started with a name that their id does not tell.
    """

    started: ToolStarted | None = None
    collected: tuple[TestId, ...] = ()
    lines: Mapping[TestId, int] | None = None
    running: tuple[TestId, ...] = ()
    names: Mapping[TestId, str] = field(default_factory=dict)
    cases: tuple[CaseResult, ...] = ()
    late: Mapping[TestId, tuple[Hit, ...]] = field(default_factory=dict)
    """Requests that came after the end of the test that caused them: background tasks, threads."""
    broken: tuple[CollectionBroke, ...] = ()
    missing: tuple[TestId, ...] = ()
    deselected: tuple[TestId, ...] = ()
    faults: tuple[str, ...] = ()
    """Internal errors of the tool and workers that died, each a text for a person."""
    interrupted: str | None = None
    usage_error: str | None = None
    exitstatus: int | None = None
    notes: tuple[str, ...] = ()
    halted: CollectionBroke | None = None
    """Where the workspace's code ended the whole session before any test ran (``sys.exit()``, an interrupt, a hook
    that raised). What an interrupt struck is only told here: it may have come from outside."""


class Decoder:
    """Decodes one invocation's lines in order. A torn or foreign line becomes a note, never an exception.

    ``workspace`` is the absolute path of the workspace folder.
    """

    def __init__(self, suite: str, workspace: str) -> None:
        self._suite = suite
        self._workspace = workspace
        self._runner: Runner = "pytest"
        self._started: ToolStarted | None = None
        self._collected: dict[TestId, int | None] = {}
        self._running: dict[TestId, int] = {}
        self._names: dict[TestId, str] = {}
        self._again: dict[TestId, list[Phase]] = {}
        self._cases: list[CaseResult] = []
        self._broken: list[CollectionBroke] = []
        self._trace = TraceReader()
        self._rest = Seen()
        self._has_begun = False

    @property
    def seen(self) -> Seen:
        """What was told so far, as one value."""
        return replace(
            self._rest,
            started=self._started,
            collected=tuple(self._collected),
            lines={test: line for test, line in self._collected.items() if line is not None},
            running=(
                *(test for test, count in self._running.items() for _ in range(count)),
                *(test for test in self._again if test not in self._running),
            ),
            names=dict(self._names),
            cases=tuple(self._cases),
            broken=tuple(self._broken),
        )

    def feed(self, lines: Iterable[bytes | str]) -> tuple[RunEvent, ...]:
        """Decode lines (without or with their newline) into the events they stand for."""
        return tuple(event for line in lines if line.strip() for event in self._event(line))

    def _event(self, line: bytes | str) -> Sequence[RunEvent]:
        try:
            fields = fields_of(line)
            read = _READERS.get(fields["kind"])
            return read(self, fields) if read is not None else self._note(f"unknown event {fields['kind']!r}")
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            start = text(line.decode("utf-8", "replace") if isinstance(line, bytes) else line)[:80]
            return self._note(
                f"a line of the probe's file could not be read ({type(error).__name__}: {error}): {start}"
            )

    def _note(self, note: str) -> Sequence[RunEvent]:
        self._rest = replace(self._rest, notes=(*self._rest.notes, note))
        return ()

    def _session(self, fields: Fields) -> Sequence[RunEvent]:
        tool = text(fields.get("tool", "pytest"))
        self._runner = next((runner for runner in get_args(Runner) if runner == tool), self._runner)
        version = text(fields["pytest"] if "pytest" in fields else fields["version"])
        self._started = ToolStarted(
            self._suite, tool, version, text(fields["python"]), text(fields["rootdir"])
        )
        return (self._started,)

    def _cases_collected(self, fields: Fields) -> Sequence[RunEvent]:
        rows: list[tuple[TestId, int | None]] = [(TestId(text(row[0])), row[1]) for row in fields["cases"]]
        self._collected.update(rows)
        return (CasesCollected(self._suite, tuple(test for test, _ in rows)),)

    def _collect_error(self, fields: Fields) -> Sequence[RunEvent]:
        failure = failure_of(fields["failure"], workspace=self._workspace, when="collect")
        test = TestId(text(fields["id"]))
        problem = None
        if failure.location is not None:
            problem = Problem(
                failure.location.file, failure.location.span, failure.message, "collection-error"
            )
        elif fields.get("file") and not text(fields["file"]).startswith("/"):
            problem = Problem(
                WorkspacePath(text(fields["file"])), Span(1, 1, 1, 1), failure.message, "collection-error"
            )
        broken = CollectionBroke(self._suite, test, failure, problem, self._runner)
        self._broken.append(broken)
        return (broken,)

    def _collect_skipped(self, fields: Fields) -> Sequence[RunEvent]:
        test = TestId(text(fields["id"]))
        place: Sequence[Any] = fields.get("place") or ("", 1)
        case = CaseResult(
            id=test,
            suite=self._suite,
            runner=self._runner,
            name=_name(test),
            outcome="skipped",
            duration=0.0,
            file=file_of(test),
            line=max(int(place[1] or 1), 1),
            attempts=(Attempt("skipped", 0.0),),
            reason=text(fields.get("reason")),
        )
        self._cases.append(case)
        return (CaseFinished(self._suite, case),)

    def _case_started(self, fields: Fields) -> Sequence[RunEvent]:
        test = TestId(text(fields["id"]))
        self._has_begun = True
        self._running[test] = self._running.get(test, 0) + 1
        if fields.get("name"):
            self._names[test] = text(fields["name"])
        return (CaseStarted(self._suite, test),)

    def _case_finished(self, fields: Fields) -> Sequence[RunEvent]:
        test = TestId(text(fields["id"]))
        rows = rows_of(fields)
        self._trace.finished(test, text(fields.get("worker", "")), rows)
        phases = [phase_of(row, self._workspace) for row in rows]
        if self._runner != "pytest":
            phases = _further_failures(phases)
        self._names.pop(test, None)
        left = self._running.pop(test, 0) - 1
        if left > 0:
            self._running[test] = left
        runs_again = any(phase.outcome == "rerun" for phase in phases[_last_setup(phases) :])
        phases = [*self._again.pop(test, ()), *phases]
        if runs_again:
            # Some versions of pytest-rerunfailures finish a test after each attempt: it is over after the last one.
            self._again[test] = phases
            return ()
        verdict = merge(phases)
        case = CaseResult(
            id=test,
            suite=self._suite,
            runner=self._runner,
            name=text(fields.get("name")) or _name(test),
            outcome=verdict.outcome,
            duration=verdict.duration,
            file=WorkspacePath(text(fields["file"])) if "file" in fields else file_of(test),
            line=max(int(fields.get("line") or self._collected.get(test) or 1), 1),
            attempts=verdict.attempts,
            failures=verdict.failures,
            reason=verdict.reason,
            output=_output(fields.get("sections", ())),
            hits=tuple(hit for phase in phases for hit in phase.hits),
            flaky=verdict.flaky,
            worker=text(fields.get("worker", "")),
            artifacts=tuple(Artifact(*map(text, row[:3])) for row in fields.get("artifacts", ())),
        )
        self._cases.append(case)
        return (CaseFinished(self._suite, case),)

    def _late_hits(self, fields: Fields) -> Sequence[RunEvent]:
        test = TestId(text(fields["id"]))
        late = (*self._rest.late.get(test, ()), *(hit_of(hit, "call") for hit in fields["hits"]))
        self._rest = replace(self._rest, late={**self._rest.late, test: late})
        return ()

    def _missing(self, fields: Fields) -> Sequence[RunEvent]:
        self._rest = replace(
            self._rest,
            missing=(*self._rest.missing, *(TestId(text(test)) for test in fields["ids"])),
            deselected=(
                *self._rest.deselected,
                *(TestId(text(test)) for test in fields.get("deselected", ())),
            ),
        )
        return ()

    def _internal_error(self, fields: Fields) -> Sequence[RunEvent]:
        failure = failure_of(fields["failure"], workspace=self._workspace, when="collect")
        self._halt(failure)
        at = f" ({failure.location.file}:{failure.location.span.line})" if failure.location else ""
        return self._fault(
            f"{self._runner} broke: {_ends(failure.message)}{at}; its own words are in the output"
        )

    def _worker_crashed(self, fields: Fields) -> Sequence[RunEvent]:
        return self._fault(f"worker {text(fields['worker'])} crashed: {text(fields['text'])}".strip())

    def _fault(self, fault: str) -> Sequence[RunEvent]:
        self._rest = replace(self._rest, faults=(*self._rest.faults, fault))
        return ()

    def _interrupted(self, fields: Fields) -> Sequence[RunEvent]:
        reason = text(fields.get("reason")) or text(fields.get("exception"))
        if "failure" in fields:
            self._halt(failure_of(fields["failure"], workspace=self._workspace, when="collect"))
        self._rest = replace(self._rest, interrupted=reason or "interrupted")
        return ()

    def _halt(self, failure: Failure) -> None:
        """Remember what ended the session while files were imported: at its own line, in the file that led there."""
        at = failure.location
        if at is None or self._has_begun:
            return
        problem = Problem(at.file, at.span, failure.message, "collection-error")
        broken = CollectionBroke(self._suite, TestId(failure.frames[0].file), failure, problem, self._runner)
        self._rest = replace(self._rest, halted=broken)

    def _usage_error(self, fields: Fields) -> Sequence[RunEvent]:
        self._rest = replace(self._rest, usage_error=text(fields["text"]))
        return ()

    def _session_end(self, fields: Fields) -> Sequence[RunEvent]:
        status = int(fields["exitstatus"])
        self._rest = replace(self._rest, exitstatus=status)
        return (ToolFinished(self._suite, status),)

    def _routes(self, fields: Fields) -> Sequence[RunEvent]:
        return (AppSeen(self._suite, served_app_of(fields)),)

    def _traced(self, fields: Fields) -> Sequence[RunEvent]:
        return (FunctionsTraced(self._suite, self._trace.traced(fields, self._collected)),)

    def _probe_error(self, fields: Fields) -> Sequence[RunEvent]:
        return self._note(f"the probe had a fault: {text(fields['text'])}")


_READERS = {
    "session": Decoder._session,  # noqa: SLF001 - the table is part of the class, kept below it to be readable
    "collected": Decoder._cases_collected,  # noqa: SLF001 - same
    "collect_error": Decoder._collect_error,  # noqa: SLF001 - same
    "collect_skipped": Decoder._collect_skipped,  # noqa: SLF001 - same
    "started": Decoder._case_started,  # noqa: SLF001 - same
    "finished": Decoder._case_finished,  # noqa: SLF001 - same
    "late_hits": Decoder._late_hits,  # noqa: SLF001 - same
    "missing": Decoder._missing,  # noqa: SLF001 - same
    "internal_error": Decoder._internal_error,  # noqa: SLF001 - same
    "worker_crashed": Decoder._worker_crashed,  # noqa: SLF001 - same
    "interrupted": Decoder._interrupted,  # noqa: SLF001 - same
    "usage_error": Decoder._usage_error,  # noqa: SLF001 - same
    "routes": Decoder._routes,  # noqa: SLF001 - same
    "traced": Decoder._traced,  # noqa: SLF001 - same
    "session_end": Decoder._session_end,  # noqa: SLF001 - same
    "probe_error": Decoder._probe_error,  # noqa: SLF001 - same
}


def _last_setup(phases: Sequence[Phase]) -> int:
    return max((at for at, phase in enumerate(phases) if phase.name == "setup"), default=0)


def _ends(message: str) -> str:
    """Keep the first and the last line of a message, which of a traceback are the ones to read."""
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return message if len(lines) < 2 else f"{lines[0]} … {lines[-1]}"


def _name(test: TestId) -> str:
    """Give what a person reads: classes, function and parameters; the file's own name for a whole module."""
    file = file_of(test).rpartition("/")[2]
    inside = inside_of(test)
    return f"{file}:{inside}" if is_placed(test) else inside or file


def _further_failures(phases: Sequence[Phase]) -> list[Phase]:
    """Keep several failures of one try together (soft assertions): only ``setup`` begins another try there."""
    told: list[Phase] = []
    called = False
    for phase in phases:
        told.append(replace(phase, name="subtest") if phase.name == "call" and called else phase)
        called = phase.name == "call" or (called and phase.name != "setup")
    return told


def _output(sections: Sequence[Sequence[object]]) -> str:
    parts = [f"--- {text(title)} ---\n{text(content)}" for title, content in sections]
    joined = "\n".join(part.rstrip("\n") for part in parts)
    return joined if len(joined) <= OUTPUT_LIMIT else joined[:OUTPUT_LIMIT] + "\n... cut ..."
