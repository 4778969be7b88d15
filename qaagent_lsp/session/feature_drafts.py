"""Briefs → drafts of features, with the steps that the project has not. Reads files: worker thread."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from qaagent_lsp.authoring.behave_writer import feature_text
from qaagent_lsp.authoring.kept_state import State
from qaagent_lsp.authoring.step_definitions import BehaveWorld, ClientKind, world_of
from qaagent_lsp.authoring.step_words import words_beside
from qaagent_lsp.authoring.step_writer import Backend, django_environment, steps_text
from qaagent_lsp.model.brief import Companion, Draft, RouteBrief
from qaagent_lsp.model.route import Framework
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.runners.behave_project import behave_project_of
from qaagent_lsp.runners.pytest_project import project_of
from qaagent_lsp.session.authored import free_name
from qaagent_lsp.session.draft_places import (
    configured_folder,
    folder_of,
    joined,
    stem_of,
    text_of,
    usual_folder,
)
from qaagent_lsp.session.groundwork import Groundwork

STEPS = "api_steps.py"
_KINDS: Mapping[Framework, ClientKind] = {"flask": "flask", "django": "django"}
_ASGI = frozenset({"fastapi", "starlette"})
_SETTINGS = re.compile(r"DJANGO_SETTINGS_MODULE[\"']\s*,\s*[\"']([\w.]+)[\"']")


def feature_drafts(
    ground: Groundwork, briefs: Sequence[RouteBrief], kept: Sequence[State] = ()
) -> tuple[Draft, ...]:
    """Draft a feature for each file of handlers. ``kept`` is what handlers change in memory.

    Raises ``BadConfiguration``.
    """
    by_handler: dict[WorkspacePath, list[RouteBrief]] = {}
    for brief in briefs:
        by_handler.setdefault(brief.route.handler_file or brief.route.file, []).append(brief)
    taken: set[WorkspacePath] = set()
    found = []
    for handler, some in by_handler.items():
        draft = _draft(ground, handler, some, kept, taken)
        if draft is not None:
            taken.add(draft.file)
            found.append(draft)
    return tuple(found)


def _draft(
    ground: Groundwork,
    handler: WorkspacePath,
    briefs: Sequence[RouteBrief],
    kept: Sequence[State],
    taken: Collection[WorkspacePath],
) -> Draft | None:
    root, folder = Path(ground.rulebook.folder), _folder(ground, handler)
    base = _base(ground, folder)
    world = world_of(text_of(ground, file) for file in sorted(_code(ground, base)))
    words = words_beside(world)
    file = free_name(root, joined(folder, f"{stem_of(handler)}.feature"), taken)
    project = behave_project_of(file, ground.index.conventions.behave)
    language = project.language if project else "en"
    feature = feature_text(briefs, _title(handler), world, words, language)
    if "Scenario:" not in feature.text:
        return None
    notes = []
    if feature.left_out:
        notes.append(
            f"{feature.left_out} scenarios of users who are signed in were left out: no step signs one in"
        )
    companions = []
    if words.missing:
        backend = _backend(briefs, world, kept)
        if backend.app is None and backend.kind == "httpx" and not world.client:
            notes.append("how the app is made is not known: the steps ask the one that answers at BASE_URL")
        steps = free_name(root, joined(base, f"steps/{STEPS}"))
        companions.append(Companion(steps, steps_text(words, world, backend)))
        if backend.kind == "django" and not world.client:
            companions += _environment(ground, base, handler)
    keys = tuple(brief.route.key for brief in briefs)
    return Draft(file, feature.text, "behave", keys, tuple(notes), tuple(companions))


def _folder(ground: Groundwork, handler: WorkspacePath) -> WorkspacePath:
    configured = configured_folder(ground, handler, "behave")
    if configured is not None:
        return configured
    features = [
        file
        for file in ground.index.files
        if file.endswith(".feature") and behave_project_of(file, ground.index.conventions.behave) is not None
    ]
    found = usual_folder(features, handler)
    return found if found is not None else joined(project_of(handler, ground.index.projects).root, "features")


def _base(ground: Groundwork, folder: WorkspacePath) -> WorkspacePath:
    """Give the folder whose steps Behave loads for features of a folder."""
    above = folder
    while True:
        if any(file.startswith(joined(above, "steps/")) for file in ground.index.behave_code):
            return above
        if joined(above, "environment.py") in ground.index.behave_code:
            return above
        if not above:
            return folder
        above = folder_of(above)


def _code(ground: Groundwork, base: WorkspacePath) -> Iterator[WorkspacePath]:
    for file in ground.index.behave_code:
        if file.startswith(joined(base, "steps/")) or file == joined(base, "environment.py"):
            yield file


def _backend(briefs: Sequence[RouteBrief], world: BehaveWorld, kept: Sequence[State]) -> Backend:
    route = briefs[0].route
    if world.client:
        return Backend(world.client_kind, route.app, tuple(kept))
    kind = _KINDS.get(route.framework, "httpx")
    if kind == "httpx" and route.framework not in _ASGI:
        return Backend(kind)
    return Backend(kind, route.app, tuple(kept))


def _environment(ground: Groundwork, base: WorkspacePath, handler: WorkspacePath) -> Iterator[Companion]:
    hooks = joined(base, "environment.py")
    if (Path(ground.rulebook.folder) / hooks).exists():
        return
    above = folder_of(handler)
    while True:
        settings = _SETTINGS.search(text_of(ground, joined(above, "manage.py")))
        if settings is not None:
            yield Companion(hooks, django_environment(settings[1]))
            return
        if not above:
            return
        above = folder_of(above)


def _title(handler: WorkspacePath) -> str:
    return f"{stem_of(handler).replace('_', ' ').capitalize()} API"
