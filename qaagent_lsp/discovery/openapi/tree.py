"""A description of an API, reduced to what routes follow from, with the place of everything that is left.

Schemas, examples and descriptions make most of a large file and none of its routes: they are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    """A value, as written and without quotes; ``""`` for one that is empty or null. Places are character offsets."""

    start: int
    end: int
    text: str


class Entry(NamedTuple):
    """A key with its value; the offsets are the key's."""

    start: int
    end: int
    key: str
    value: Tree


class Group(NamedTuple):
    """Keys with values. ``again`` are entries whose key was there already."""

    start: int
    end: int
    entries: Mapping[str, Entry]
    again: tuple[Entry, ...] = ()


class Items(NamedTuple):
    """Values in their order."""

    start: int
    end: int
    items: tuple[Tree, ...]


class Unread(NamedTuple):
    """Something that was passed over: it is there, no more is known of it."""

    start: int
    end: int


Tree = Text | Group | Items | Unread

_IN_LIST = "[]"
_NAMES = frozenset({"paths", "pathItems", "parameters", "responses", "additionalOperations"})
"""What stands below these is named by the user, whatever the name means elsewhere."""

_WITHOUT_ROUTES = frozenset(
    {
        "callbacks",
        "definitions",
        "description",
        "discriminator",
        "encoding",
        "example",
        "examples",
        "externalDocs",
        "headers",
        "info",
        "links",
        "mediaTypes",
        "properties",
        "requestBodies",
        "requestBody",
        "schema",
        "schemas",
        "security",
        "securityDefinitions",
        "securitySchemes",
        "webhooks",
        "xml",
    }
)


def is_passed_over(key: str, above: str) -> bool:
    """Tell whether nothing below a key matters to routes; ``above`` is the key of the mapping that it stands in."""
    return above not in _NAMES and (key in _WITHOUT_ROUTES or key.startswith("x-"))


def key_of_items(key: str) -> str:
    """Give the ``above`` for mappings in a list that stands at a key."""
    return key + _IN_LIST


def group(tree: Tree | None) -> Mapping[str, Entry]:
    """Return the entries of a mapping, none of anything else."""
    return tree.entries if isinstance(tree, Group) else {}


def items(tree: Tree | None) -> tuple[Tree, ...]:
    """Return the values of a list, none of anything else."""
    return tree.items if isinstance(tree, Items) else ()


def at(tree: Tree | None, *keys: str) -> Tree | None:
    """Return what stands at keys; None where nothing does."""
    for key in keys:
        entry = group(tree).get(key)
        if entry is None:
            return None
        tree = entry.value
    return tree


def words(tree: Tree | None) -> str:
    """Return a value's text, ``""`` for anything else."""
    return tree.text if isinstance(tree, Text) else ""
