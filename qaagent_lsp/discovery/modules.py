"""Which file an ``import`` means, and what a file's module is called, judged by paths and imports alone."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from qaagent_lsp.discovery.facts import FileFacts
from qaagent_lsp.model.source import WorkspacePath

_FRAMEWORKS = frozenset(
    {
        *("fastapi", "fastapi_utils", "fastapi_restful", "classy_fastapi", "starlette"),
        *("flask", "werkzeug", "apiflask", "flask_restful", "flask_restx", "flask_restplus", "flask_smorest"),
        *("django", "rest_framework", "ninja", "ninja_extra", "litestar", "aiohttp"),
    }
)
"""Packages that an absolute import means whatever folder is called alike: a repository's own ``examples/aiohttp``, and
the framework's own repository, whose demo is read as anybody else's project is."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The modules of a workspace.

    ``files`` maps a module path (``app/routers/users``, without ``.py`` or ``/__init__``) to its file, ``folders`` are
    all folders that hold Python, ``packages`` those that are packages, ``by_tail`` maps the last part of a module path
    to the paths, ``imported`` maps first segments to the modules imported absolutely anywhere, with ``/``.
    ``found`` and ``named`` remember answers: a file is asked what it is called once for each of its routes.
    """

    files: Mapping[str, WorkspacePath]
    folders: frozenset[str]
    packages: frozenset[str]
    by_tail: Mapping[str, tuple[str, ...]]
    imported: Mapping[str, Collection[str]]
    found: dict[tuple[str, str, int], str | None] = field(default_factory=dict, compare=False, repr=False)
    named: dict[WorkspacePath, str] = field(default_factory=dict, compare=False, repr=False)


def layout_of(facts: Mapping[WorkspacePath, FileFacts], python_files: Iterable[WorkspacePath]) -> Layout:
    """Learn the layout from the paths of all Python files and the imports of those that were read."""
    files: dict[str, WorkspacePath] = {}
    folders: set[str] = {""}
    packages: set[str] = set()
    for file in sorted({*facts, *python_files}):
        path = module_path(file)
        files.setdefault(path, file)
        folder = file.rpartition("/")[0]
        if file.endswith("__init__.py"):
            packages.add(folder)
        while folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    imported: set[str] = set()
    for file, known in facts.items():
        for item in known.wiring.imports:
            if item.level == 0:
                imported.add(item.module.replace(".", "/"))
                continue
            folder = file.rpartition("/")[0]
            for _ in range(item.level):  # who imports relatively says that its folder is a package
                packages.add(folder)
                folder = folder.rpartition("/")[0]
    packages.discard("")
    tails: dict[str, list[str]] = {}
    for path in {*files, *folders}:
        tails.setdefault(path.rpartition("/")[2], []).append(path)
    first: dict[str, set[str]] = {}
    for module in imported:
        if module.rpartition("/")[2] in tails:  # what cannot be of the workspace says nothing about it
            first.setdefault(module.partition("/")[0], set()).add(module)
    by_tail = {tail: tuple(sorted(paths)) for tail, paths in tails.items()}
    return Layout(files, frozenset(folders), frozenset(packages), by_tail, first)


def may_show_layout(layout: Layout, module: str, level: int) -> bool:
    """Tell whether the layout may be another one with an import more or less, its files being the same."""
    return level > 0 or module.rpartition(".")[2] in layout.by_tail


def module_path(file: WorkspacePath) -> str:
    """Drop ``.py`` and ``/__init__``."""
    path = file.removesuffix(".py").removesuffix(".pyw")
    return path.removesuffix("__init__").rstrip("/") if path.rpartition("/")[2] == "__init__" else path


def find_module(layout: Layout, importer: WorkspacePath, module: str, level: int) -> str | None:
    """Give the module path that an import means, ``level`` being its leading dots; None when it is outside."""
    folder = importer.rpartition("/")[0]
    at = (folder, module, level)
    if at not in layout.found:
        layout.found[at] = _find(layout, folder, module, level)
    return layout.found[at]


def _find(layout: Layout, folder: str, module: str, level: int) -> str | None:
    parts = module.split(".") if module else []
    if level:
        for _ in range(level - 1):
            folder = folder.rpartition("/")[0]
        path = _join(folder, parts)
        return path if path in layout.files or path in layout.folders else None
    if parts[0] in _FRAMEWORKS:
        return None
    return _absolute(layout, folder, parts)


def _absolute(layout: Layout, folder: str, parts: list[str]) -> str | None:
    tail = "/".join(parts)
    candidates = [
        path for path in layout.by_tail.get(parts[-1], ()) if path == tail or path.endswith(f"/{tail}")
    ]
    if not candidates:
        return None
    # On sys.path stand folders that are not packages themselves; a script's own folder may be one all the same.
    roots = {path: path[: len(path) - len(tail)].rstrip("/") for path in candidates}
    proper = [path for path in candidates if roots[path] not in layout.packages]
    if not proper:
        shadows = parts[0] in sys.stdlib_module_names
        proper = [path for path in candidates if _contains(roots[path], folder) and not shadows]
    return max(
        proper,
        key=lambda path: (_contains(roots[path], folder), _common(path, folder), -len(path)),
        default=None,
    )


def module_name(layout: Layout, file: WorkspacePath) -> str:
    """Name a file's module as the project itself imports it, e.g. ``backend/app/main.py`` → ``app.main``."""
    if file not in layout.named:
        layout.named[file] = _named(layout, file)
    return layout.named[file]


def _named(layout: Layout, file: WorkspacePath) -> str:
    path = module_path(file)
    top = file.rpartition("/")[0]
    while top in layout.packages:
        top = top.rpartition("/")[0]
    root = top
    candidate = top
    while True:
        following = path[len(candidate) :].lstrip("/").partition("/")[0]
        if any(_exists(layout, candidate, module) for module in layout.imported.get(following, ())):
            root = candidate
            break
        if not candidate:
            break
        candidate = candidate.rpartition("/")[0]
    return path[len(root) :].lstrip("/").replace("/", ".") or "__init__"


def _exists(layout: Layout, root: str, module: str) -> bool:
    path = f"{root}/{module}" if root else module
    # A folder alone may only be called like the library that is meant.
    return path in layout.files or ("/" in module and path in layout.folders)


def _join(folder: str, parts: list[str]) -> str:
    return "/".join([folder, *parts]) if folder else "/".join(parts)


def _contains(root: str, folder: str) -> bool:
    return not root or folder == root or folder.startswith(f"{root}/")


def _common(path: str, folder: str) -> int:
    count = 0
    for left, right in zip(path.split("/"), folder.split("/"), strict=False):
        if left != right:
            break
        count += 1
    return count


def holds_tests(file: WorkspacePath) -> bool:
    """Tell by its name whether a file holds tests or fixtures."""
    name = file.rpartition("/")[2]
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
