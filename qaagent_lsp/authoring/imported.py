"""Which files of a workspace a file imports from, judged by paths alone: good enough to know where to read on."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from qaagent_lsp.authoring.literals import parsed
from qaagent_lsp.model.source import WorkspacePath


def imported_files(
    text: str, file: WorkspacePath, python_files: Collection[WorkspacePath]
) -> tuple[WorkspacePath, ...]:
    """Give the files that a file's imports lead to, in the order of the text."""
    tree = parsed(text)
    if tree is None:
        return ()
    found: dict[WorkspacePath, None] = {}
    for name in _modules(tree, file):
        for ending in (".py", "/__init__.py"):
            if (path := _known(name + ending, file, python_files)) is not None:
                found[path] = None
                break
    found.pop(file, None)
    return tuple(found)


def module_name(handler: str, file: WorkspacePath) -> str:
    """Give the module of a file as the project imports it, by the dotted name of something in it; ``""`` if unknown."""
    parts = file.removesuffix(".py").removesuffix("/__init__").split("/")
    for start in range(len(parts)):
        name = ".".join(parts[start:])
        if handler.startswith(f"{name}."):
            return name
    return ""


def _modules(tree: ast.Module, file: WorkspacePath) -> Iterator[str]:
    """Yield the paths of modules that are imported, without an ending; relative ones from the workspace."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.replace(".", "/") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = (node.module or "").replace(".", "/")
            if node.level:
                folder = file.split("/")[: -node.level]
                module = "/".join([*folder, *([module] if module else [])])
                module = f"./{module}"
            yield from (f"{module}/{name.name}".replace("//", "/") for name in node.names)
            yield module


def _known(path: str, file: WorkspacePath, files: Collection[WorkspacePath]) -> WorkspacePath | None:
    if path.startswith("./"):
        found = WorkspacePath(path[2:].lstrip("/"))
        return found if found in files else None
    folders = file.split("/")[:-1]
    for length in range(len(folders), -1, -1):
        for source in ("", "src/"):
            above = "/".join(folders[:length])
            found = WorkspacePath(f"{above}/{source}{path}" if above else source + path)
            if found in files:
                return found
    return None
