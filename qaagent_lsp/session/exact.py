"""The exact cases of Playwright, as it lists them itself: what loops, projects and ``repeatEach`` come to.

Blocks: worker thread. The listing loads the user's configuration and spec files, so it needs trust like a run.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.host.bounded import run_bounded
from qaagent_lsp.host.interpreter import without_our_own
from qaagent_lsp.model.errors import ToolMissing
from qaagent_lsp.model.scope import WholeSuite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.results.playwright_listing import ListedCase, Listing, listing_of
from qaagent_lsp.session.environment import surroundings_of
from qaagent_lsp.session.groundwork import Groundwork
from qaagent_lsp.session.ordering import ground_of
from qaagent_lsp.session.planning import Ground, Toolbox, jobs_of, plan, tools_for
from qaagent_lsp.session.reading import read_text
from qaagent_lsp.session.rules import Rulebook
from qaagent_lsp.session.session import Session

PATIENCE = 120.0
"""Seconds that one project's listing may take."""


@dataclass(frozen=True, slots=True)
class Exact:
    """The cases of all projects, and what kept some from being listed, a sentence each."""

    cases: tuple[ListedCase, ...] = ()
    errors: tuple[str, ...] = ()


async def exact_cases_of(session: Session) -> Exact:
    """Ask Playwright which cases of a workspace it would run. Raises ``UntrustedWorkspace``."""
    groundwork = await session.groundwork()
    return await asyncio.to_thread(_exact_cases, groundwork)


def _exact_cases(groundwork: Groundwork) -> Exact:
    rulebook = groundwork.rulebook
    ground = ground_of(groundwork.snapshot, groundwork.index, rulebook, surroundings_of(rulebook))
    return exact_cases(ground, rulebook, groundwork.toolbox)


def exact_cases(ground: Ground, rulebook: Rulebook, toolbox: Toolbox) -> Exact:
    """Ask Playwright of every project which cases it would run. A project that cannot answer is told of."""
    jobs = jobs_of((WholeSuite("playwright"),), ground)
    if not jobs:
        return Exact()
    try:
        found = tools_for(jobs, ground, rulebook.settings, toolbox)
    except ToolMissing as missing:
        return Exact(errors=(f"{missing.message} {missing.hint}".strip(),))
    planned = plan(jobs, ground, found, rulebook.settings, lambda suite: str(ground.folder / ".none" / suite))
    told = [
        _listed(invocation.argv, Path(invocation.cwd), dict(invocation.env), ground) for invocation in planned
    ]
    missing_ones = tuple(f"{error.message} {error.hint}".strip() for error in found.missing.values())
    return Exact(
        tuple(case for listing in told for case in listing.cases),
        (*missing_ones, *(error for listing in told for error in listing.errors)),
    )


def _listed(argv: tuple[str, ...], cwd: Path, env: dict[str, str], ground: Ground) -> Listing:
    listing = tuple(_listing_argv(argv))
    environ = {**without_our_own(os.environ), **env, "QAAGENT_EVENTS": ""}
    try:
        ended = run_bounded(listing, cwd=cwd, environ=environ, seconds=PATIENCE)
    except OSError as error:
        return Listing(errors=(f"{argv[0]} cannot be started: {error.strerror}",))
    if ended.code is None:
        return Listing(errors=(f"Playwright in {cwd} did not list its tests within {PATIENCE:g} s",))

    def line_of(file: WorkspacePath, number: int) -> str:
        lines = (read_text(ground.folder / file) or "").splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""

    try:
        return listing_of(ended.output, workspace=str(ground.folder), line_of=line_of)
    except ValueError:
        said = ended.output.strip()[-400:] or "nothing"
        return Listing(errors=(f"Playwright in {cwd} listed no tests. It said: {said}",))


def _listing_argv(argv: tuple[str, ...]) -> Iterator[str]:
    """Turn the call of a run into one that lists: the same configuration and arguments, another reporter."""
    for word in argv:
        if not word.startswith(("--reporter=", "--output=")):
            yield word
    yield from ("--list", "--reporter=json")
