"""A run as JSON lines: one event a line as it happens, the run's object last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console

from qaagent_lsp.cli.answers import write_json_line
from qaagent_lsp.cli.run_text import TextView
from qaagent_lsp.editor.inline_rows import plan_line
from qaagent_lsp.editor.rows import run_object
from qaagent_lsp.model.event import (
    AppSeen,
    CaseFinished,
    CasesCollected,
    CaseStarted,
    CollectionBroke,
    FunctionsTraced,
    InlineToolFinished,
    Output,
    RunEvent,
    StepFinished,
    StepStarted,
    SuiteFinished,
    TestsAuthored,
    ToolFinished,
    ToolStarted,
)
from qaagent_lsp.model.plan import Invocation
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope_json import scope_to_json
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.runs.supervisor import RunTicket


class LinesView(TextView):
    """Every line has ``kind``, ``run_id`` and ``seq`` (from 1, without gaps); the last line has neither."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._seq = 0

    def run_started(self, run: RunTicket, invocations: Sequence[Invocation]) -> None:
        """Write what will be called."""
        super().run_started(run, invocations)
        calls = [{"suite": call.suite, "argv": list(call.argv), "cwd": call.cwd} for call in invocations]
        self._tell(
            run,
            {
                "kind": "run",
                "run_dir": run.run_dir,
                "scope": scope_to_json(run.scope),
                "total": run.total,
                "selection": [{"id": one.id, "why": one.why, "how": one.how} for one in run.selection.chosen],
                "calls": calls,
            },
        )

    def run_event(self, run: RunTicket, event: RunEvent) -> None:
        """Write what happened."""
        super().run_event(run, event)
        for line in lines_of(event):
            self._tell(run, line)

    def end(self, result: RunResult, snapshot: Snapshot) -> None:
        """Write the run's object."""
        super().end(result, snapshot)
        write_json_line(run_object(result))

    def _tell(self, run: RunTicket, line: dict[str, object]) -> None:
        self._seq += 1
        write_json_line({"run_id": run.run_id, "seq": self._seq, **line})


def lines_of(event: RunEvent) -> Iterator[dict[str, object]]:
    """Give the lines of one event: ``queued``, ``started``, ``finished`` of a case, ``output``, ``suite``.

    ``plan-run`` adds ``step``, ``tool`` and ``authored``.
    """
    match event:
        case CasesCollected():
            for case_id in event.ids:
                yield {"kind": "queued", "suite": event.suite, "id": case_id}
        case CaseStarted():
            yield {"kind": "started", "suite": event.suite, "id": event.id}
        case CaseFinished(case=case):
            yield {
                "kind": "finished",
                "suite": event.suite,
                "id": case.id,
                "outcome": case.outcome,
                "duration": case.duration,
                "message": case.message,
            }
        case CollectionBroke():
            yield {
                "kind": "finished",
                "suite": event.suite,
                "id": event.id,
                "outcome": "error",
                "duration": 0.0,
                "message": event.failure.message,
            }
        case Output():
            yield {"kind": "output", "suite": event.suite, "text": event.text}
        case SuiteFinished(result=suite):
            yield {
                "kind": "suite",
                "suite": suite.name,
                "outcome": suite.outcome,
                "returncode": suite.returncode,
                "error": suite.error,
            }
        case StepStarted() | StepFinished() | InlineToolFinished() | TestsAuthored():
            yield plan_line(event)
        case ToolStarted() | ToolFinished() | AppSeen() | FunctionsTraced():
            return
