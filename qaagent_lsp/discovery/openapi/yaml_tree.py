"""YAML → tree with places, by the parser written in C where PyYAML has it: ten times as quick on large files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml
from yaml.reader import ReaderError

from qaagent_lsp.config.yaml_parsing import syntax_problem
from qaagent_lsp.discovery.openapi.tree import (
    Entry,
    Group,
    Items,
    Text,
    Tree,
    Unread,
    is_passed_over,
    key_of_items,
)
from qaagent_lsp.model.problem import Problem

if TYPE_CHECKING:
    from qaagent_lsp.config.text_places import Places

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML that was built where libyaml was not
    from yaml import SafeLoader as Loader  # type: ignore[assignment]  # same methods

_PLAIN, _QUOTED = "plain", "quoted"
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


class _QuickLoader(Loader):
    """Finds out nothing of a scalar but whether it stood in quotes: its kind is no matter to routes."""

    def resolve(self, kind: object, value: object, implicit: object) -> str:  # noqa: ARG002 - PyYAML's signature
        return _PLAIN if isinstance(implicit, tuple) and implicit[0] else _QUOTED

    def descend_resolver(self, current_node: object, current_index: object) -> None:
        """No rule of ours depends on where a scalar stands."""

    def ascend_resolver(self) -> None:
        """As ``descend_resolver``."""


def read_yaml_tree(text: str, places: Places, code: str) -> Tree | Problem | None:
    """Read the only document of a text; None where there is none, a problem with ``code`` where it is no YAML."""
    try:
        node = yaml.compose(text, Loader=_QuickLoader)
        return None if node is None else _Building().tree(node, "")
    except (ReaderError, yaml.MarkedYAMLError) as error:
        return syntax_problem(error, text, places, code)
    except RecursionError:
        return places.problem(0, 1, "Nested too deeply; not read.", code)


@dataclass(slots=True)
class _Building:
    """Makes the tree of PyYAML's nodes. What aliases repeat is made once for each key that it stands at."""

    made: dict[tuple[int, str], Tree] = field(default_factory=dict)
    open_nodes: set[int] = field(default_factory=set)

    def tree(self, node: yaml.Node, key: str) -> Tree:
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode):
            text = str(node.value)
            return Text(start, end, "" if text in _NOTHING and node.tag == _PLAIN else text)
        known = self.made.get((id(node), key))
        if known is not None:
            return known
        if id(node) in self.open_nodes:
            return Unread(start, end)  # an alias that holds itself
        self.open_nodes.add(id(node))
        tree: Tree
        if isinstance(node, yaml.MappingNode):
            tree = self._group(node, key)
        else:
            inner = key_of_items(key)
            within = tuple(self.tree(item, inner) for item in node.value)
            tree = Items(start, _end_of(node, within[-1] if within else None), within)
        self.open_nodes.discard(id(node))
        self.made[id(node), key] = tree
        return tree

    def _group(self, node: yaml.MappingNode, above: str) -> Group:
        entries: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        again: list[Entry] = []
        last: Tree | None = None
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            name = str(key.value)
            if name == "<<" and key.tag == _PLAIN:
                for source in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    built = self.tree(source, above)
                    if isinstance(built, Group):
                        merged = {**built.entries, **merged}
                continue
            last = (
                Unread(value.start_mark.index, value.end_mark.index)
                if is_passed_over(name, above)
                else self.tree(value, name)
            )
            entry = Entry(key.start_mark.index, key.end_mark.index, name, last)
            if name in entries:
                again.append(entry)
            else:
                entries[name] = entry
        if merged:
            entries = {**merged, **entries}
        return Group(node.start_mark.index, _end_of(node, last), entries, tuple(again))


def _end_of(node: yaml.Node, last: Tree | None) -> int:
    """Give the end of what is in a node: PyYAML counts what follows a block to it."""
    if getattr(node, "flow_style", False) or last is None or last.start < node.start_mark.index:
        return int(node.end_mark.index)
    return last.end
