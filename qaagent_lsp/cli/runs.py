"""``qaagent-lsp runs``: the run store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from qaagent_lsp.cli.answers import TableFormat, say, write_json
from qaagent_lsp.cli.plan_words import shown_words
from qaagent_lsp.cli.reports import ReportFiles, write_reports
from qaagent_lsp.cli.run import RunsDir
from qaagent_lsp.cli.run_words import case_words, end_words, mark_of
from qaagent_lsp.cli.scopes import route_key
from qaagent_lsp.cli.tables import print_table
from qaagent_lsp.editor.rows import run_object, summary_row
from qaagent_lsp.model.errors import StoreUnavailable, UnknownRun
from qaagent_lsp.model.snapshot import Snapshot
from qaagent_lsp.model.test import TestId
from qaagent_lsp.reporting.words import counts_words, scope_words
from qaagent_lsp.runs.ports import RunStore
from qaagent_lsp.session.compose import open_store

Output = Annotated[TableFormat, typer.Option("--format", help="For people or programs.")]


def make_runs() -> typer.Typer:
    """Lay out ``runs``."""
    app = typer.Typer(help="The evidence of earlier runs.", no_args_is_help=True)
    app.command("list")(list_runs)
    app.command("show")(show_run)
    app.command("recover")(recover)
    return app


def list_runs(
    *,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most this many.")] = 50,
    test: Annotated[str | None, typer.Option("--test", metavar="ID", help="Only runs of this test.")] = None,
    route: Annotated[
        str | None, typer.Option("--route", metavar='"GET /x"', help="Only runs of this route.")
    ] = None,
    output: Output = TableFormat.TABLE,
    runs_dir: RunsDir = None,
) -> int:
    """List runs, newest first."""
    found = open_store(None if runs_dir is None else str(runs_dir)).list_runs(
        limit=limit,
        test=None if test is None else TestId(test),
        route=None if route is None else route_key(route),
    )
    if output is TableFormat.JSON:
        write_json([summary_row(summary) for summary in found])
        return 0
    rows = [
        (
            summary.run_id,
            f"{mark_of(summary.status)} {summary.status}",
            counts_words(summary.counts),
            f"{summary.duration:.2f} s",
            scope_words(summary.scope) if summary.scope else "",
        )
        for summary in found
    ]
    print_table(("RUN", "OUTCOME", "TESTS", "TOOK", "SCOPE"), rows, empty="No runs yet.")
    return 0


def show_run(
    run_id: Annotated[str, typer.Argument(metavar="ID", help="A run's id, or: latest.")],
    *,
    output: Output = TableFormat.TABLE,
    html: Annotated[
        str | None,
        typer.Option(
            "--html",
            metavar="[PATH]",
            help="Make the HTML report instead, in the run's folder or at PATH, and say where it is.",
            show_default=False,
        ),
    ] = None,
    summary: Annotated[
        Path | None,
        typer.Option(
            "--summary", metavar="FILE", help="Write the summary in Markdown instead, and say where it is."
        ),
    ] = None,
    runs_dir: RunsDir = None,
) -> int:
    """Show one run again: its failures and its verdict."""
    store = open_store(None if runs_dir is None else str(runs_dir))
    if run_id == "latest":
        newest = next(iter(store.list_runs(limit=1)), None)
        if newest is None:
            raise UnknownRun("There is no run yet.", "qaagent-lsp run makes one.")
        run_id = newest.run_id
    if html is not None or summary is not None:
        made = list(_made(store, run_id, html, summary))
        if output is TableFormat.TABLE:
            print("\n".join(made))
            return 0
        say("\n".join(f"report {path}" for path in made))
    result = store.load_run(run_id)
    if output is TableFormat.JSON:
        write_json(run_object(result))
        return 0
    console = Console(highlight=False)
    console.soft_wrap = not console.is_terminal
    for line in [line for case in result.cases for line in case_words(case)]:
        console.print(line)
    for line in [*shown_words(result), *end_words(result, Snapshot())]:
        console.print(line)
    return 0


def _made(store: RunStore, run_id: str, html: str | None, summary: Path | None) -> Iterator[str]:
    """Make what was asked for and name the files. Raises a ``QaAgentError``."""
    if html == "":
        yield str(store.report_of(run_id))
    if html or summary is not None:
        evidence = store.evidence_of(run_id)
        files = ReportFiles(Path(html) if html else None, summary)
        files.make_room()
        for wrong in write_reports(store, evidence, files):
            raise StoreUnavailable(wrong)
        yield from (str(path) for path in (files.html, files.summary) if path)


def recover(
    *,
    runs_dir: RunsDir = None,
    output: Output = TableFormat.TABLE,
) -> int:
    """Seal the runs whose owner has died, with every test that had finished."""
    healed = open_store(None if runs_dir is None else str(runs_dir)).recover()
    if output is TableFormat.JSON:
        write_json(list(healed))
    else:
        say("\n".join(f"recovered {run_id}" for run_id in healed) or "Nothing to recover.")
    return 0
