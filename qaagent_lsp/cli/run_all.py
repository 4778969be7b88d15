"""``qaagent-lsp run-all``: the original's spelling of ``run --all``."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from qaagent_lsp.cli.answers import RunFormat
from qaagent_lsp.cli.carrying_out import EXIT_OF, RunRequest, carry_out
from qaagent_lsp.cli.run import Output, Python, RunsDir, Workspace
from qaagent_lsp.cli.workspace import existing_folder
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.result import RunResult
from qaagent_lsp.model.scope import AllScope


def run_all(
    *,
    workspace: Workspace = Path(),
    parallel: Annotated[bool, typer.Option("--parallel", help="Run suites at once.")] = False,
    max_workers: Annotated[
        int | None,
        typer.Option(
            "--max-workers", metavar="N", min=1, help="How many suites run at once; implies --parallel."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Copy each suite's JUnit XML to DIR/SUITE/.")
    ] = None,
    output: Output = RunFormat.TEXT,
    runs_dir: RunsDir = None,
    python: Python = None,
) -> int:
    """Run every suite."""
    request = RunRequest(
        folder=existing_folder(workspace),
        scope=AllScope(),
        settings=Settings(
            python=python, parallel=(parallel or max_workers is not None) or None, max_workers=max_workers
        ),
        format=output,
        runs_dir=runs_dir,
    )
    result = carry_out(request)
    if out is not None:
        _copy_junit(result, out)
    return EXIT_OF[result.status]


def _copy_junit(result: RunResult, out: Path) -> None:
    """Leave each suite's XML where the original leaves it: ``DIR/unit/pytest-junit.xml``."""
    for suite in result.suites:
        written = Path(result.run_dir) / "artifacts" / suite.name / "junit.xml"
        if written.exists():
            (out / suite.name).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(written, out / suite.name / f"{suite.runner}-junit.xml")
