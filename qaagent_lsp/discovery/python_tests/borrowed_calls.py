"""Calls of what other files of a test folder offer: imported functions, and methods of a base class.

What those ask stands there; here is only noted which of them is called, for ``linking.joining`` to look up.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from qaagent_lsp.discovery.python_tests.client_words import (
    CLIENT_METHODS,
    REFERENCE,
    Request,
    endpoint_of,
)
from qaagent_lsp.discovery.syntax.strings import HOLE, dotted_name

_REFERENCE = re.compile(rf"{re.escape(REFERENCE)}([^}}]+)}}")
_OWN_URL = re.compile(r"self\.\w*url\w*", re.IGNORECASE)
_MODULE = re.compile(r"test|^[^.]*(?:util|helper|common|support)[^.]*$", re.IGNORECASE)
"""Absolute imports from which tests take helpers; other packages are taken for what is tested."""
_OWN = re.compile(
    r"(?:assert[A-Z]|fail(?:[A-Z]|$)|skipTest$|add(?:[A-Z]\w*Cleanup|Cleanup|TypeEqualityFunc)$|id$|subTest$|setUp|tearDown"
    r"|debug$|run$|countTestCases$|shortDescription$|enter(?:[A-Z]\w*)?Context$)"
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


def references_in(text: str, imported: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield what a file reads of helpers, ``urls.LOGIN`` or ``login_url()``, each with what stands for it in a URL."""
    for name in imported:
        for found in re.finditer(rf"(?<![\w.]){re.escape(name)}(?:\.\w+)?(?:\(|(?!\w))", text):
            read = found[0] + ")" * found[0].endswith("(")
            yield read, f"{REFERENCE}{read}}}"


def attributes_in(text: str, bases: Iterable[str], imported: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield what tests read of themselves, ``self.url``, with what stands for that in a URL: a base may have set it."""
    for base in bases:
        if base in imported:
            for name in dict.fromkeys(re.findall(r"\bself\.(\w*url\w*)\b(?!\s*[(=])", text, re.IGNORECASE)):
                yield f"self.{name}", f"{REFERENCE}{base}.{name}}}"


def own_attributes(methods: Iterable[ast.AST]) -> dict[str, str]:
    """Give what the methods of a class read of themselves and may be told by those that inherit: ``self.url``."""
    read = (
        dotted_name(node)
        for method in methods
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute)
    )
    return {name: f"{REFERENCE}{name}}}" for name in read if _OWN_URL.fullmatch(name)}


def without_references(url: str) -> str:
    """Give a URL in which what only other files tell is unknown, but for what a test's own class may have set."""
    return _REFERENCE.sub(lambda found: found[0] if _OWN_URL.fullmatch(found[1]) else HOLE, url)


def told_by_test(url: str, known: str) -> str:
    """Give what a helper asks by what the test that calls it knows (``of_helper``); ``""`` where it knows nothing."""
    if REFERENCE not in url:
        return url
    texts = dict(line.partition("=")[::2] for line in known.split("\n"))
    told = _REFERENCE.sub(lambda found: texts.get(found[1], HOLE), url)
    named = endpoint_of(told)
    return (told if told.startswith(("/", "http")) and told.strip("{}/") else "") if named is None else named


def filled(url: str, texts: Mapping[str, Mapping[str, str]]) -> str:
    """Give a URL with what other files tell, by the name that is imported and what is read of it; else ``""``.

    ``texts`` has under ``urls`` ``LOGIN`` and ``user()``, under ``LOGIN`` itself ``""``, under ``user`` ``()``.
    """

    def told(found: re.Match[str]) -> str:
        name = re.match(r"\w+", found[1])
        owner = name[0] if name is not None else ""
        return texts.get(owner, {}).get(found[1][len(owner) :].lstrip("."), HOLE)

    known = _REFERENCE.sub(told, url)
    return known if known.startswith(("/", "http", f"{HOLE}/")) and known.strip("{}/") else ""


def foreign_bases(definitions: Iterable[ast.ClassDef], own: Mapping[str, ast.ClassDef]) -> Iterator[str]:
    """Name the bases of classes that the file does not define."""
    for definition in definitions:
        for base in definition.bases:
            name = dotted_name(base)
            if name and name not in own:
                yield name


def of_helper(
    node: ast.Call, imported: frozenset[str], bases: tuple[str, ...], known: Mapping[str, str]
) -> Iterator[Request]:
    """Note a call that may be one of a helper; ``imported`` and ``bases`` are those of the file and of the class.

    For a method of a base the URL is what the test knows of itself, ``self.url=/pets``, a line each.
    """
    name = dotted_name(node.func)
    owner, _, last = name.rpartition(".")
    if not last or last[0].isupper() or last in CLIENT_METHODS:
        return
    if owner in {"self", "cls"}:
        if not _OWN.match(last):
            own = "\n".join(
                f"{key}={text}" for key, text in known.items() if text and _OWN_URL.fullmatch(key)
            )
            for base in bases:
                if base.partition(".")[0] in imported:
                    yield Request("", own, node, f"{name}()", base)
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
