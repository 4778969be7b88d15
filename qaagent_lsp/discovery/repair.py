"""Mends Python text that does not parse by changing a line or two of it, where the parser complains.

A typing hand breaks a file at one place at a time: a line cut short, a bracket not closed yet, an indent too many. So
small changes around that place are tried, the least first, until the text parses. What was changed is told, so that
nobody takes it for what was written.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qaagent_lsp.discovery.line_shapes import (
    HEADER,
    beginning_of,
    closers_of,
    indent_of,
    last_line_of,
    next_line,
    opener_of,
)

_NAMED_LINE = re.compile(r"on line (\d+)")
ROUTE_LINE = re.compile(
    r"""(\s*)@\s*([A-Za-z_][\w.]*)\s*\(\s*(?:path\s*=\s*|rule\s*=\s*)?[rf]?(["'])(/[^"'\s]*)"""
)
"""A decorator with a path, as far as it was typed: indent, what is called, quote, path."""

_METHODS = re.compile(r"methods\s*=\s*([\[({][^\])}]*[\])}])")
_DEFINITION = re.compile(r"(\s*)((?:async\s+)?def|class|async)\b\s*(\w*)")
_BEGINS = re.compile(
    r"\s*(?:@\w|(?:async\s+)?def\s+\w+\(|class\s+\w+\s*[(:]|from\s+[\w.]+\s+import\b|import\s+\w+|\w+ = \S)"
)
_IMPORT = re.compile(r"(\s*from\s+[.\w]+)\b")
_CLAUSES = {"elif": "elif 1:", "except": "except Exception:", "finally": "finally:"}
_CLAUSE = re.compile(r"(?:elif|else|except|finally|case)\b")
_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s]+)\s*$")
_MOST_TOKENS = 6
_MOST_SUSPECTS = 3
_STRAY = re.compile(r",?\s+[)\]}]\s*$")
_MOST_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Mended:
    """``lines`` parse; ``changed`` are the 0-based numbers of those that are not as they were written."""

    lines: list[str]
    changed: frozenset[int]


Edit = tuple[tuple[int, str], ...]
"""Lines, 0-based, and what to write there."""


def mend(lines: Sequence[str], indent: int, most: int) -> Mended | None:
    """Change a line or two so that the lines parse; None when ``most`` tries did not help.

    The lines are statements of a block that is indented by ``indent``.
    """
    now, changed, tried = list(lines), set[int](), 0
    for _ in range(_MOST_ROUNDS):
        reason = _reason(now, indent)
        if reason is None:
            return Mended(now, frozenset(changed))
        best: tuple[int, Edit] | None = None
        for edit in _edits(now, reason):
            if tried >= most:
                return None
            tried += 1
            edited = _edited(now, edit)
            left = _reason(edited, indent)
            if left is None:
                return Mended(edited, frozenset({*changed, *(number for number, _ in edit)}))
            reached = left.lineno or 0
            if reached > (reason.lineno or 0) + 1 and (best is None or reached > best[0]):
                best = reached, edit
        if best is None:
            return None
        # The complaint has moved on: this may have been one of two places.
        now = _edited(now, best[1])
        changed |= {number for number, _ in best[1]}
    return None


def error_line(text: str) -> int | None:
    """Give the 1-based line at which a text does not parse, None when it does."""
    reason = _reason(text.split("\n"), 0)
    return None if reason is None else max(reason.lineno or 1, 1)


def _edited(lines: Sequence[str], edit: Edit) -> list[str]:
    edited = list(lines)
    for number, text in edit:
        edited[number] = text
    return edited


def _reason(lines: Sequence[str], indent: int) -> SyntaxError | None:
    text, indented = "\n".join(lines), indent > 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(f"if 1:\n{text}" if indented else text)
        except SyntaxError as reason:
            if indented:
                reason.lineno = max((reason.lineno or 1) - 1, 1)
                named = _NAMED_LINE.search(reason.msg or "")
                if named:
                    reason.msg = f"{reason.msg} on line {int(named[1]) - 1}"
            return reason
        except (ValueError, RecursionError, MemoryError):
            return SyntaxError("", ("", 1, 1, ""))
    return None


def _edits(lines: Sequence[str], reason: SyntaxError) -> Iterator[Edit]:
    """Yield changes, the likeliest first, each once."""
    seen: set[Edit] = set()
    for edit in _all_edits(lines, reason):
        if edit not in seen and any(lines[number] != text for number, text in edit):
            seen.add(edit)
            yield edit


def _all_edits(lines: Sequence[str], reason: SyntaxError) -> Iterator[Edit]:
    places = _places(lines, reason)
    near = places[:3]
    dips = [at for at in places[1:] if _is_dip(lines, at)] if isinstance(reason, IndentationError) else []
    moved = [edit for at in (*dips, *places) for edit in _reindented(lines, at)]
    if "triple-quoted" in (reason.msg or ""):
        yield from _long_strings(lines, places[0])
    if isinstance(reason, IndentationError):
        yield from moved
    yield from _emptied(lines, [at for at in places if _has_lost_its_bracket(lines, at)])
    yield from _unclosed(lines, places[0])
    for at in near:
        if _is_new_decorator(lines, at):
            yield ((at, ""),)
        yield from _decorating(lines[at], at)
        yield from _beheaded(lines[at], at)
    stray = list(_cut_at(lines[places[0]], places[0], (reason.offset or 1) - 1))
    yield from stray if not _is_call(lines[places[0]], (reason.offset or 1) - 1) else ()
    for at in places:
        yield from _closed(lines, at)
    yield from stray
    if "'except'" in (reason.msg or ""):
        yield ((places[0], f"{' ' * indent_of(lines[places[0]])}except Exception:"),)
    for at in near:
        yield ((at, f"{lines[at].rstrip()},"),)
        yield from _rewritten(lines, at)
        yield from _shortened(lines[at], at)
    for at in places:
        yield ((at, ""),)
        yield ((at, f"{' ' * indent_of(lines[at])}pass"),)
    yield from _emptied(lines, places)
    yield from moved


def _is_dip(lines: Sequence[str], at: int) -> bool:
    """Tell a line that is less indented than those around it and begins nothing."""
    before = next((lines[number] for number in range(at - 1, -1, -1) if lines[number].strip()), "")
    own = indent_of(lines[at])
    return own < min(
        indent_of(before), indent_of(next_line(lines, last_line_of(lines, at)))
    ) and not HEADER.match(lines[at].lstrip())


def _emptied(lines: Sequence[str], places: Sequence[int]) -> Iterator[Edit]:
    """A statement without the lines that belong to it."""
    for at in places:
        last = last_line_of(lines, at)
        if last > at:
            yield tuple((number, "") for number in range(at, last + 1))


def _unclosed(lines: Sequence[str], at: int) -> Iterator[Edit]:
    """Lines of a longer statement that open more than they close, and yet nothing deeper follows: closed, or gone."""
    begin = _around(lines, at)
    if not closers_of(lines[begin]):
        return
    found = 0
    for number in range(begin + 1, len(lines)):
        line = lines[number]
        closers = closers_of(line)
        if line.strip() and indent_of(line) <= indent_of(lines[begin]) and line.lstrip()[:1] not in {*")]}"}:
            return
        after = next_line(lines, number)
        if _STRAY.search(line) and not closers and indent_of(after) == indent_of(line):
            yield ((number, _STRAY.sub("", line) + ","),)
            yield ((number, _STRAY.sub("", line)),)
        if not closers or indent_of(after) > indent_of(line):
            continue
        if indent_of(after) == indent_of(line) and after.lstrip()[:1] in {*")]}"}:
            continue
        if not line.lstrip().startswith("@"):
            line = line.rstrip().removesuffix(",")
            yield from (((number, line + closers + ending),) for ending in (",", ""))
        yield ((number, ""),)
        found += 1
        if found == _MOST_SUSPECTS:
            return


def _around(lines: Sequence[str], at: int) -> int:
    """Give the line that opens what a line stands in, or closes; itself when it opens something."""
    line = lines[at]
    if closers_of(line) and indent_of(next_line(lines, at)) > indent_of(line):
        return at
    most = indent_of(line) - (line.lstrip()[:1] not in {*")]}"})
    for number in range(at - 1, -1, -1):
        bare = lines[number].lstrip()
        if bare and bare[0] not in ")]}#" and indent_of(lines[number]) <= most:
            return number
    return at


def _has_lost_its_bracket(lines: Sequence[str], at: int) -> bool:
    """Tell a line below which others are indented, though it opens nothing."""
    line = lines[at].rstrip()
    if HEADER.match(line.lstrip()) or _DEFINITION.match(line):
        return False
    return line[-1:] not in {*"([{:,\\"} and indent_of(next_line(lines, at)) > indent_of(line)


def _long_strings(lines: Sequence[str], at: int) -> Iterator[Edit]:
    """A long string that was put somewhere turns all strings below inside out; or its end is missing."""
    yield from (((n, lines[n].replace('"""', "").replace("'''", "")),) for n in _odd_quotes(lines))
    below = (
        n
        for n in range(at + 1, len(lines))
        if _begins(lines[n]) and indent_of(lines[n]) <= indent_of(lines[at])
    )
    stop = next(below, len(lines))
    end = max((number for number in range(at, stop) if lines[number].strip()), default=at)
    yield ((end, lines[end] + closers_of("\n".join(lines[at:]))),)


def _begins(line: str) -> bool:
    return _BEGINS.match(line) is not None


def _is_call(line: str, column: int) -> bool:
    """Tell whether a bracket follows what it calls or indexes at once, so that it is meant."""
    return (
        0 < column < len(line)
        and line[column] in "(["
        and (line[column - 1].isalnum() or line[column - 1] == "_")
    )


def _decorating(line: str, at: int) -> Iterator[Edit]:
    """The decorator of a route by what can be told of it: its path, and its methods."""
    found = ROUTE_LINE.match(line)
    if found is not None:
        yield ((at, plain_decorator(found, line)),)


def plain_decorator(found: re.Match[str], line: str) -> str:
    """Write a match of ``ROUTE_LINE`` as a decorator that parses."""
    indent, owner, quote, path = found.groups()
    path = path.rstrip(")],:") if not line[found.end() :].startswith(quote) else path
    methods = _METHODS.search(line)
    return f"{indent}@{owner}({quote}{path}{quote}{f', methods={methods[1]}' if methods else ''})"


def _beheaded(line: str, at: int) -> Iterator[Edit]:
    """A header without what stands behind its colon."""
    if HEADER.match(line.lstrip()):
        ends = [found.end() for found in re.finditer(r":(?=\s*\S)", line)]
        yield from (((at, line[:end]),) for end in reversed(ends))


def _cut_at(line: str, at: int, column: int) -> Iterator[Edit]:
    """The line as far as the parser came."""
    if 0 < column <= len(line) and not _DEFINITION.match(line) and not line.lstrip().startswith("@"):
        yield ((at, line[:column].rstrip()),)


def _rewritten(lines: Sequence[str], at: int) -> Iterator[Edit]:
    """A line that only opens something: an import as far as it says from where, a header as far as it has a name."""
    line, indent = lines[at], " " * indent_of(lines[at])
    imported = _IMPORT.match(line)
    if imported:
        yield ((at, f"{imported[1]} import *"),)
    defined = _DEFINITION.match(line)
    if defined:
        word = "async def" if defined[2] == "async" else defined[2]
        begun = f"{indent}{word} {defined[3] or '_'}"
        whole = begun if word == "class" else f"{begun}(*_)"
        yield from (((at, text),) for text in (f"{begun}(", f"{whole}:", f"{whole}: pass"))
    clause = _CLAUSE.match(line.lstrip())
    if clause:
        yield ((at, indent + _CLAUSES.get(clause[0], "else:")),)
    if indent_of(next_line(lines, at)) > len(indent):
        yield ((at, f"{indent}if 1:"),)


def _places(lines: Sequence[str], reason: SyntaxError) -> list[int]:
    """Where the mistake may be: where the parser stumbled, what it names, and the lines around."""
    at = min(max((reason.lineno or 1) - 1, 0), len(lines) - 1)
    named = [int(number) - 1 for number in _NAMED_LINE.findall(reason.msg or "")][-1:]
    before = [n for n in range(at - 1, -1, -1) if lines[n].strip() and lines[n].lstrip()[0] != "#"][:2]
    after = next((number for number in range(at + 1, len(lines)) if lines[number].strip()), None)
    openers = [
        opener_of(lines, number) for number in (at, *before) if lines[number].lstrip()[:1] in set(")]}")
    ]
    found = [at, *named, *before, *openers, *([after] if after is not None else [])]
    return [
        number for number in dict.fromkeys(found) if 0 <= number < len(lines) and lines[number].strip()
    ] or [at]


def _is_new_decorator(lines: Sequence[str], at: int) -> bool:
    """Tell a decorator that is begun above a whole one, or above nothing, from one that is being changed."""
    if not lines[at].lstrip().startswith("@"):
        return False
    return at + 1 >= len(lines) or not _DEFINITION.match(lines[at + 1])


def _shortened(line: str, at: int) -> Iterator[Edit]:
    """The line without its last words, and what they left open closed."""
    rest = line
    for _ in range(_MOST_TOKENS):
        found = _TOKEN.search(rest)
        if found is None or not found.start():
            return
        rest = rest[: found.start()].rstrip()
        if len(rest) <= indent_of(line):
            return
        yield ((at, rest),)
        closers = closers_of(rest)
        if closers:
            yield ((at, rest + closers),)


def _closed(lines: Sequence[str], at: int) -> Iterator[Edit]:
    """What a statement leaves open closed at its last line, at the line itself, or with what is missing behind it."""
    begin = beginning_of(lines, at)
    last = last_line_of(lines, begin)
    header = HEADER.match(lines[begin].lstrip()) is not None
    endings = [":", ": pass", "", ","] if header else ["", ","]
    quote = closers_of(lines[at])[:1]
    if quote in {'"', "'"}:  # "/x) was "/x")
        bare = lines[at].rstrip(" \t)]},:")
        yield ((at, bare + quote + lines[at][len(bare) :]),)
    have = re.match(r"[)\]}]*", lines[at].lstrip())
    needed = closers_of("\n".join(lines[begin:at]))
    if have and have[0] and needed.endswith(have[0]) and needed != have[0]:
        missing = needed.removesuffix(have[0])
        yield ((at, " " * indent_of(lines[at]) + missing + lines[at].lstrip()),)
    for end in dict.fromkeys([last, at]):
        closers = closers_of("\n".join(lines[begin : end + 1]))
        if closers or header:
            line = lines[end].rstrip()
            for ending in endings:
                yield ((end, (line.removesuffix(":") if header else line) + closers + ending),)


def _reindented(lines: Sequence[str], at: int) -> Iterator[Edit]:
    """A line at the indent of its neighbours."""
    before = next((lines[n] for n in range(at - 1, -1, -1) if lines[n].strip()), "")
    after = next_line(lines, at)
    own, bare = indent_of(lines[at]), lines[at].lstrip()
    opens = 4 if before.rstrip().endswith(":") else 0
    wanted = [
        indent_of(before) + opens,
        indent_of(after),
        indent_of(after) - 4,
        indent_of(before),
        own - 4,
        own + 4,
    ]
    if _CLAUSE.match(bare) or bare.rstrip().endswith(":"):
        wanted = [indent_of(after) - 4, *wanted]
    for indent in wanted:
        if indent >= 0 and indent != own:
            yield ((at, " " * indent + bare),)


def _odd_quotes(lines: Sequence[str]) -> list[int]:
    """Lines that open a long string in the middle: if one of them was put there, all strings below are inside out."""
    found = []
    for number, line in enumerate(lines):
        bare = line.strip()
        if (bare.count('"""') % 2 or bare.count("'''") % 2) and not bare.startswith(
            ('"""', "'''", 'r"""', 'f"""')
        ):
            found.append(number)
    return found[:8]
