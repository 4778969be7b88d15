"""``qaagent-lsp plan-run``: missing tests, suites and inline tools, all in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qaagent_lsp.cli.answers import RunFormat
from qaagent_lsp.cli.carrying_out import EXIT_OF, RunRequest, carry_out
from qaagent_lsp.cli.reports import ReportFiles
from qaagent_lsp.cli.run import (
    HtmlFile,
    JunitFile,
    Output,
    ProfileName,
    Python,
    RunsDir,
    SummaryFile,
    Workspace,
)
from qaagent_lsp.cli.workspace import existing_folder
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.scope import PlanScope
from qaagent_lsp.model.tool import TOOLS, ToolName


def plan_run(
    *,
    workspace: Workspace = Path(),
    generate: Annotated[
        bool, typer.Option("--generate", help="First write tests for the routes that have none.")
    ] = False,
    tool: Annotated[
        list[str] | None,
        typer.Option(
            "--tool",
            metavar="NAME",
            help=f"An inline tool, again for more: {', '.join(TOOLS)}.",
            show_default="all that are enabled",
        ),
    ] = None,
    output: Output = RunFormat.TEXT,
    junit: JunitFile = None,
    html: HtmlFile = None,
    summary: SummaryFile = None,
    runs_dir: RunsDir = None,
    python: Python = None,
    profile: ProfileName = None,
) -> int:
    """Rank the routes, run every suite and the inline tools; all of it is one run."""
    request = RunRequest(
        folder=existing_folder(workspace),
        scope=PlanScope(generate, _tools(tool)),
        settings=Settings(python=python, profile=profile),
        format=output,
        runs_dir=runs_dir,
        junit=junit,
        reports=ReportFiles(html, summary, for_github=output is RunFormat.GITHUB),
    )
    return EXIT_OF[carry_out(request).status]


def _tools(named: list[str] | None) -> tuple[ToolName, ...] | None:
    if not named:
        return None
    unknown = [name for name in named if name not in TOOLS]
    if unknown:
        raise typer.BadParameter(f"there is no tool {unknown[0]!r}: {', '.join(TOOLS)}.")
    return tuple(tool for tool in TOOLS if tool in named)
