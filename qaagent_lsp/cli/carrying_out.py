"""One orchestration from the command line: open the folder, run the scope, show it, end it in order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from qaagent_lsp.cli.answers import Ending, KilledRun, RunFormat, say, write_ending
from qaagent_lsp.cli.interrupting import interruptible
from qaagent_lsp.cli.junit_file import make_room, write_junit
from qaagent_lsp.cli.reports import ReportFiles, write_reports
from qaagent_lsp.cli.run_views import view_of
from qaagent_lsp.cli.workspace import opened
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.linking.select import CONFIG_PROBLEMS
from qaagent_lsp.model.errors import StoreUnavailable, UnknownRun
from qaagent_lsp.model.result import Counts, RunResult
from qaagent_lsp.model.scope import Scope
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.runs.ports import RunStore
from qaagent_lsp.session.opinions import Opinions

EXIT_OF = {"passed": 0, "failed": 1, "error": 3, "timeout": 3, "interrupted": 3, "cancelled": 130}


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What to run, where, and how to tell it. ``junit`` is where the whole run's JUnit XML goes."""

    folder: Path
    scope: Scope
    settings: Settings
    format: RunFormat
    runs_dir: Path | None = None
    junit: Path | None = None
    reports: ReportFiles = field(default_factory=ReportFiles)


def carry_out(request: RunRequest) -> RunResult:
    """Run, show, and return what came of it. Raises a ``QaAgentError`` when nothing was run."""
    return asyncio.run(_carry_out(request))


async def _carry_out(request: RunRequest) -> RunResult:
    if request.junit is not None:
        await asyncio.to_thread(make_room, request.junit)
    await asyncio.to_thread(request.reports.make_room)
    view = view_of(request.format, request.folder)
    async with opened(request.folder, request.settings, view, runs_dir=request.runs_dir) as session:
        for warning in (*session.warnings, *_mistakes_in(session.snapshot)):
            say(f"warning: {warning}")
        # What runs is imported when something is run: `routes` and `tests` wait for none of it.
        from qaagent_lsp.session.plan_running import start_run

        ticket = await start_run(session, request.scope)
        stopping: set[asyncio.Task[bool]] = set()

        def stop() -> None:
            # First, because nobody may be left to read what is said.
            stopping.add(asyncio.create_task(session.cancel(ticket.run_id), name="stop the run"))
            say("Stopping the run (Ctrl-C again kills it) …")

        def kill() -> None:
            view.close()
            if request.format in {RunFormat.JSON, RunFormat.JSONL}:
                known = session.progress(ticket.run_id)
                counts = known.counts if known else Counts()
                killed = KilledRun(ticket.run_id, ticket.run_dir, request.scope, counts)
                message = f"Run {ticket.run_id} was killed; what had finished is kept."
                hint = f"qaagent-lsp runs show {ticket.run_id}"
                write_ending(Ending("cancelled", "killed", message, hint, killed))
            # Nothing is awaited any more: the guardian ends the tools and seals the run when it sees us gone.
            os._exit(EXIT_OF["cancelled"])

        with interruptible(stop, kill):
            result = await session.wait(ticket.run_id)
            await asyncio.gather(*stopping)
            if request.junit is not None:
                result = await asyncio.to_thread(_with_junit, request.junit, result)
            result, report = await asyncio.to_thread(_with_reports, session.store, request.reports, result)
        view.end(result, session.snapshot)
        (print if request.format is RunFormat.TEXT else say)(report)
        if request.format is RunFormat.TEXT:
            _say_opinions(await session.opinions(result.run_id))
        return result


def _say_opinions(opinions: Opinions) -> None:
    """Say what a language model thinks of the failures, where one was asked."""
    for (_, test), opinion in opinions.said.items():
        said = opinion.diagnosis
        say(f"{opinion.model} on {test} ({said.confidence:.0%}): {said.root_cause} {said.suggestion}")
    for note in opinions.notes:
        say(f"note: {note}")
    if opinions.said:
        say("What was sent stands in the run's evidence/diagnostics.json.")


def _mistakes_in(snapshot: Snapshot) -> Iterator[str]:
    """Tell what is wrong in ``.qaagent.yaml``: an editor shows it in the file, here it would be passed over unseen."""
    for problem in snapshot.problems:
        if problem.code in CONFIG_PROBLEMS:
            yield f"{problem.file}:{problem.line}: {problem.message}"


def _with_reports(store: RunStore, files: ReportFiles, result: RunResult) -> tuple[RunResult, str]:
    """Write the reports; the sentence says where the one in the run's folder is.

    A run without a file that was asked for is not green. The run's own page can be made at any time: without it there
    is only a word of warning.
    """
    try:
        evidence = store.evidence_of(result.run_id)
    except UnknownRun as gone:
        wrong = f"there is no report: {gone.message}"
        wanted = files.html is not None or files.summary is not None
        return (_without(result, wrong) if wanted else result), f"warning: {wrong}"
    missing = tuple(write_reports(store, evidence, files))
    if missing:
        result = _without(result, *missing)
    try:
        return result, f"  report   {store.write_report(evidence)}"
    except StoreUnavailable as error:
        return result, f"warning: {error.message}"


def _with_junit(junit: Path, result: RunResult) -> RunResult:
    """Write the file that was asked for. A run without it is not green: who reads only the file would miss it."""
    try:
        write_junit(junit, result)
    except OSError as error:
        return _without(result, f"{junit} could not be written: {error.strerror or error}")
    return result


def _without(result: RunResult, *notes: str) -> RunResult:
    """Give the result of a run that lacks a file that was asked for."""
    return replace(result, status="error", notes=(*result.notes, *notes))
