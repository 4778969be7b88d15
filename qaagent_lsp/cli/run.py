"""``qaagent-lsp run``: one orchestration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qaagent_lsp.cli.answers import RunFormat
from qaagent_lsp.cli.carrying_out import EXIT_OF, RunRequest, carry_out
from qaagent_lsp.cli.reports import ReportFiles
from qaagent_lsp.cli.scopes import ScopeOptions, scope_of
from qaagent_lsp.cli.workspace import existing_folder
from qaagent_lsp.config.settings import Settings

SCOPES = "What to run (one of these; everything when none is given)"

Workspace = Annotated[
    Path,
    typer.Option(
        "--workspace", metavar="DIR", help="The folder that holds the project.", show_default="here"
    ),
]
RunsDir = Annotated[
    Path | None,
    typer.Option("--runs-dir", metavar="DIR", help="Where runs are kept.", show_default="~/.qaagent/runs"),
]
Output = Annotated[RunFormat, typer.Option("--format", help="How the run is told.")]
JunitFile = Annotated[
    Path | None, typer.Option("--junit", metavar="FILE", help="Write the run as JUnit XML, too.")
]
HtmlFile = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write the report to FILE, too.")
]
SummaryFile = Annotated[
    Path | None, typer.Option("--summary", metavar="FILE", help="Write a summary in Markdown.")
]
ProfileName = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="One of the profiles of .qaagent.yaml.")
]
Python = Annotated[
    str | None,
    typer.Option(
        "--python", metavar="PATH", help="The interpreter that runs the tests.", show_default="found"
    ),
]


def run(
    *,
    workspace: Workspace = Path(),
    everything: Annotated[bool, typer.Option("--all", help="Every suite.", rich_help_panel=SCOPES)] = False,
    suite: Annotated[
        str | None, typer.Option("--suite", metavar="NAME", help="One suite.", rich_help_panel=SCOPES)
    ] = None,
    path: Annotated[
        str | None,
        typer.Option(
            "--path", metavar="FILE_OR_DIR", help="The tests in a file or folder.", rich_help_panel=SCOPES
        ),
    ] = None,
    test: Annotated[
        str | None,
        typer.Option(
            "--test", metavar="ID", help="A test function, case, class or file.", rich_help_panel=SCOPES
        ),
    ] = None,
    route: Annotated[
        str | None,
        typer.Option(
            "--route", metavar='"GET /x"', help="The tests that exercise a route.", rich_help_panel=SCOPES
        ),
    ] = None,
    route_file: Annotated[
        str | None,
        typer.Option(
            "--in", metavar="FILE", help="With --route: the file that defines it.", rich_help_panel=SCOPES
        ),
    ] = None,
    routes_in: Annotated[
        str | None,
        typer.Option(
            "--routes-in", metavar="FILE", help="The tests of every route in a file.", rich_help_panel=SCOPES
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="FILE:LINE[:COL]",
            help="The test at a place, the tests of its handler's routes, or those that executed its function.",
            rich_help_panel=SCOPES,
        ),
    ] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="What failed when it last ran.", rich_help_panel=SCOPES)
    ] = False,
    changed: Annotated[
        str | None,
        typer.Option(
            "--changed",
            metavar="[REV]",
            help="The tests that changes since a revision (the last commit) may concern.",
            rich_help_panel=SCOPES,
            show_default=False,
        ),
    ] = None,
    output: Output = RunFormat.TEXT,
    junit: JunitFile = None,
    html: HtmlFile = None,
    summary: SummaryFile = None,
    runs_dir: RunsDir = None,
    python: Python = None,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", metavar="SECONDS", help="Stop a suite after this long.", min=0.001),
    ] = None,
    test_timeout: Annotated[
        float | None,
        typer.Option("--test-timeout", metavar="SECONDS", help="Stop a test after this long.", min=0.001),
    ] = None,
    retries: Annotated[
        int | None,
        typer.Option("--retries", metavar="N", help="Run what failed again, so often at most.", min=0),
    ] = None,
    parallel: Annotated[bool, typer.Option("--parallel", help="Run suites at once.")] = False,
    profile: ProfileName = None,
    cold: Annotated[
        bool, typer.Option("--cold", help="Start every tool anew; that is how every run starts today.")
    ] = False,
) -> int:
    """Run tests and show the failures on their lines and routes."""
    del cold
    folder = existing_folder(workspace)
    scope = scope_of(
        ScopeOptions(
            everything=everything,
            suite=suite,
            path=path,
            test=test,
            route=route,
            route_file=route_file,
            routes_in=routes_in,
            at=at,
            failed=failed,
            changed=changed,
        ),
        folder,
    )
    request = RunRequest(
        folder=folder,
        scope=scope,
        settings=Settings(
            python=python,
            timeout=timeout,
            test_timeout=test_timeout,
            retries=retries,
            parallel=parallel or None,
            profile=profile,
        ),
        format=output,
        runs_dir=runs_dir,
        junit=junit,
        reports=ReportFiles(html, summary, for_github=output is RunFormat.GITHUB),
    )
    return EXIT_OF[carry_out(request).status]
