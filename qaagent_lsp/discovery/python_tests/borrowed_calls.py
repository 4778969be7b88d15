"""Calls of what other files of a test folder offer: imported functions, and methods of a base class.

What those ask stands there; here is only noted which of them is called, for ``linking.joining`` to look up.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from qaagent_lsp.discovery.python_tests.client_words import CLIENT_METHODS, Request
from qaagent_lsp.discovery.syntax.strings import dotted_name

_MODULE = re.compile(r"test|^[^.]*(?:util|helper|common|support)[^.]*$", re.IGNORECASE)
"""Absolute imports from which tests take helpers; other packages are taken for what is tested."""
_OWN = re.compile(
    r"(?:assert|fail|skip|add|id$|subTest|setUp|tearDown|debug|run$|count|shortDescription|enter)"
)
"""What classes of ``unittest`` have themselves."""


def names_of_helpers(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Name what a file imports that may be a helper, or a module of helpers, of its test folder."""
    for node in body:
        if isinstance(node, ast.ImportFrom) and (node.level or _MODULE.search(node.module or "")):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (
                alias.asname or alias.name
                for alias in node.names
                if _MODULE.search(alias.name) and (alias.asname or "." not in alias.name)
            )


def foreign_bases(definitions: Iterable[ast.ClassDef], own: Mapping[str, ast.ClassDef]) -> Iterator[str]:
    """Name the bases of classes that the file does not define."""
    for definition in definitions:
        for base in definition.bases:
            name = dotted_name(base)
            if name and name not in own:
                yield name


def of_helper(node: ast.Call, imported: frozenset[str], bases: tuple[str, ...]) -> Iterator[Request]:
    """Note a call that may be one of a helper; ``imported`` and ``bases`` are those of the file and of the class."""
    name = dotted_name(node.func)
    owner, _, last = name.rpartition(".")
    if not last or last[0].isupper() or last in CLIENT_METHODS:
        return
    if owner in {"self", "cls"}:
        if not _OWN.match(last):
            for base in bases:
                if base.partition(".")[0] in imported:
                    yield Request("", "", node, f"{name}()", base)
    elif not owner and name in imported:
        yield Request("", "", node, f"{name}()", name)
    elif owner in imported:
        yield Request("", "", node, f"{name}()", owner)


def client_of(request: Request, receiver: str) -> str:
    """Name the client that a request is made with, or a helper is given."""
    if not request.owner:
        return receiver
    if request.through.startswith(("self.", "cls.")):
        return "self.client"
    if request.through.partition(".")[0].removesuffix("()") != request.owner:
        return request.owner
    arguments = (*request.node.args, *(keyword.value for keyword in request.node.keywords))
    return next((name for one in arguments if "client" in (name := dotted_name(one))), request.owner)
