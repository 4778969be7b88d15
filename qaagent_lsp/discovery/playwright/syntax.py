"""JavaScript and TypeScript as a syntax tree: where its nodes stand and what its strings say.

The parser (tree-sitter) recovers from broken text, so that a file being typed keeps most of its tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.syntax.strings import HOLE
from qaagent_lsp.model.problem import Problem
from qaagent_lsp.model.source import Source, Span, WorkspacePath

if TYPE_CHECKING:
    from tree_sitter import Node

FUNCTIONS = frozenset({"arrow_function", "function_expression", "function_declaration", "method_definition"})
WRAPPERS = frozenset({
    "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "await_expression",
})  # fmt: skip
"""Nodes that stand around an expression without changing what it is."""

_MOST_PROBLEMS = 3
_CLOSERS = {"(": ")", "{": "}", "[": "]"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\}|([\s\S]))")


class SpecTree:
    """The tree of one file."""

    __slots__ = ("_ascii", "_data", "_lines", "file", "root")

    def __init__(self, source: Source) -> None:
        """Parse a file. Never raises for what the text says."""
        self.file: WorkspacePath = source.file
        self._data = source.text.encode("utf-8", "replace")
        self._lines = self._data.split(b"\n")
        self._ascii = source.text.isascii()
        self.root = _parsed(self._data, source.file)

    def text(self, node: Node) -> str:
        """Give the source text of a node."""
        return self._data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def span(self, node: Node) -> Span:
        """Give the range of a node, in code points."""
        start, end = node.start_point, node.end_point
        return Span(
            start.row + 1,
            len(self._before(start.row, start.column)) + 1,
            end.row + 1,
            len(self._before(end.row, end.column)) + 1,
        )

    def place(self, node: Node) -> tuple[int, int]:
        """Give the line and column of a node's start as JavaScript counts them: columns in UTF-16 units from 1."""
        start = node.start_point
        before = self._before(start.row, start.column)
        return start.row + 1, len(before.encode("utf-16-le")) // 2 + 1

    def problems(self) -> Iterator[Problem]:
        """Say where the text could not be read, the first few places only."""
        for number, node in enumerate(_broken(self.root)):
            if number == _MOST_PROBLEMS:
                return
            opened = _unclosed(node)
            span = self.span(opened or node)
            first = self.text(node).strip().partition("\n")[0][:40]
            if opened is not None:
                message = f"{opened.type} is not closed"
            elif node.is_missing:
                message = f"{node.type} expected"
            else:
                message = f"cannot be read: {first}" if first else "cannot be read"
            end = Span(span.line, span.column, span.line, span.column + 1)
            shown = span if span.line == span.end_line and span.end_column > span.column else end
            yield Problem(self.file, shown, message, "syntax-error")

    def render(self, node: Node, known: Mapping[str, str]) -> str:
        """Render a string expression as far as it is known; what is unknown becomes ``{}``."""
        node = unwrapped(node)
        match node.type:
            case "string":
                return unescaped(self.text(node)[1:-1])
            case "number":
                return self.text(node)
            case "template_string":
                return "".join(self._piece(part, known) for part in node.named_children)
            case "binary_expression":
                return self._combined(node, known)
            case "new_expression":
                return self._new_url(node, known)
            case "call_expression":
                return self._called(node, known)
            case _:
                return known.get(self.dotted(node), HOLE)

    def dotted(self, node: Node | None) -> str:
        """Give ``a.b.c`` of a name or a chain of properties, ``""`` of anything else."""
        if node is None:
            return ""
        node = unwrapped(node)
        if node.type in ("identifier", "this"):
            return self.text(node)
        if node.type == "member_expression":
            owner = self.dotted(node.child_by_field_name("object"))
            name = node.child_by_field_name("property")
            return f"{owner}.{self.text(name)}" if owner and name is not None else ""
        return ""

    def _piece(self, part: Node, known: Mapping[str, str]) -> str:
        if part.type == "template_substitution":
            return self.render(part.named_children[0], known) if part.named_children else HOLE
        return unescaped(self.text(part))

    def _combined(self, node: Node, known: Mapping[str, str]) -> str:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return HOLE
        sides = self.render(left, known), self.render(right, known)
        if operator.type == "+":
            return "".join(sides)
        # process.env.BASE ?? 'http://localhost': the default tells what kind of text it is.
        return next((side for side in sides if side != HOLE), HOLE) if operator.type in ("??", "||") else HOLE

    def _called(self, node: Node, known: Mapping[str, str]) -> str:
        function, values = node.child_by_field_name("function"), arguments(node)
        name = self.dotted(function)
        if name in ("String", "encodeURIComponent", "encodeURI") and values:
            return self.render(values[0], known)
        if function is None or function.type != "member_expression":
            return HOLE
        owner, method = function.child_by_field_name("object"), function.child_by_field_name("property")
        if owner is None or method is None or self.text(method) not in ("toString", "trim"):
            return HOLE
        return self.render(owner, known)

    def _new_url(self, node: Node, known: Mapping[str, str]) -> str:
        values = arguments(node)
        if self.dotted(node.child_by_field_name("constructor")) != "URL" or not values:
            return HOLE
        url = self.render(values[0], known)
        return url if len(values) == 1 or url.startswith(("/", "http")) else f"/{url}"

    def _before(self, row: int, column: int) -> str:
        if self._ascii:
            return " " * column
        return self._lines[row][:column].decode("utf-8", "replace") if row < len(self._lines) else ""


def arguments(call: Node) -> list[Node]:
    """List the arguments of a call, comments left out."""
    inside = call.child_by_field_name("arguments")
    return [] if inside is None else [node for node in inside.named_children if node.type != "comment"]


def unwrapped(node: Node) -> Node:
    """Take off parentheses, type assertions and ``await``."""
    while node.type in WRAPPERS and node.named_children:
        node = node.named_children[0]
    return node


def unescaped(text: str) -> str:
    """Resolve the escape sequences of a JavaScript string."""
    return _ESCAPE.sub(_resolved, text) if "\\" in text else text


def _resolved(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(found[4], found[4])


def _broken(node: Node) -> Iterator[Node]:
    if node.is_error or node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from _broken(child)


def _unclosed(node: Node) -> Node | None:
    """Give the last bracket that a broken stretch of text opens and does not close."""
    opened: list[Node] = []
    for child in node.children:
        if child.type in _CLOSERS:
            opened.append(child)
        elif opened and child.type == _CLOSERS[opened[-1].type]:
            opened.pop()
    return opened[-1] if opened else None


def _parsed(data: bytes, file: str) -> Node:
    # Imported here: start-up time is a feature, and most workspaces have no such file.
    import tree_sitter_typescript
    from tree_sitter import Language, Parser

    # Type assertions in angle brackets are TypeScript's alone; everything else may hold JSX.
    is_typed = file.endswith((".ts", ".mts", ".cts"))
    language = tree_sitter_typescript.language_typescript if is_typed else tree_sitter_typescript.language_tsx
    return Parser(Language(language())).parse(data).root_node
