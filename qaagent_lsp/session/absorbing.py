"""What runs say, laid over what is remembered. Pure: a batch of news in, a new Memory out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from qaagent_lsp.model.event import (
    CaseFinished,
    CasesCollected,
    CollectionBroke,
    InlineToolFinished,
    StepStarted,
)
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.snapshot import ToolSaid
from qaagent_lsp.model.test import TestFunction, TestId, file_of
from qaagent_lsp.model.tool import TOOLS
from qaagent_lsp.session import memory
from qaagent_lsp.session.digest import Finished, Happened, News, Queued, Started
from qaagent_lsp.session.memory import Memory
from qaagent_lsp.session.outlining import Outlines, anchored, anchored_findings


def absorb(
    known: Memory, batch: Sequence[News], tests: Mapping[TestId, TestFunction], ran: Outlines, now: float
) -> Memory:
    """Take in a batch. ``ran`` outlines the failing files as they are on disk; ``now`` is POSIX seconds.

    Returns ``known`` itself when nothing of it changed. Cases are taken in together, whatever else was told between
    them: each step copies all verdicts.
    """
    for (run_id, kind), group in groupby(filter(_counts, batch), key=_kind):
        if kind is CasesCollected:
            known = memory.collected(
                known,
                run_id,
                [
                    case_id
                    for news in group
                    if isinstance(news, Happened) and isinstance(news.event, CasesCollected)
                    for case_id in news.event.ids
                ],
            )
            continue
        if kind is CaseFinished:
            cases = [
                news.event.case
                for news in group
                if isinstance(news, Happened) and isinstance(news.event, CaseFinished)
            ]
            known = memory.finished(known, run_id, now, [(case, anchored(case, ran)) for case in cases])
            continue
        for news in group:
            known = _after(known, news, tests, ran, now)
    return known


def _counts(news: News) -> bool:
    """Tell whether news can change what is remembered."""
    match news:
        case Happened(event=CollectionBroke() as event):
            return _at_itself(event) is not None
        case Happened(event=event):
            return isinstance(event, CaseFinished | CasesCollected | StepStarted | InlineToolFinished)
        case Queued() | Finished():
            return True
        case Started():
            return False


def _at_itself(event: CollectionBroke) -> Problem | None:
    """Give the problem of a file that broke by its own lines.

    Where what it imports is at fault, the case that the tool's end makes of the file tells so there, and goes with it.
    """
    problem = event.problem
    return problem if problem is not None and problem.file == file_of(event.id) else None


def _kind(news: News) -> tuple[str, type]:
    return news.run.run_id, type(news.event if isinstance(news, Happened) else news)


def _after(
    known: Memory, news: News, tests: Mapping[TestId, TestFunction], ran: Outlines, now: float
) -> Memory:
    match news:
        case Happened(run=run, event=StepStarted(step=step)):
            tool = next((name for name in TOOLS if name == step), None)
            return known if tool is None else memory.tool_began(known, run.run_id, tool)
        case Happened(run=run, event=InlineToolFinished(result=result)):
            said = ToolSaid(result, run.run_id, now, anchored_findings(result, ran))
            return memory.tool_said(known, run.run_id, said)
        case Queued(run=run):
            return memory.begin(known, run.run_id, run.selection, tests)
        case Happened(event=CollectionBroke(runner=runner) as event) if problem := _at_itself(event):
            return memory.broke(known, problem, runner)
        case Finished(run=run, result=result):
            return memory.end(known, run.run_id, complete=result.status in {"passed", "failed"})
        case Started() | Happened():
            return known
