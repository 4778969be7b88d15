"""Briefs → drafts of features, with the steps that the project has not. Reads files: worker thread."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qaagent_lsp.authoring.behave_writer import feature_text
from qaagent_lsp.authoring.borrowed_fixtures import Borrowed, borrowed_from
from qaagent_lsp.authoring.kept_state import State
from qaagent_lsp.authoring.project_style import ProjectStyle
from qaagent_lsp.authoring.step_definitions import BehaveWorld, ClientKind, StepDefinition, world_of
from qaagent_lsp.authoring.step_words import words_beside
from qaagent_lsp.authoring.step_writer import SIGNED_IN, Backend, django_environment, signs_in, steps_text
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
_SIGNS_IN = StepDefinition("given", SIGNED_IN, is_ours=True)


@dataclass(frozen=True, slots=True)
class TestsBeside:
    """The folder that tests for pytest of the same routes stand in, and what they can use there."""

    folder: WorkspacePath
    style: ProjectStyle


def feature_drafts(
    ground: Groundwork,
    briefs: Sequence[RouteBrief],
    kept: Sequence[State] = (),
    tests: Mapping[WorkspacePath, TestsBeside] | None = None,
) -> tuple[Draft, ...]:
    """Draft a feature for each file of handlers. ``kept`` is what handlers change in memory.

    ``tests`` say of a file of handlers where its tests for pytest are and what they can use. Raises
    ``BadConfiguration``.
    """
    by_handler: dict[WorkspacePath, list[RouteBrief]] = {}
    for brief in briefs:
        by_handler.setdefault(brief.route.handler_file or brief.route.file, []).append(brief)
    taken: set[WorkspacePath] = set()
    found = []
    for handler, some in by_handler.items():
        draft = _draft(ground, handler, some, kept, taken, (tests or {}).get(handler))
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
    beside: TestsBeside | None,
) -> Draft | None:
    root, folder = Path(ground.rulebook.folder), _folder(ground, handler)
    base = _base(ground, folder)
    world = world_of(text_of(ground, file) for file in sorted(_code(ground, base)))
    words = words_beside(world)
    file = free_name(root, joined(folder, f"{stem_of(handler)}.feature"), taken)
    project = behave_project_of(file, ground.index.conventions.behave)
    language = project.language if project else "en"
    backend = _backend(briefs, world, kept)
    if beside is not None and backend.kind != "django" and not world.client:
        backend = replace(
            backend, borrowed=_borrowed(ground, beside), depth=len(_parts(joined(base, "steps")))
        )
    speaks = world if not signs_in(world, backend) else replace(world, steps=(*world.steps, _SIGNS_IN))
    feature = feature_text(briefs, _title(handler), speaks, words, language)
    if "Scenario:" not in feature.text:
        return None
    notes = []
    if feature.left_out:
        notes.append(
            f"{feature.left_out} scenarios of users who are signed in were left out: no step signs one in"
        )
    is_usual = backend.kind != "django" and backend.borrowed is None and not world.client
    if is_usual and beside is not None and beside.style.client and words.missing:
        notes.append(
            f"the steps use the app with its usual settings: the fixture {beside.style.client} of its tests cannot be"
            " used outside of pytest"
        )
    companions = []
    if words.missing:
        if backend.app is None and backend.kind == "httpx" and not (world.client or backend.borrowed):
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


def _borrowed(ground: Groundwork, beside: TestsBeside) -> Borrowed | None:
    above = [
        file
        for file in ground.index.python_files
        if file.rpartition("/")[2] == "conftest.py"
        and (not folder_of(file) or f"{beside.folder}/".startswith(f"{folder_of(file)}/"))
    ]
    nearest = sorted(above, key=len, reverse=True)
    return borrowed_from([(file, text_of(ground, file)) for file in nearest], beside.style)


def _parts(path: WorkspacePath) -> list[str]:
    return path.split("/") if path else []


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
