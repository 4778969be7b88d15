"""``qaagent-lsp doctor``: what would be run, and why."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from qaagent_lsp.cli.answers import TableFormat, write_json
from qaagent_lsp.cli.routes import NarrowingWorkspace, PathArgument
from qaagent_lsp.cli.run import Python, RunsDir
from qaagent_lsp.cli.workspace import opened, place_of
from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.plan import Interpreter, Invocation
from qaagent_lsp.model.test import Runner
from qaagent_lsp.results.redaction import STRUCK, secret_values
from qaagent_lsp.session.doctor import DoctorReport, ProjectReport

if TYPE_CHECKING:
    from qaagent_lsp.session.inline_tools import InlineTool

EXIT_TROUBLE = 3

_RECORDS_FROM = (3, 12)


def doctor(
    path: PathArgument = None,
    *,
    workspace: NarrowingWorkspace = None,
    output: Annotated[
        TableFormat, typer.Option("--format", help="For people or programs.")
    ] = TableFormat.TABLE,
    runs_dir: RunsDir = None,
    python: Python = None,
) -> int:
    """Say what would be run and why: interpreter, folder, arguments, configuration, store, versions."""
    place = place_of(path, workspace)

    async def examine() -> DoctorReport:
        async with opened(place.folder, Settings(python=python), runs_dir=runs_dir) as session:
            return await session.diagnose(place.part or None)

    report = asyncio.run(examine())
    if output is TableFormat.JSON:
        write_json(_struck(asdict(report)))
    else:
        console = Console(highlight=False, soft_wrap=True, markup=False)
        for line in report_lines(report):
            console.print(line)
    troubled = report.trouble or any(project.trouble for project in report.projects)
    return EXIT_TROUBLE if troubled else 0


def report_lines(report: DoctorReport) -> Iterator[str]:
    """Write the report for a person."""
    yield f"workspace    {report.folder}"
    yield f"runs         {report.runs_root}"
    yield f"cache        {report.cache_root}"
    yield f"qaagent-lsp  {report.qaagent_lsp} on Python {report.python}"
    yield f"found        {report.routes} routes, {report.tests} tests"
    for problem in report.problems:
        yield f"problem      {problem.file}:{problem.line}: {problem.message}"
    for note in report.notes:
        yield f"note         {note}"
    for project in report.projects:
        yield ""
        yield from _project_lines(project)
    if report.inline_tools:
        yield "\nplan-run"
    for tool in report.inline_tools:
        yield f"  {tool.name:<14} {_inline_words(tool)}"
    if report.trouble:
        yield f"\n✗ {report.trouble}"


def _inline_words(tool: InlineTool) -> str:
    if not tool.enabled:
        return "switched off in .qaagent.yaml"
    if not tool.brought_by:
        return "not installed here; plan-run skips it and says what brings it"
    return f"{tool.brought_by}{f', {tool.browser}' if tool.browser else ''}"


def _project_lines(project: ProjectReport) -> Iterator[str]:
    tool = project.runner
    yield f"project      {project.root or 'the workspace folder'} ({tool})"
    yield f"  configured by  {project.config_file or f'nothing (defaults of {tool})'}"
    if project.trouble:
        yield f"  ✗ {project.trouble}"
    if project.interpreter is not None:
        yield from _python_lines(project.interpreter, tool)
    if project.node is not None:
        yield f"  node           {project.node.node}"
        yield f"  because        {project.node.reason}"
        yield f"  versions       Node {project.node.node_version}, Playwright {project.node.playwright_version}"
    if project.invocation is not None:
        yield from _call_lines(project.invocation)


def _python_lines(found: Interpreter, tool: Runner) -> Iterator[str]:
    version = found.behave if tool == "behave" else found.pytest
    yield f"  interpreter    {found.path}"
    yield f"  because        {found.reason}"
    yield f"  versions       Python {found.python}, {tool} {version or 'missing'}"
    yield f"  --changed      {changed_words(found.python)}"
    if found.plugins and tool == "pytest":
        yield f"  plugins        {', '.join(found.plugins)}"


def changed_words(python: str) -> str:
    """Say what ``run --changed`` goes by, for a version such as ``3.11.7``."""
    numbers = tuple(int(part) for part in python.split(".")[:2] if part.isdigit())
    if numbers >= _RECORDS_FROM:
        return "goes by the functions that each test executed, as every run records them"
    return "goes by imports: executed functions are recorded from Python 3.12 on"


def _call_lines(call: Invocation) -> Iterator[str]:
    yield f"  suite          {call.suite}"
    yield f"  folder         {call.cwd}"
    yield f"  command        {shlex.join(call.argv)}"
    limits = [f"{call.limits.suite:g} s a suite"] if call.limits.suite else []
    limits += [f"{call.limits.test:g} s a test"] if call.limits.test else []
    limits += [f"{call.limits.retries} retries"] if call.limits.retries else []
    if limits:
        yield f"  limits         {', '.join(limits)}"
    if call.resources:
        yield f"  alone with     {', '.join(call.resources)}"
    for name, value in call.env:
        yield f"  environment    {name}={_shown(name, value)}"


def _shown(name: str, value: str) -> str:
    """Strike values of variables whose names sound secret: what doctor says is pasted into issues."""
    return STRUCK if secret_values({name: value}) else value


def _struck(told: Any) -> Any:
    """Strike them in the report for programs, too."""
    if isinstance(told, dict):
        return {
            key: [[name, _shown(name, text)] for name, text in value] if key == "env" else _struck(value)
            for key, value in told.items()
        }
    return [_struck(one) for one in told] if isinstance(told, list | tuple) else told
