"""Small changes that may make Python text parse, the likeliest first: what a hand may have left out or put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from qaagent_lsp.discovery.mending.line_shapes import (
    HEADER,
    beginning_of,
    closers_of,
    indent_of,
    last_line_of,
    next_line,
    opener_of,
)

NAMED_LINE = re.compile(r"on line (\d+)")
"""What Python says of another line than the one where it stumbled."""

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

Edit = tuple[tuple[int, str], ...]
"""Lines, 0-based, and what to write there."""


def edits_of(lines: Sequence[str], reason: SyntaxError) -> Iterator[Edit]:
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
    moved = (edit for at in (*dips, *places) for edit in _reindented(lines, at))
    if "triple-quoted" in (reason.msg or ""):
        yield from _long_strings(lines, places[0])
    if isinstance(reason, IndentationError):
        yield from moved  # and none of them once more below
    yield from _emptied(lines, [at for at in places if _has_lost_its_bracket(lines, at)])
    yield from _unclosed(lines, places[0])
    for at in near:
        if _is_new_decorator(lines, at):
            yield ((at, ""),)
        yield from _decorating(lines[at], at)
        yield from _beheaded(lines[at], at)
        yield from _completed(lines, at)
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


def _completed(lines: Sequence[str], at: int) -> Iterator[Edit]:
    """The header of a class with half a name in it, which stands elsewhere in full."""
    line = lines[at].rstrip()
    word = re.search(r"[A-Za-z_]\w+$", line) if line.lstrip().startswith("class ") else None
    if word is not None:
        rest = "\n".join((*lines[:at], *lines[at + 1 :]))
        for name in list(dict.fromkeys(re.findall(rf"\b{word[0]}\w+", rest)))[:2]:
            full = line[: word.start()] + name
            yield ((at, f"{full}{closers_of(full)}:"),)


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
    named = [int(number) - 1 for number in NAMED_LINE.findall(reason.msg or "")][-1:]
    above = (n for n in range(at - 1, -1, -1) if lines[n].strip() and lines[n].lstrip()[0] != "#")
    before = list(islice(above, 2))
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
