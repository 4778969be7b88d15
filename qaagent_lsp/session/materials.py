"""Collects what tests of a handler's file are written from: texts, descriptions, the style of the tests nearby.

Blocks, and where it asks the app it runs the project's code.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from qaagent_lsp.authoring.case_classes import case_class
from qaagent_lsp.authoring.file_head import Head, head_of
from qaagent_lsp.authoring.imported import imported_files, module_name
from qaagent_lsp.authoring.json_schema import Schema, read
from qaagent_lsp.authoring.kept_state import State
from qaagent_lsp.authoring.literals import Literals, literals_in
from qaagent_lsp.authoring.module_clients import module_client
from qaagent_lsp.authoring.places import file_for, folder_for
from qaagent_lsp.authoring.project_style import ClientKind, ProjectStyle, style_of, width_in
from qaagent_lsp.model.errors import QaAgentError
from qaagent_lsp.model.plan import Interpreter
from qaagent_lsp.model.route import Framework, Route
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.model.test import Runner, TestId, file_of, runner_of
from qaagent_lsp.runners.pytest_project import PytestProject, project_of
from qaagent_lsp.session.draft_places import configured_folder
from qaagent_lsp.session.groundwork import Groundwork
from qaagent_lsp.session.observing import Question, ask_document
from qaagent_lsp.session.reading import read_text

MOST_FILES = 24
"""Files that are read for the values that code compares with."""

_KINDS: Mapping[Framework, ClientKind] = {"flask": "flask", "django": "django"}


@dataclass(frozen=True, slots=True)
class Materials:
    """What is there for the routes of one handler's file. ``folder`` is where their tests go, ``file`` which file.

    ``document`` is an OpenAPI document, ``{}`` where there is none. ``notes`` are for a person.
    """

    routes: tuple[Route, ...]
    project: PytestProject
    folder: WorkspacePath
    file: WorkspacePath
    text: str
    style: ProjectStyle
    head: Head
    literals: Literals
    document: Schema
    python: Interpreter | None
    notes: tuple[str, ...] = ()


def materials_for(
    ground: Groundwork, routes: Sequence[Route], stop: threading.Event | None = None
) -> tuple[Materials, ...]:
    """Collect the materials, one for each app and handler's file, in the order of the routes. ``stop`` ends it."""
    groups: dict[tuple[WorkspacePath, str | None], list[Route]] = {}
    for route in routes:
        groups.setdefault((route.handler_file or route.file, route.app), []).append(route)
    documents = _Documents(ground, stop)
    taken: set[str] = {PurePosixPath(file).name for file in ground.index.python_files}
    found = []
    for group in groups.values():
        made = _materials(ground, tuple(group), documents, frozenset(taken))
        taken.add(PurePosixPath(made.file).name)
        found.append(made)
    return tuple(found)


def _materials(
    ground: Groundwork, routes: tuple[Route, ...], documents: _Documents, taken: frozenset[str]
) -> Materials:
    first = routes[0]
    handler = first.handler_file or first.file
    project = project_of(handler, ground.index.projects)
    conftests = sorted(
        file for file in ground.index.python_files if PurePosixPath(file).name == "conftest.py"
    )
    mine = [file for file in conftests if project_of(file, ground.index.projects) == project]
    tests = [file for file in _test_files(ground) if project_of(file, ground.index.projects) == project]
    folder = folder_for(
        handler,
        project.root,
        configured=configured_folder(ground, handler, "unit"),
        linked=_linked(ground, routes),
        tests=tests,
        conftests=mine,
    )
    notes: list[str] = []
    python = None
    try:
        python = ground.toolbox.pythons.of(project.root, ground.rulebook.folder, ground.rulebook.settings)
    except QaAgentError as missing:
        notes.append(f"nothing was tried: {missing.message}")
    style = style_of(
        _KINDS.get(first.framework, "httpx"),
        [_text(ground, file) for file in sorted(mine, key=len, reverse=True) if _is_above(file, folder)],
        [_text(ground, file) for file in tests[:20]],
        python.plugins if python else (),
        width_in(_text(ground, WorkspacePath(_joined(project.root, "pyproject.toml")))),
    )
    if not style.client and style.kind in {"flask", "httpx"}:
        nearby, known = _tests_and_bases(ground, tests[:20]), ground.index.python_files
        style = replace(style, lender=case_class(nearby, known) or module_client(nearby, known))
    texts = _texts(ground, handler, first.app)
    conftest_texts = [_text(ground, file) for file in mine]
    literals = literals_in(texts, conftest_texts)
    document, note = documents.of(first, project)
    return Materials(
        routes,
        project,
        folder,
        file_for(handler, folder, project.patterns.python_files, taken),
        texts.get(handler, ""),
        style,
        head_of(style, first.framework, first.app, state_of(first, handler, literals)),
        literals,
        document,
        python,
        (*notes, *note),
    )


class _Documents:
    """OpenAPI documents: of the workspace, or what an app says of itself, asked once for each app."""

    def __init__(self, ground: Groundwork, stop: threading.Event | None) -> None:
        self._ground = ground
        self._stop = stop
        self._known: dict[tuple[str, WorkspacePath], tuple[Schema, tuple[str, ...]]] = {}

    def of(self, route: Route, project: PytestProject) -> tuple[Schema, tuple[str, ...]]:
        key = (route.app or "", project.root)
        if key not in self._known:
            self._known[key] = self._asked(route, project)
        return self._known[key]

    def _asked(self, route: Route, project: PytestProject) -> tuple[Schema, tuple[str, ...]]:
        notes: tuple[str, ...] = ()
        if route.app is not None and route.framework != "starlette":
            try:
                ground = self._ground
                client = ground.toolbox.pythons.client
                question = Question(route.app, project.root, ground.rulebook, client, stop=self._stop)
                if document := read(ask_document(question)):
                    return document, ()
            except QaAgentError as broke:
                notes = (f"{route.app} could not be asked for its description: {broke.message}",)
        return self._written(route), notes

    def _written(self, route: Route) -> Schema:
        """Read the document of the workspace that describes a route."""
        # Brings PyYAML with it: only where a document is read.
        from qaagent_lsp.session.yaml_documents import read_yaml_document

        for described in self._ground.snapshot.described:
            if any(one.key == route.key and one.handler == route.handler for one in described.routes):
                text = _text(self._ground, described.operation.document)
                if document := read(text) or read_yaml_document(text):
                    return document
        return {}


def _texts(ground: Groundwork, handler: WorkspacePath, app: str | None) -> dict[str, str]:
    """Read the handler's file, that of its app, and what they import, as far as two files away."""
    known = ground.index.python_files
    waiting = [handler]
    module = (app or "").partition(":")[0].replace(".", "/")
    if module:
        # Sorted: what is written must not depend on the order of a set, which is another in every process.
        waiting += sorted(file for file in known if file in (f"{module}.py", f"{module}/__init__.py"))
        deeper = (file for file in known if file.endswith((f"/{module}.py", f"/{module}/__init__.py")))
        waiting += sorted(deeper)[:1]
    texts: dict[str, str] = {}
    for _ in range(3):
        following: list[WorkspacePath] = []
        for file in waiting:
            if file not in texts and len(texts) < MOST_FILES:
                texts[file] = _text(ground, file)
                following += imported_files(texts[file], file, known)
        waiting = following
    return texts


def state_of(route: Route, handler: WorkspacePath, literals: Literals) -> list[State]:
    """Give what the modules that were read keep in memory, by the names that the tests import it by."""
    found = []
    for file, names in literals.state.items():
        module = module_name(route.handler, WorkspacePath(file)) if file == handler else ""
        if not module and route.app:
            module = _module_like(route, handler, WorkspacePath(file))
        if module:
            found += [State(module, name, kind) for name, kind in names]
    return found


def _module_like(route: Route, handler: WorkspacePath, file: WorkspacePath) -> str:
    """Name the module of another file as that of the handler is named: by the same folder to start from."""
    own = module_name(route.handler, handler)
    path = handler.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    if not own or not path.endswith(own):
        return ""
    start = path.removesuffix(own).replace(".", "/")
    if not file.startswith(start):
        return ""
    return file.removeprefix(start).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _linked(ground: Groundwork, routes: Iterable[Route]) -> list[WorkspacePath]:
    links = (link for route in routes for link in ground.snapshot.links_by_route.get(route.key, ()))
    pytest: Runner = "pytest"
    return [file_of(link.test) for link in links if runner_of(link.test) == pytest]


def _tests_and_bases(ground: Groundwork, tests: Iterable[WorkspacePath]) -> dict[WorkspacePath, str]:
    """Read tests, and what stands beside them that they import: the classes that they are built on."""
    texts = {file: _text(ground, file) for file in tests}
    folders = {file.rpartition("/")[0] for file in texts}
    for file, text in list(texts.items()):
        for imported in imported_files(text, file, ground.index.python_files):
            if imported not in texts and any(_is_below(imported, folder) for folder in folders):
                texts[imported] = _text(ground, imported)
    return texts


def _test_files(ground: Groundwork) -> list[WorkspacePath]:
    return sorted(file for file in ground.snapshot.tests_by_file if runner_of(TestId(file)) == "pytest")


def _is_above(conftest: WorkspacePath, folder: WorkspacePath) -> bool:
    above = conftest.rpartition("/")[0]
    return not above or folder == above or folder.startswith(f"{above}/")


def _is_below(file: WorkspacePath, folder: str) -> bool:
    return not folder or file.startswith(f"{folder}/")


def _text(ground: Groundwork, file: WorkspacePath) -> str:
    return read_text(Path(ground.rulebook.folder) / file) or ""


def _joined(root: WorkspacePath, name: str) -> str:
    return f"{root}/{name}" if root else name
