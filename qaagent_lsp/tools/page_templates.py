"""Which templates make the pages of which routes, as the handlers and the templates themselves name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import WorkspacePath
from qaagent_lsp.tools.ground import Template

SUFFIXES = (".html", ".htm", ".jinja", ".jinja2", ".j2", ".djhtml", ".mako")
"""How files are called that pages are made from."""

_ENDINGS = "|".join(re.escape(suffix[1:]) for suffix in SUFFIXES)
_NAMED = re.compile(rf"""["']([\w./-]+\.(?:{_ENDINGS}))["']""")
_JOINED = re.compile(
    rf"""(?:\{{%-?\s*(?:extends|include|import|from)\s|<%(?:inherit|include)\b)[^%>]*?["']([\w./-]+\.(?:{_ENDINGS}))["']"""
)
_MARKUP = re.compile(
    r"<(?:html|head|body|main|form|table|div|p|a|h[1-6]|ul|img|input|button)[\s>]", re.IGNORECASE
)
_CLASS = re.compile(r"^(\s*)class\s+(\w+)\b")


def page_templates(
    routes: Sequence[Route], files: Mapping[WorkspacePath, str], code: Mapping[WorkspacePath, str]
) -> tuple[Template, ...]:
    """Tie templates to the routes whose handlers name them, or name one that extends or includes them.

    ``files`` are the texts of all templates, ``code`` those of the Python files of handlers and registrations. Python
    files that hold markup themselves come last. A name in a handler is any text in it that ends as a template's does:
    that is how each framework is told of one.
    """
    uses: dict[WorkspacePath, set[int]] = {file: set() for file in files}
    called: dict[str, list[WorkspacePath]] = {}
    for file in files:
        parts = file.split("/")
        for first in range(len(parts)):
            called.setdefault("/".join(parts[first:]), []).append(file)
    joined = {file: tuple(_resolved(_JOINED.findall(text), file, called)) for file, text in files.items()}
    for at, route in enumerate(routes):
        waiting = list(_resolved(_names(route, code), route.handler_file or route.file, called))
        while waiting:
            file = waiting.pop()
            if at not in uses[file]:
                uses[file].add(at)
                waiting += joined[file]
    own: dict[WorkspacePath, set[int]] = {}
    for at, route in enumerate(routes):
        if _MARKUP.search(code.get(route.handler_file, "")):
            own.setdefault(route.handler_file, set()).add(at)
    return (
        *(Template(file, files[file], frozenset(indices)) for file, indices in uses.items()),
        *(Template(file, code[file], frozenset(indices)) for file, indices in own.items()),
    )


def _names(route: Route, code: Mapping[WorkspacePath, str]) -> Iterator[str]:
    """Yield the names of templates in a handler, in the class around it, and where the route is registered."""
    lines = code.get(route.handler_file, "").splitlines()
    parts = route.handler.split(".")
    for first, last in (
        (route.handler_span.line, route.handler_span.end_line),
        *_classes(lines, parts[-2:]),
    ):
        yield from _NAMED.findall("\n".join(lines[first - 1 : last]))
    if route.file:
        lines = code.get(route.file, "").splitlines()
        yield from _NAMED.findall("\n".join(lines[route.span.line - 1 : route.span.end_line]))


def _classes(lines: Sequence[str], names: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield first and last line of the classes of these names: ``template_name`` stands beside the methods."""
    wanted = set(names)
    for at, line in enumerate(lines):
        found = _CLASS.match(line)
        if found is None or found[2] not in wanted:
            continue
        depth = len(found[1])
        end = at + 1
        while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > depth):
            end += 1
        yield at + 1, end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _resolved(
    names: Iterable[str], near: WorkspacePath, called: Mapping[str, Sequence[WorkspacePath]]
) -> Iterator[WorkspacePath]:
    """Find the files of names: those that end in it; of several the one that is nearest to who names it.

    ``called`` holds the files by every end of their paths.
    """
    for name in names:
        ends = called.get(name.lstrip("./"), ())
        if ends:
            yield min(ends, key=lambda file: (-_shared(file, near), len(file), file))


def _shared(one: str, other: str) -> int:
    """Count the folders that two files have in common."""
    count = 0
    for left, right in zip(one.split("/")[:-1], other.split("/")[:-1], strict=False):
        if left != right:
            break
        count += 1
    return count
