"""``$ref``: what a reference means, in its own file and in others. RFC 6901 for the pointer behind ``#``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from qaagent_lsp.discovery.openapi.document import ApiFile
from qaagent_lsp.discovery.openapi.tree import Group, Items, Text, Tree, Unread, at
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import WorkspacePath

REFERENCE = "openapi-reference"

_LONGEST_CHAIN = 30


@dataclass(frozen=True, slots=True)
class Node:
    """Something in a file. ``tree`` is None where it could not be reached."""

    file: ApiFile
    tree: Tree | None


@dataclass(slots=True)
class References:
    """Follows references; notes those that lead nowhere, and which files it looked into."""

    files: Mapping[WorkspacePath, ApiFile]
    asked: dict[WorkspacePath, ApiFile | None] = field(default_factory=dict)
    problems: dict[Problem, None] = field(default_factory=dict)

    def followed(self, node: Node) -> Node:
        """Return what a node means: itself, or what its ``$ref`` leads to; nothing where that leads nowhere."""
        seen: set[tuple[WorkspacePath, str]] = set()
        first = node
        while isinstance(ref := at(node.tree, "$ref"), Text):
            where = (node.file.file, ref.text)
            if where in seen or len(seen) > _LONGEST_CHAIN:
                self._note(first, f"The reference {ref.text!r} leads back to itself.")
                return Node(node.file, None)
            seen.add(where)
            target = self._target(node, ref)
            if isinstance(target, str):
                self._note(node, target)
                return Node(node.file, None)
            node = target
        return node

    def _target(self, node: Node, ref: Text) -> Node | str:
        name, _, pointer = ref.text.partition("#")
        if "://" in name or name.startswith("//"):
            return f"{name} is not of this workspace and was not read: what it holds is unknown."
        file = node.file
        if name:
            path = beside(node.file.file, unquote(name))
            if path is None:
                return f"{name} lies outside of the workspace and was not read: what it holds is unknown."
            found = self.files.get(path)
            self.asked[path] = found
            if found is None:
                return f"There is no file {path}."
            if found.tree is None:
                return f"{path} cannot be read."
            file = found
        tree = pointed(file.tree, pointer)
        return f"The reference {ref.text!r} leads to nothing." if tree is None else Node(file, tree)

    def _note(self, node: Node, message: str) -> None:
        ref = at(node.tree, "$ref")
        if ref is not None:
            span = node.file.span(ref.start, ref.end)
            self.problems.setdefault(Problem(node.file.file, span, message, REFERENCE))


def pointed(tree: Tree | None, pointer: str) -> Tree | None:
    """Return what a JSON pointer means; None where it means nothing. What was passed over may hold anything."""
    for step in pointer.split("/")[1:] if pointer.strip("/") else ():
        key = unquote(step).replace("~1", "/").replace("~0", "~")
        match tree:
            case Group(entries=entries) if key in entries:
                tree = entries[key].value
            case Items(items=items) if key.isdecimal() and int(key) < len(items):
                tree = items[int(key)]
            case Unread():
                return tree
            case _:
                return None
    return tree


def beside(file: WorkspacePath, relative: str) -> WorkspacePath | None:
    """Return the path that a relative one means in a file; None where it leads out of the workspace."""
    parts = file.split("/")[:-1]
    for part in relative.replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return None if relative.startswith("/") else WorkspacePath("/".join(parts))
