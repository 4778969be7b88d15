"""``qaagent-lsp config``: what ``.qaagent.yaml`` may hold, and what is wrong with the ones there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from qaagent_lsp.cli.answers import TableFormat, say, write_json
from qaagent_lsp.cli.run import Workspace
from qaagent_lsp.cli.workspace import existing_folder
from qaagent_lsp.editor.rows import problem_row
from qaagent_lsp.host.walk import walk
from qaagent_lsp.model.errors import UnknownPath
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.session.reading import read_text

EXIT_WRONG = 2


def make_config() -> typer.Typer:
    """Lay out ``config``."""
    app = typer.Typer(help="The configuration file .qaagent.yaml.", no_args_is_help=True)
    app.command("check")(check)
    app.command("schema")(schema)
    return app


def schema() -> int:
    """Print the JSON schema of .qaagent.yaml."""
    # The models are built when they are asked for: no other command waits for them.
    from qaagent_lsp.config.schema import profile_schema

    typer.echo(json.dumps(profile_schema(), indent=2))
    return 0


def check(
    path: Annotated[
        Path | None, typer.Argument(help="One file; every .qaagent.yaml of the workspace by default.")
    ] = None,
    *,
    workspace: Workspace = Path(),
    output: Annotated[
        TableFormat, typer.Option("--format", help="For people or programs.")
    ] = TableFormat.TABLE,
) -> int:
    """Say what is wrong with configuration files; exit code 2 when something is."""
    from qaagent_lsp.config.yaml_reading import WARNING_CODES

    folder = existing_folder(workspace)
    found = list(_problems_in(folder, path))
    if output is TableFormat.JSON:
        write_json([{**problem_row(problem), "code": problem.code} for problem in found])
    for problem in found if output is TableFormat.TABLE else ():
        weight = "warning" if problem.code in WARNING_CODES else "error"
        typer.echo(f"{problem.file}:{problem.span.line}:{problem.span.column}: {weight}: {problem.message}")
    if not found and output is TableFormat.TABLE:
        say("Nothing is wrong.")
    return EXIT_WRONG if found else 0


def _problems_in(folder: Path, path: Path | None) -> Iterator[Problem]:
    from qaagent_lsp.config.profile import CONFIG_FILE
    from qaagent_lsp.config.yaml_reading import read_yaml

    if path is not None:
        if not path.is_file():
            raise UnknownPath(f"There is no file {path}.", "Give a path relative to the current folder.")
        yield from read_yaml(read_text(path) or "", WorkspacePath(path.as_posix()))[1]
        return
    files = [file for file, _ in walk(folder, names=(CONFIG_FILE,))]
    if not files:
        raise UnknownPath(
            f"There is no {CONFIG_FILE} in {folder}.", "docs/configuration.md says what may stand in one."
        )
    for file in files:
        yield from read_yaml(read_text(folder / file) or "", file)[1]
