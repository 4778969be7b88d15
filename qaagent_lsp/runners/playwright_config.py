"""What ``playwright.config.ts`` says, as far as it is written out: it is a program, which is not run here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.playwright.files import DEFAULT_MATCH
from qaagent_lsp.discovery.playwright.syntax import SpecTree, arguments, unwrapped
from qaagent_lsp.discovery.syntax.strings import HOLE
from qaagent_lsp.model.source import Source, WorkspacePath

if TYPE_CHECKING:
    from tree_sitter import Node

PLAYWRIGHT_FILES = tuple(f"playwright.config.{ending}" for ending in ("ts", "js", "mts", "mjs", "cts", "cjs"))
"""Files that configure Playwright, the first that is there wins."""

_TELLING = frozenset(
    {"testDir", "testMatch", "testIgnore", "projects", "use", "webServer", "reporter", "timeout", "retries"}
)
_PATH_CALL = re.compile(r"(?:path\.)?(?:join|resolve)$")


@dataclass(frozen=True, slots=True)
class PlaywrightPart:
    """Where one project of a configuration looks for tests; ``test_dir`` is relative to the configuration's folder.

    ``name`` is ``""`` for a configuration without projects.
    """

    name: str = ""
    test_dir: str = "."
    test_match: tuple[str, ...] = (DEFAULT_MATCH,)
    test_ignore: tuple[str, ...] = ()


def parts_in(text: str, name: str = "playwright.config.ts") -> tuple[PlaywrightPart, ...]:
    """Return the projects that a configuration names, or the one it is; defaults stand where only running can tell.

    Never raises for what the text says.
    """
    tree = SpecTree(Source(WorkspacePath(name), text, ""))
    constants = dict(_constants(tree))
    whole = max(_objects(tree.root), key=lambda node: _telling(tree, node), default=None)
    if whole is None or not _telling(tree, whole):
        return (PlaywrightPart(),)
    outer = _part(tree, whole, PlaywrightPart(), constants)
    projects = _value(tree, whole, "projects")
    found = [
        _part(tree, node, outer, constants)
        for node in (projects.named_children if projects is not None and projects.type == "array" else ())
        if node.type == "object"
    ]
    return tuple(found) or (outer,)


def _part(tree: SpecTree, node: Node, outer: PlaywrightPart, constants: dict[str, str]) -> PlaywrightPart:
    name, folder = _value(tree, node, "name"), _value(tree, node, "testDir")
    match, ignore = _value(tree, node, "testMatch"), _value(tree, node, "testIgnore")
    title = tree.render(name, constants) if name is not None else ""
    return PlaywrightPart(
        "" if HOLE in title else title,
        _folder(tree, folder, constants) or outer.test_dir,
        _patterns(tree, match, constants) or outer.test_match,
        _patterns(tree, ignore, constants) or outer.test_ignore,
    )


def _folder(tree: SpecTree, node: Node | None, constants: dict[str, str]) -> str:
    """Read a folder, also where it is put together: ``path.join(__dirname, 'e2e')``."""
    if node is None:
        return ""
    node = unwrapped(node)
    if node.type == "call_expression" and _PATH_CALL.search(
        tree.dotted(node.child_by_field_name("function"))
    ):
        pieces = [tree.render(value, constants) for value in arguments(node)]
        if pieces[:1] == [HOLE] and tree.dotted(arguments(node)[0]) == "__dirname":
            pieces[0] = "."
        text = "/".join(pieces)
    else:
        text = tree.render(node, constants)
    return "" if HOLE in text or text.startswith("/") else text


def _patterns(tree: SpecTree, node: Node | None, constants: dict[str, str]) -> tuple[str, ...]:
    if node is None:
        return ()
    node = unwrapped(node)
    parts = node.named_children if node.type == "array" else [node]
    found = [tree.text(part) if part.type == "regex" else tree.render(part, constants) for part in parts]
    return tuple(pattern for pattern in found if HOLE not in pattern)


def _value(tree: SpecTree, node: Node, name: str) -> Node | None:
    for pair in node.named_children:
        key = pair.child_by_field_name("key")
        if pair.type == "pair" and key is not None and tree.text(key).strip("'\"") == name:
            return pair.child_by_field_name("value")
    return None


def _telling(tree: SpecTree, node: Node) -> int:
    keys = (pair.child_by_field_name("key") for pair in node.named_children if pair.type == "pair")
    return sum(key is not None and tree.text(key).strip("'\"") in _TELLING for key in keys)


def _objects(node: Node) -> Iterator[Node]:
    """Yield the outermost objects: the configuration is one of them, its projects stand inside.

    Of an object being typed only its pairs are left.
    """
    if node.is_error and any(child.type == "pair" for child in node.named_children):
        yield node
    for child in node.named_children:
        if child.type == "object":
            yield child
        else:
            yield from _objects(child)


def _constants(tree: SpecTree) -> Iterator[tuple[str, str]]:
    for statement in tree.root.named_children:
        for node in statement.named_children:
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if node.type == "variable_declarator" and name is not None and value is not None:
                text = tree.render(value, {})
                if text != HOLE:
                    yield tree.text(name), text
