"""One file of a description of an API (OpenAPI 3.x, Swagger 2.0), read by itself and kept by the hash of its text.

https://spec.openapis.org/oas/v3.2.0, https://spec.openapis.org/oas/v2.0
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qaagent_lsp.config.text_places import Places, line_starts, span_of
from qaagent_lsp.discovery.openapi.json_tree import BrokenJson, read_json
from qaagent_lsp.discovery.openapi.tree import Tree, at, words
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Source, Span, WorkspacePath

SYNTAX = "openapi-syntax"

SUFFIXES = (".yaml", ".yml", ".json")
"""Endings of files that may be descriptions, whatever they are called."""

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that is looked into."""

_WORDS = (b"openapi", b"swagger")
_YAML_KEY = re.compile(
    rb"^(?:openapi|'openapi'|swagger|'swagger'|\"openapi\"|\"swagger\")[ \t]*:[ \t]*[\"']?[23]\.",
    re.MULTILINE,
)
_JSON_KEY = re.compile(rb"\"(?:openapi|swagger)\"\s*:\s*\"[23]\.")
_VERSION = re.compile(r"[23]\.\d.*")


@dataclass(frozen=True, slots=True)
class Edit:
    """How a text differs from an earlier one, in lines: from ``first`` on, ``removed`` lines gave way to ``added``."""

    first: int
    removed: int
    added: int

    def moved(self, span: Span) -> Span:
        """Return where a place of the earlier text is now; a place within what was edited stays in it."""
        return Span(self._line(span.line), span.column, self._line(span.end_line), span.end_column)

    def _line(self, line: int) -> int:
        if line < self.first:
            return line
        if line >= self.first + self.removed:
            return line + self.added - self.removed
        return min(line, self.first + max(self.added - 1, 0))


@dataclass(frozen=True, slots=True)
class ApiFile:
    """A file that is a description, or a part of one that others refer to. Picklable.

    ``version`` is ``3.1.0``, ``2.0``; ``""`` for a part. ``tree`` is None where nothing can be read. While a text is
    broken, ``tree`` is the last one that was whole, and ``edit`` tells how the lines have moved since then.
    """

    file: WorkspacePath
    digest: str
    version: str
    tree: Tree | None
    starts: Sequence[int]
    problem: Problem | None = None
    edit: Edit | None = None

    def span(self, start: int, end: int) -> Span:
        """Place a range of the tree in the text as it is now; of at least one column."""
        span = span_of(self.starts, start, max(end, start + 1))
        return span if self.edit is None else self.edit.moved(span)


def may_describe(file: WorkspacePath, data: bytes) -> bool:
    """Tell by its bytes whether a file can be a description; cheap enough for every YAML and JSON file."""
    if not any(word in data for word in _WORDS):
        return False
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _JSON_KEY.search(data) is not None
    return not file.endswith(".json") and _YAML_KEY.search(data) is not None


def read_api_file(source: Source) -> ApiFile:
    """Read a file. Never raises for what the text says: what cannot be read is told in ``problem``."""
    places = Places(source.text, source.file)
    tree = _tree(source, places)
    problem = tree if isinstance(tree, Problem) else None
    known = None if isinstance(tree, Problem) else tree
    return ApiFile(source.file, source.digest, _version(known), known, line_starts(source.text), problem)


def while_broken(broken: ApiFile, text: str, good: ApiFile, good_text: str) -> ApiFile:
    """Keep the last whole text of a file that cannot be read now, with its lines where they stand now."""
    return replace(good, digest=broken.digest, problem=broken.problem, edit=edit_of(good_text, text))


def says_no_version(file: ApiFile) -> bool:
    """Tell whether a description does not say, or not yet, which version it is of."""
    return not file.version and any(at(file.tree, key) is not None for key in ("openapi", "swagger"))


def edit_of(before: str, after: str) -> Edit:
    """Find the lines in which two texts differ."""
    old, new = before.split("\n"), after.split("\n")
    most = min(len(old), len(new))
    first = next((i for i in range(most) if old[i] != new[i]), most)
    same = next((i for i in range(most - first) if old[-1 - i] != new[-1 - i]), most - first)
    return Edit(first + 1, len(old) - first - same, len(new) - first - same)


def _tree(source: Source, places: Places) -> Tree | Problem | None:
    text = source.text
    as_json = source.file.endswith(".json")
    if as_json or text.lstrip("\ufeff \t\r\n")[:1] == "{":
        try:
            return read_json(text)
        except BrokenJson as broken:
            if as_json:
                message = f"Not JSON: {broken.message[:1].lower()}{broken.message[1:]}."
                return places.problem(broken.at, broken.at + 1, message, SYNTAX)
    from qaagent_lsp.discovery.openapi.yaml_tree import read_yaml_tree

    return read_yaml_tree(text, places, SYNTAX)


def _version(tree: Tree | None) -> str:
    said = words(at(tree, "openapi")) or words(at(tree, "swagger"))
    return said if _VERSION.fullmatch(said) else ""
