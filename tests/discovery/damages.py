"""What a typing hand does to a file, and which of its routes are still known then.

Each damage says which lines of the old and of the new text it touched. A route counts as lost when it is missing
although its own statement was left alone: the decorator, ``add_url_rule`` call or list item that declares it, the line
of its handler's ``def``, the line where a longer statement begins that lists it (not its other items: of a list of 60
the 59 others count), and the ``def`` line of a function that it stands in. A damaged ``class`` line excuses nothing. A
route of a statement that was itself damaged may be known or not. Every route that the whole file did not have is
spurious, save one of the same handler or path in a statement that was itself damaged (half a path, half a class's name
is what stands there). Routes behind the point where a file was cut off do not count: they are gone. Without a last good
text, and where the file was cut off, the line that is gone may be what says where a router is mounted: there method,
handler and the end of the path tell whether it is the same route.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from qaagent_lsp.discovery.assembly.resolve import resolve
from qaagent_lsp.discovery.facts import FileFacts, facts_of
from qaagent_lsp.discovery.salvage import read_again
from qaagent_lsp.discovery.syntax.parsing import parse
from qaagent_lsp.model.route import Route
from qaagent_lsp.model.source import Source, digest_of

_MOST_DECORATORS = 5
_CLOSING = re.compile(r"[)\]}]|\"\"\"|'''|\"|'")
_DEFINITION = re.compile(r"\s*(?:@|def\b|async\s+def\b)")


@dataclass(frozen=True)
class Damage:
    """A damaged text; ``old`` and ``new`` are the 1-based lines touched, ``ends`` is the last old line still there."""

    text: str
    old: frozenset[int]
    new: frozenset[int]
    ends: int


@dataclass(frozen=True)
class Verdict:
    """How many routes had to be there, and which were lost or came out of nowhere."""

    expected: int
    lost: tuple[str, ...]
    spurious: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    """A file as it was, with its facts and its routes."""

    source: Source
    facts: FileFacts
    routes: tuple[Route, ...]


def whole(source: Source) -> Whole:
    """Read a file by itself."""
    facts = facts_of(source, reading="routes")
    return Whole(source, facts, resolve({source.file: facts}).routes)


def judged(before: Whole, damage: Damage, *, last_good: bool) -> Verdict:
    """Read the damaged file, with what was known of it or without, and compare its routes."""
    source = Source(before.source.file, damage.text, digest_of(damage.text))
    facts = (
        read_again(source, before.facts, before.source, "routes")
        if last_good
        else facts_of(source, reading="routes")
    )
    found = resolve({source.file: facts}).routes
    whole_file = damage.ends == len(before.source.text.split("\n"))
    same = _same_route if last_good and whole_file else _same_but_for_its_mount
    begins, classes = _begins(before.source.text)
    touched = [
        route for route in before.routes if _lines(route, begins) & damage.old or _is_amid(damage, route)
    ]
    excused = {*(route.handler for route in touched), *(str(route.key) for route in touched)}
    named = {str(route.key) for route in before.routes if classes.get(route.span.line, 0) in damage.old}
    own = {line for route in touched for line in range(route.span.line, route.span.end_line + 1)}
    due = [route for route in before.routes if route not in touched and max(_lines(route)) <= damage.ends]
    lost = [route for route in due if not any(same(route, other) for other in found)]
    new = [route for route in found if not any(same(other, route) for other in before.routes)]
    new = [
        route
        for route in new
        if not ({route.handler, str(route.key)} & (excused | named) or route.span.line in own)
    ]
    return Verdict(len(due), tuple(map(_name, lost)), tuple(map(_name, new)))


def _is_amid(damage: Damage, route: Route) -> bool:
    """Tell whether something is put between a route's decorators and its ``def``, so that it is what is decorated."""
    at = min(damage.new)
    return (
        not damage.old
        and damage.text.split("\n")[at - 2].lstrip().startswith("@")
        and 0 <= route.handler_span.line - at < _MOST_DECORATORS
    )


def _same_route(before: Route, now: Route) -> bool:
    return before.key == now.key and before.handler == now.handler


def _same_but_for_its_mount(before: Route, now: Route) -> bool:
    ending = before.key.path.endswith(now.key.path) or now.key.path == "/"
    return before.key.method == now.key.method and before.handler == now.handler and ending


def _name(route: Route) -> str:
    return f"{route.key} {route.handler}"


def _lines(route: Route, begins: Mapping[int, frozenset[int]] = MappingProxyType({})) -> frozenset[int]:
    """The lines of a route's own statement: what declares it, the ``def``, and where what is around begins."""
    own = range(route.span.line, route.span.end_line + 1)
    return frozenset((*own, route.handler_span.line)) | begins.get(route.span.line, frozenset())


def _begins(text: str) -> tuple[dict[int, frozenset[int]], dict[int, int]]:
    """Map each line to the first lines of the innermost statement that it is of, and of the functions around.

    The second maps it to the line of the class around.
    """
    found: dict[int, frozenset[int]] = {}
    classes: dict[int, int] = {}

    def walk(node: ast.AST, around: frozenset[int]) -> None:
        for child in ast.iter_child_nodes(node):
            inner = around
            if isinstance(child, ast.ClassDef):
                classes.update(dict.fromkeys(range(child.lineno, (child.end_lineno or 0) + 1), child.lineno))
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = around | {child.lineno}
            if isinstance(child, ast.stmt) and not isinstance(child, ast.ClassDef):
                lines = range(child.lineno, (child.end_lineno or child.lineno) + 1)
                found.update(dict.fromkeys(lines, inner | {child.lineno}))
            walk(child, inner)

    walk(ast.parse(text), frozenset())
    return found, classes


def _filled(lines: Sequence[str]) -> list[int]:
    return [number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]


def line_cut_off(text: str, routes: Sequence[Route], random: Random) -> Damage:
    """The rest of a statement's line is not there: it is being typed, or typed anew."""
    del routes
    lines = text.split("\n")
    at = random.choice(_filled(lines))
    indent = len(lines[at]) - len(lines[at].lstrip())
    kept = lines[at][: random.randint(indent + 1, max(indent + 1, len(lines[at]) - 1))]
    return _replaced(lines, at, at + 1, [kept])


def file_cut_off(text: str, routes: Sequence[Route], random: Random) -> Damage:
    """The file ends in the middle of a line."""
    lines = text.split("\n")
    first = min((min(_lines(route)) for route in routes), default=1)
    at = random.choice([number for number in _filled(lines) if number >= min(first, len(lines) - 1)] or [0])
    kept = lines[at][: random.randint(0, len(lines[at]))]
    return Damage("\n".join([*lines[:at], kept]), frozenset({at + 1}), frozenset({at + 1}), at + 1)


def unclosed(text: str, routes: Sequence[Route], random: Random) -> Damage:
    """A closing bracket or quote is taken away, or an opening one put somewhere."""
    del routes
    lines = text.split("\n")
    closing = [number for number in _filled(lines) if _CLOSING.search(lines[number])]
    if closing and random.random() < 0.5:
        at = random.choice(closing)
        found = random.choice(list(_CLOSING.finditer(lines[at])))
        changed = lines[at][: found.start()] + lines[at][found.end() :]
    else:
        at = random.choice(_filled(lines))
        changed = lines[at] + random.choice(["(", "[", "{", '"', "'", '"""', " foo(", ' x = f"', " [1, "])
    return _replaced(lines, at, at + 1, [changed])


_HALF_TYPED = (
    "@", "@app", "@app.", "@router.get", "@router.get(", "@app.get('/hal", '@router.post("/half"', "@app.route('/h',",
    "@app.get('/half', x=", "@routes.get(", "@get(", "@get('/half', name=", "@action(", "@action(detail=True,",
    "def ", "def half", "def half(", "def half(a, b", "async def half(self, x: int", "async ", "class ", "class Half(",
    "path(", "path('half/', ", "web.get('/half', ", "app.add_url_rule(", "if ", "for x in ", "return (", "x = [",
)  # fmt: skip


def half_typed(text: str, routes: Sequence[Route], random: Random) -> Damage:
    """Something new is begun right above or below the statement of a route."""
    lines = text.split("\n")
    if not routes:
        return _replaced(lines, 0, 0, [random.choice(_HALF_TYPED)])
    route = random.choice(routes)
    first = route.span.line - 1
    below = route.file == route.handler_file and route.handler_span.line > first
    at = random.choice([first, route.handler_span.end_line if below else route.span.end_line])
    beside = lines[first]
    indent = beside[: len(beside) - len(beside.lstrip())]
    return _replaced(lines, at, at, [indent + random.choice(_HALF_TYPED)])


def disturbed(text: str, routes: Sequence[Route], random: Random) -> Damage:
    """Indentation that is too much or missing, a stray token, the markers of a merge conflict."""
    del routes
    lines = text.split("\n")
    at = random.choice(_filled(lines))
    match random.choice(["deeper", "shallower", "token", "markers"]):
        case "deeper":
            return _replaced(lines, at, at + 1, ["    " + lines[at]])
        case "shallower":
            gone = random.choice([1, 2, 4, 99])
            bare = lines[at].lstrip()
            return _replaced(lines, at, at + 1, [" " * max(0, len(lines[at]) - len(bare) - gone) + bare])
        case "token":
            return _replaced(
                lines, at, at + 1, [lines[at] + random.choice([" )", " ]", " $", " =", " 1a", "'"])]
            )
        case _:
            end = min(len(lines), at + random.randint(1, 3))
            ours = lines[at:end]
            marked = ["<<<<<<< HEAD", *ours, "=======", *ours, ">>>>>>> theirs"]
            damage = _replaced(lines, at, end, marked)
            return Damage(damage.text, frozenset(), damage.new, damage.ends)


def _replaced(lines: Sequence[str], first: int, last: int, by: Sequence[str]) -> Damage:
    return Damage(
        "\n".join([*lines[:first], *by, *lines[last:]]),
        frozenset(range(first + 1, last + 1)),
        frozenset(range(first + 1, first + len(by) + 1)),
        len(lines),
    )


def _cut_off(text: str, routes: Sequence[Route], random: Random) -> Damage:
    return random.choice([line_cut_off, line_cut_off, file_cut_off])(text, routes, random)


KINDS: Mapping[str, Callable[[str, Sequence[Route], Random], Damage]] = {
    "cut off": _cut_off,
    "unclosed": unclosed,
    "half-typed": half_typed,
    "disturbed": disturbed,
}


def damages(before: Whole, kind: str, times: int) -> list[Damage]:
    """Give so many damages of a kind to a file, always the same ones; a text that still parses is not damaged."""
    found: list[Damage] = []
    for number in range(20 * times):
        damage = KINDS[kind](
            before.source.text, before.routes, Random(f"{before.source.file} {kind} {number}")
        )
        if len(found) < times and not isinstance(parse(damage.text), ast.Module):
            found.append(damage)
    return found
