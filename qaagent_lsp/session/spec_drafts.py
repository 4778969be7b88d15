"""Briefs → drafts of Playwright specs, written as the project writes its own. Reads files: worker thread."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from qaagent_lsp.authoring.playwright_writer import SpecStyle, playwright_text
from qaagent_lsp.model.brief import Draft, RouteBrief
from qaagent_lsp.model.errors import NothingToWrite
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runners.playwright_project import PlaywrightProject, reads
from qaagent_lsp.session.authored import free_name
from qaagent_lsp.session.draft_places import configured_folder, joined, stem_of, text_of, usual_folder
from qaagent_lsp.session.groundwork import Groundwork


def spec_drafts(ground: Groundwork, briefs: Sequence[RouteBrief]) -> tuple[Draft, ...]:
    """Draft a spec for each file of handlers.

    Raises ``NothingToWrite`` where there is no project of Playwright, and ``BadConfiguration``.
    """
    by_handler: dict[WorkspacePath, list[RouteBrief]] = {}
    for brief in briefs:
        by_handler.setdefault(brief.route.handler_file or brief.route.file, []).append(brief)
    taken: set[WorkspacePath] = set()
    found = []
    for handler, some in by_handler.items():
        if any(brief.cases for brief in some):
            draft = _draft(ground, handler, some, taken)
            taken.add(draft.file)
            found.append(draft)
    return tuple(found)


def _draft(
    ground: Groundwork, handler: WorkspacePath, briefs: Sequence[RouteBrief], taken: Collection[WorkspacePath]
) -> Draft:
    project = _project(ground, handler)
    specs = [file for file in ground.index.files if reads(project, file)]
    folder = configured_folder(ground, handler, "e2e")
    if folder is None:
        folder = usual_folder(specs, handler)
    if folder is None:
        folder = project.specs[0].test_dir if project.specs else project.root
    style = _style(ground, project, specs)
    name = f"{stem_of(handler)}.spec.{style.language}"
    file = free_name(Path(ground.rulebook.folder), joined(folder, name), taken)
    notes = []
    if not reads(project, file):
        notes.append(
            f"{file} is not among the files that {project.config_file or project.root} says are tests"
        )
    if not style.has_base_url:
        notes.append("no baseURL is configured: the tests ask the app that answers at BASE_URL")
    text = playwright_text(briefs, style)
    return Draft(file, text, "playwright", tuple(brief.route.key for brief in briefs), tuple(notes))


def _project(ground: Groundwork, handler: WorkspacePath) -> PlaywrightProject:
    projects = ground.index.conventions.playwright
    if not projects:
        raise NothingToWrite(
            "There is no project of Playwright to write specs for.",
            "Make one with `npm init playwright@latest`, or choose another framework.",
        )
    parts = set(handler.split("/")[:-1])
    return max(projects, key=lambda project: (len(parts & set(project.root.split("/"))), -len(project.root)))


def _style(ground: Groundwork, project: PlaywrightProject, specs: Sequence[WorkspacePath]) -> SpecStyle:
    texts = [text_of(ground, file) for file in specs[:10]]
    config = text_of(ground, project.config_file) if project.config_file else ""
    scripts = [file for file in specs if file.endswith("js")]
    is_script = (
        len(scripts) > len(specs) / 2
        if specs
        else not (project.config_file or WorkspacePath("")).endswith("ts")
    )
    double = sum('"@playwright/test"' in text for text in texts)
    return SpecStyle(
        "js" if is_script else "ts",
        '"' if double > len(texts) / 2 else "'",
        has_base_url="baseURL" in config,
        requires=is_script and any("require(" in text and "@playwright/test" in text for text in texts),
    )
