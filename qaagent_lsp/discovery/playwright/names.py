"""What a file calls Playwright's ``test``: imported, renamed, extended with fixtures, taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.playwright.syntax import SpecTree, arguments, unwrapped

if TYPE_CHECKING:
    from tree_sitter import Node

PLAYWRIGHT = ("@playwright/", "playwright/", "@playwright\\")
OTHER_TOOLS = frozenset({
    "vitest", "@jest/globals", "node:test", "bun:test", "mocha", "ava", "uvu", "tape", "jest", "chai", "cypress", "tap",
})  # fmt: skip
_EXTENDING = frozenset({"extend", "mergeTests", "_extendTest"})


@dataclass(slots=True)
class TestNames:
    """Names of one file → what they stand for, as a dotted path from ``test``: ``describe`` → ``test.describe``."""

    __test__ = False

    paths: dict[str, str] = field(default_factory=dict)
    modules: set[str] = field(default_factory=set)
    """Names of whole modules that hold a ``test``: ``pw`` of ``import * as pw from '@playwright/test'``."""

    def path_of(self, dotted: str) -> str:
        """Give what a dotted name stands for, ``""`` for nothing of Playwright's.

        >>> TestNames({"it": "test"}).path_of("it.describe.only")
        'test.describe.only'
        """
        first, separator, rest = dotted.partition(".")
        if first in self.modules:
            return rest if rest.split(".")[0] == "test" else ""
        path = self.paths.get(first, "")
        return f"{path}{separator}{rest}" if path else ""


def names_in(tree: SpecTree) -> TestNames:
    """Read the imports and top-level declarations of a file, in their order."""
    names = TestNames()
    for node in tree.root.named_children:
        if node.type == "import_statement":
            _imported(tree, node, names)
        else:
            for declarator in _declarators(node):
                _declared(tree, declarator, names)
    return names


def _imported(tree: SpecTree, node: Node, names: TestNames) -> None:
    module = _module(tree, node.child_by_field_name("source"))
    if module in OTHER_TOOLS:
        return
    clause = next((child for child in node.named_children if child.type == "import_clause"), None)
    for part in clause.named_children if clause is not None else ():
        if part.type == "identifier":
            _bind(names, "default", tree.text(part), module)
        elif part.type == "namespace_import" and part.named_children:
            names.modules.add(tree.text(part.named_children[-1]))
        elif part.type == "named_imports":
            for one in part.named_children:
                name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
                if name is not None:
                    _bind(names, tree.text(name), tree.text(alias or name), module)


def _bind(names: TestNames, name: str, local: str, module: str) -> None:
    """Remember an import. Fixture files export their ``test`` under names of their own: ``petTest``, ``it``."""
    is_own = module.startswith(PLAYWRIGHT)
    if is_own:
        is_test = name in ("test", "default", "_test")
    else:
        is_test = "test" in (name, local) or local in ("it", "setup") or local.endswith(("Test", "_test"))
    if is_test:
        names.paths[local] = "test"


def _declarators(node: Node) -> Iterator[Node]:
    if node.type == "export_statement":
        inner = node.child_by_field_name("declaration")
        node = inner if inner is not None else node
    if node.type in ("lexical_declaration", "variable_declaration"):
        yield from (child for child in node.named_children if child.type == "variable_declarator")


def _declared(tree: SpecTree, node: Node, names: TestNames) -> None:
    target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if target is None or value is None:
        return
    value = unwrapped(value)
    module = _required(tree, value)
    if module is not None:
        if module in OTHER_TOOLS:
            return
        if target.type == "identifier" and value.type == "member_expression":
            _bind(names, tree.text(value).rpartition(".")[2], tree.text(target), module)
        elif target.type == "identifier":
            names.modules.add(tree.text(target))
        for name, local in _taken_apart(tree, target):
            _bind(names, name, local, module)
        return
    path = names.path_of(tree.dotted(value)) or _extended(tree, value, names)
    if not path:
        return
    if target.type == "identifier":
        names.paths[tree.text(target)] = path
    for name, local in _taken_apart(tree, target):
        names.paths[local] = f"{path}.{name}"


def _extended(tree: SpecTree, value: Node, names: TestNames) -> str:
    """``base.extend({…})``, ``mergeTests(a, b)``: another ``test``."""
    if value.type != "call_expression":
        return ""
    dotted = tree.dotted(value.child_by_field_name("function"))
    owner, _, name = dotted.rpartition(".")
    if name not in _EXTENDING:
        return ""
    if name == "mergeTests":
        return "test"
    return "test" if names.path_of(owner) == "test" else ""


def _required(tree: SpecTree, value: Node) -> str | None:
    inner = value.child_by_field_name("object") if value.type == "member_expression" else None
    value = value if inner is None else inner
    if value.type != "call_expression" or tree.dotted(value.child_by_field_name("function")) != "require":
        return None
    values = arguments(value)
    return _module(tree, values[0]) if values else None


def _taken_apart(tree: SpecTree, target: Node) -> Iterator[tuple[str, str]]:
    if target.type != "object_pattern":
        return
    for part in target.named_children:
        if part.type == "shorthand_property_identifier_pattern":
            yield tree.text(part), tree.text(part)
        elif part.type == "pair_pattern":
            key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
            if key is not None and value is not None:
                yield tree.text(key), tree.text(value)


def _module(tree: SpecTree, node: Node | None) -> str:
    return tree.text(node)[1:-1] if node is not None and node.type == "string" else ""
