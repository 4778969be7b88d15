"""Requests in Playwright tests: ``request.get(`/pets/${id}`)`` → GET ``/pets/{}``; ``page.goto`` is a GET as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qaagent_lsp.discovery.playwright.syntax import FUNCTIONS, SpecTree, arguments, unwrapped
from qaagent_lsp.discovery.syntax.strings import HOLE
from qaagent_lsp.model.client_call import ClientCall
from qaagent_lsp.model.test import TestId

if TYPE_CHECKING:
    from tree_sitter import Node

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head"})
_URL = re.compile(r"/(?!/)|https?://|\{\}/")
_RELATIVE = re.compile(r"\.{0,2}/?[\w{}.~-]+(?:/[\w{}.~-]*)*(?:[?#].*)?$")
_CLIENT = re.compile(r"(?:request|api|client|context|http|agent)$", re.IGNORECASE)
_NO_CLIENT = re.compile(
    r"(?:params|headers|cookies|map|cache|store|storage|form|data|router|app|server)$", re.IGNORECASE
)
_MAX_DEPTH = 2
_MAX_CALLS = 200
_LONGEST_TEXT = 80


@dataclass(slots=True)
class _Walk:
    known: dict[str, str]
    depth: int = 0
    found: list[tuple[str, str, Node]] = field(default_factory=list)


class SpecCalls:
    """The constants and functions of one file, and what its tests ask by them."""

    def __init__(self, tree: SpecTree) -> None:
        """Read the top level of a file."""
        self._tree = tree
        self._functions: dict[str, Node] = {}
        self.constants: dict[str, str] = {}
        walk = _Walk(self.constants)
        for node in tree.root.named_children:
            inner = node.child_by_field_name("declaration") if node.type == "export_statement" else None
            self._declared(inner or node, walk)

    def of_test(self, test: TestId, node: Node) -> Iterator[ClientCall]:
        """Yield the requests of a test's body, each once, in their order; functions of the same file are followed."""
        walk = _Walk(dict(self.constants))
        for value in arguments(node):
            if value.type in FUNCTIONS:
                self._statements(value, walk)
        seen: set[tuple[str, str, int]] = set()
        for method, url, call in walk.found[:_MAX_CALLS]:
            if (method, url, call.start_byte) in seen:
                continue
            seen.add((method, url, call.start_byte))
            line = " ".join(self._tree.text(call).split())
            short = line if len(line) <= _LONGEST_TEXT else f"{line[: _LONGEST_TEXT - 1]}…"
            yield ClientCall(test, method, url, self._tree.span(call), short, follows="yes")

    def _statements(self, node: Node, walk: _Walk) -> None:
        for child in node.named_children:
            if child.type in ("lexical_declaration", "variable_declaration"):
                self._declared(child, walk)
            self._statements(child, walk)
            if child.type == "call_expression":
                self._call(child, walk)

    def _declared(self, node: Node, walk: _Walk) -> None:
        if node.type == "function_declaration":
            name = node.child_by_field_name("name")
            if name is not None:
                self._functions[self._tree.text(name)] = node
            return
        for child in node.named_children:
            target, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if child.type != "variable_declarator" or target is None or value is None:
                continue
            bound, told = self._tree.text(target), unwrapped(value)
            if told.type in FUNCTIONS:
                self._functions[bound] = told
            elif told.type == "object":
                self._members(bound, told, walk.known)
            else:
                _remember(bound, self._tree.render(told, walk.known), walk.known)

    def _members(self, name: str, node: Node, known: dict[str, str]) -> None:
        for pair in node.named_children:
            key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
            if pair.type == "pair" and key is not None and value is not None:
                _remember(f"{name}.{self._tree.text(key)}", self._tree.render(value, known), known)

    def _call(self, node: Node, walk: _Walk) -> None:
        function, values = node.child_by_field_name("function"), arguments(node)
        if function is None or not values:
            helper = self._functions.get(self._tree.dotted(function)) if function is not None else None
            if helper is not None:
                self._follow(helper, values, walk)
            return
        if function.type == "member_expression":
            request = self._request(function, values, walk.known)
            if request is not None:
                walk.found.append((*request, node))
            return
        name = self._tree.dotted(function)
        if name == "fetch":
            url = _meant(self._tree.render(values[0], walk.known), is_client=False)
            if url:
                walk.found.append((self._method(values, walk.known), url, node))
        elif name in self._functions:
            self._follow(self._functions[name], values, walk)

    def _request(
        self, function: Node, values: Sequence[Node], known: dict[str, str]
    ) -> tuple[str, str] | None:
        owner, name = function.child_by_field_name("object"), function.child_by_field_name("property")
        if owner is None or name is None:
            return None
        verb, receiver = self._tree.text(name), self._tree.dotted(owner).rpartition(".")[2]
        if verb not in _VERBS and verb not in ("fetch", "goto"):
            return None
        if _NO_CLIENT.search(receiver):
            return None
        is_client = verb == "goto" or bool(_CLIENT.search(receiver))
        url = _meant(self._tree.render(values[0], known), is_client=is_client)
        if not url:
            return None
        if verb == "fetch":
            return self._method(values, known), url
        return "GET" if verb == "goto" else verb.upper(), url

    def _method(self, values: Sequence[Node], known: dict[str, str]) -> str:
        """Read the method of a ``fetch``: GET unless its options name another; ``""`` when they cannot be read."""
        if len(values) < 2:
            return "GET"
        options = unwrapped(values[1])
        if options.type != "object":
            return ""
        for part in options.named_children:
            key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
            if (
                part.type == "pair"
                and key is not None
                and value is not None
                and self._tree.text(key) == "method"
            ):
                text = self._tree.render(value, known).upper()
                return text if text.isalpha() else ""
            if part.type in ("spread_element", "shorthand_property_identifier"):
                return ""
        return "GET"

    def _follow(self, function: Node, values: Sequence[Node], walk: _Walk) -> None:
        if walk.depth >= _MAX_DEPTH:
            return
        known = dict(self.constants)
        for parameter, value in zip(self._parameters(function), values, strict=False):
            known.pop(parameter, None)
            _remember(parameter, self._tree.render(value, walk.known), known)
        inner = _Walk(known, walk.depth + 1, walk.found)
        body = function.child_by_field_name("body")
        if body is None:
            return
        self._statements(body, inner)
        if body.type == "call_expression":
            self._call(body, inner)

    def _parameters(self, function: Node) -> Iterator[str]:
        single = function.child_by_field_name("parameter")
        if single is not None:
            yield self._tree.text(single)
            return
        listed = function.child_by_field_name("parameters")
        for parameter in listed.named_children if listed is not None else ():
            pattern = parameter.child_by_field_name("pattern") or parameter
            yield self._tree.text(pattern)


def _meant(url: str, *, is_client: bool) -> str:
    """Give the URL if the text is one: with a slash at its start, or relative where a client is asked."""
    url = url.strip()
    if (_URL.match(url) and url.strip("{}/")) or url == "/" or (url == f"{HOLE}/" and is_client):
        return url
    if is_client and _RELATIVE.match(url) and not url.startswith(HOLE) and url.strip("./"):
        return f"/{url.lstrip('./')}"
    return ""


def _remember(name: str, text: str, known: dict[str, str]) -> None:
    if text == HOLE:
        known.pop(name, None)
    else:
        known[name] = text
