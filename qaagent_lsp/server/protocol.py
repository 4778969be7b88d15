"""The notifications of our own, ``qaagent/…``: their names and exact shapes (``docs/protocol.md``).

Mirrored by ``vscode-client/src/protocol.ts``. Ids are workspace-relative case ids, durations are seconds.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict, assert_never, cast

from qaagent_lsp.editor.inline_rows import AuthoredRow, ToolRow, plan_line
from qaagent_lsp.editor.rows import CountsRow, counts_row
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
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope_json import ScopeJson, scope_to_json
from qaagent_lsp.runs.supervisor import RunTicket

RUN_STARTED = "qaagent/runStarted"
RUN_EVENT = "qaagent/runEvent"
RUN_FINISHED = "qaagent/runFinished"
ROUTES_CHANGED = "qaagent/routesChanged"

NOTIFICATIONS = (RUN_STARTED, RUN_EVENT, RUN_FINISHED, ROUTES_CHANGED)


class RunStarted(TypedDict):
    """A run's turn has come. ``total`` is the number of test functions asked for; absent for whole suites."""

    runId: str
    scope: ScopeJson
    total: NotRequired[int]
    runDir: str
    folder: str


class Event(TypedDict):
    """One thing that happened in a run, without its run id and sequence number."""

    kind: Literal["queued", "started", "finished", "output", "step", "tool", "authored"]
    id: NotRequired[str]
    suite: NotRequired[str]
    outcome: NotRequired[str]
    duration: NotRequired[float]
    message: NotRequired[str]
    text: NotRequired[str]
    step: NotRequired[str]
    state: NotRequired[Literal["started", "finished"]]
    number: NotRequired[int]
    total: NotRequired[int]
    tool: NotRequired[ToolRow]
    files: NotRequired[list[AuthoredRow]]


class RunEventParams(Event):
    """``seq`` counts from 1 within a run, without gaps."""

    runId: str
    seq: int


class RunFinished(TypedDict):
    """A run is sealed. ``message`` says what broke when ``outcome`` is not about tests; absent otherwise."""

    runId: str
    outcome: str
    counts: CountsRow
    runDir: str
    duration: float
    folder: str
    message: NotRequired[str]


def run_started(run: RunTicket, folder: str) -> RunStarted:
    """Shape ``qaagent/runStarted``. ``folder`` is the URI of the workspace folder."""
    params = RunStarted(runId=run.run_id, scope=scope_to_json(run.scope), runDir=run.run_dir, folder=folder)
    if run.total is not None:
        params["total"] = run.total
    return params


def run_finished(result: RunResult, folder: str) -> RunFinished:
    """Shape ``qaagent/runFinished``."""
    params = RunFinished(
        runId=result.run_id,
        outcome=result.status,
        counts=counts_row(result.counts),
        runDir=result.run_dir,
        duration=result.duration,
        folder=folder,
    )
    if broken := what_broke(result):
        params["message"] = broken
    return params


def run_events(event: RunEvent) -> tuple[Event, ...]:
    """Shape the ``qaagent/runEvent``s that one event of the engine comes to."""
    match event:
        case CasesCollected():
            return tuple(Event(kind="queued", suite=event.suite, id=id_) for id_ in event.ids)
        case CaseStarted():
            return (Event(kind="started", suite=event.suite, id=event.id),)
        case CaseFinished(case=case):
            finished = Event(
                kind="finished", suite=event.suite, id=case.id, outcome=case.outcome, duration=case.duration
            )
            if case.message:
                finished["message"] = case.message
            return (finished,)
        case CollectionBroke():
            return (
                Event(
                    kind="finished",
                    suite=event.suite,
                    id=event.id,
                    outcome="error",
                    duration=0.0,
                    message=event.failure.message,
                ),
            )
        case Output():
            return (Event(kind="output", suite=event.suite, text=event.text),)
        case StepStarted() | StepFinished() | InlineToolFinished() | TestsAuthored():
            return (cast("Event", plan_line(event)),)
        case ToolStarted() | ToolFinished() | SuiteFinished() | AppSeen() | FunctionsTraced():
            return ()
        case _:
            assert_never(event)


def what_broke(result: RunResult) -> str:
    """Say what broke besides tests: errors of suites and inline tools, notes of the run; ``""`` when nothing did."""
    if result.status in {"passed", "failed"}:
        return ""
    suites = (suite.error for suite in result.suites if suite.error)
    tools = (f"{tool.name}: {tool.error}" for tool in result.tools if tool.outcome in {"error", "timeout"})
    return "\n".join([*suites, *tools, *result.notes])
