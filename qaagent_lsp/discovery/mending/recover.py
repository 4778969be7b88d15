"""Makes readable text of Python that does not parse: keeps every statement that can be read, at its own line.

A text is cut at the lines where statements start. A piece that parses stays. Of a compound piece (``def``, ``class``,
``with`` …) that does not, the header stays if it can be read and its body is cut in the same way. What is left over is
blanked out and reported as broken. Syntax newer than the running interpreter is one way of not parsing among others.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from itertools import pairwise

from qaagent_lsp.discovery.mending.repair import error_line, mend
from qaagent_lsp.discovery.mending.repair_edits import ROUTE_LINE, plain_decorator
from qaagent_lsp.discovery.syntax.positions import lines_of

_STRONG = re.compile(r"(?:@|def\b|async\s+def\b|class\b)")
_CONTINUES = re.compile(r"(?:[)\]}]|else\b|elif\b|except\b|finally\b|#|\"\"\"|''')")
_COMPOUND = re.compile(
    r"(?:async\s+)?(?:def|class|if|for|while|try|with|match|elif|else|except|finally|case)\b"
)
_DEFINITION = re.compile(r"(\s*)((?:async\s+)?def|class)\s+(\w+)")
_TYPE_PARAMS = re.compile(r"((?:def|class)\s+\w+)\s*\[[^\]]*\]")
_HEADER = re.compile(r"(?:async\s+)?(?:def|class)\b")
_MARKERS = frozenset({"<<<<<<<", "|||||||", "=======", ">>>>>>>"})
_MAX_JOINED = 40
_MOST_DROPPED = 8
_MOST_TRIES = 40
_LEAST_TRIES = 12
_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class Recovered:
    """``text`` parses and has the lines of the original; ``broken`` are the 1-based line ranges that were left out."""

    text: str
    broken: tuple[tuple[int, int], ...]


def recover(
    text: str, definitions: frozenset[int] = frozenset(), reason: Exception | None = None
) -> Recovered:
    """Make readable text of a file that does not parse.

    ``definitions`` are 1-based lines known to be decorators or ``def`` from a time when the file did parse: an unclosed
    string or bracket must not swallow them. ``reason`` is why it does not parse, where that is known.
    """
    lines = lines_of(text.replace("\x00", " "))
    broken: list[tuple[int, int]] = []
    if any(marker in text for marker in _MARKERS):
        _resolve_conflicts(lines, broken)
    known = reason if isinstance(reason, SyntaxError) and not broken and "\r" not in text else None
    mended = mend(lines, 0, max(_LEAST_TRIES, _MOST_LINES // (len(lines) + 1)), known)
    if mended is not None:
        broken += [(number + 1, number + 1) for number in mended.changed]
        return Recovered("\n".join(mended.lines), tuple(sorted(broken)))
    _straighten(lines, broken)
    kept = list(lines)
    cut = _Cut(lines, kept, broken, frozenset(line - 1 for line in definitions), [_MOST_LINES])
    _block(cut, 0, len(lines), 0)
    readable = "\n".join(kept)
    for _ in range(_MOST_DROPPED):
        at = error_line(readable)
        if at is None:
            return Recovered(readable, tuple(sorted(broken)))
        # Pieces that parse alone need not parse together.
        begin, end = _top_level(kept, at - 1)
        kept[begin:end] = [""] * (end - begin)
        broken.append((begin + 1, end))
        readable = "\n".join(kept)
    return Recovered("\n" * (len(lines) - 1), ((1, len(lines)),))


def _top_level(lines: list[str], at: int) -> tuple[int, int]:
    """The lines from one that is not indented to the next."""
    at = min(at, len(lines) - 1)
    flush = [number for number, line in enumerate(lines) if line.strip() and not line[0].isspace()]
    begin = max((number for number in flush if number <= at), default=0)
    return begin, min((number for number in flush if number > at), default=len(lines))


@dataclass(frozen=True, slots=True)
class _Cut:
    """One text being cut: its lines, what is kept of them, what is broken, and where definitions are known to be.

    ``budget`` is how many lines may still be parsed in trying: a big file must not hold up the hand that types.
    """

    lines: list[str]
    kept: list[str]
    broken: list[tuple[int, int]]
    definitions: frozenset[int]
    budget: list[int]


def _resolve_conflicts(lines: list[str], broken: list[tuple[int, int]]) -> None:
    """Keep our side of a merge conflict."""
    side = ""
    for number, line in enumerate(lines):
        marker = line[:7] if line[:7] in _MARKERS and (len(line) == 7 or line[7] == " ") else ""
        side = marker or side
        if marker or side in {"=======", "|||||||"}:
            lines[number] = ""
            broken.append((number + 1, number + 1))
        if marker == ">>>>>>>":
            side = ""


def _straighten(lines: list[str], broken: list[tuple[int, int]]) -> None:
    """Blank out half-typed headers above another definition; put decorators at the indent of their ``def``."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    for number, following in pairwise(filled):
        line, below = lines[number], lines[following]
        if not _STRONG.match(below.lstrip()) or not _STRONG.match(line.lstrip()):
            continue
        if not line.lstrip().startswith("@"):
            if _indent(line) >= _indent(below) and _is_half_typed(line):
                lines[number] = ""
                broken.append((number + 1, number + 1))
        elif line.rstrip().endswith(")") and _indent(line) != _indent(below):
            indent = " " * min(_indent(line), _indent(below))
            for at in (number, following):
                lines[at] = indent + lines[at].lstrip()
                broken.append((at + 1, at + 1))


def _is_half_typed(line: str) -> bool:
    bare = line.strip()
    return bool(_HEADER.match(bare)) and not _parses(bare) and not _parses(f"{bare}\n pass")


def _block(cut: _Cut, first: int, last: int, indent: int) -> None:
    """Keep what can be read of the statements in lines ``first`` to ``last`` (0-based, exclusive)."""
    starts = _starts(cut.lines, first, last, indent)
    at = 0
    while at < len(starts):
        end, following = _longest(cut, starts, at, last)
        if end is None:
            _piece(cut, starts[at], starts[at + 1] if at + 1 < len(starts) else last, indent)
            at += 1
        else:
            at = following


def _longest(cut: _Cut, starts: list[int], at: int, last: int) -> tuple[int | None, int]:
    """Find where the statement that starts at ``starts[at]`` ends: a string or bracket may run over later starts."""
    indent = _indent(cut.lines[starts[at]])
    for following in range(at + 1, min(at + 1 + _MAX_JOINED, len(starts) + 1)):
        end = starts[following] if following < len(starts) else last
        piece = cut.lines[starts[at] : end]
        if _parses_at(piece, indent):
            return end, following
        if following == len(starts) or not _is_open(piece) or end in cut.definitions:
            break
    return None, at


def _is_open(piece: list[str]) -> bool:
    """Tell roughly whether a string or bracket is still open at the end of a piece."""
    text = "\n".join(piece)
    if text.count('"""') % 2 or text.count("'''") % 2:
        return True
    strong = sum(1 for line in piece if _STRONG.match(line))
    return strong < 2 and sum(map(text.count, "([{")) > sum(map(text.count, ")]}"))


def _piece(cut: _Cut, begin: int, end: int, indent: int) -> None:
    """Keep what can be read of one statement that does not parse."""
    lines = cut.lines
    while end > begin + 1 and not lines[end - 1].strip():
        end -= 1
    indent = _indent(lines[begin])
    most = min(_MOST_TRIES, cut.budget[0] // (end - begin))
    mended = mend(lines[begin:end], indent, most)
    cut.budget[0] -= 0 if mended else most * (end - begin)
    if mended is not None:
        cut.kept[begin:end] = mended.lines
        cut.broken.extend((begin + number + 1, begin + number + 1) for number in mended.changed)
        return
    header = _definition_line(lines, begin, end)
    if header is None:
        _strays(cut, begin, end, indent)
        return
    if not _STRONG.match(lines[header].lstrip()):
        _clauses(cut, header, end)
        return
    body = _body_start(lines, header, end, indent)
    if body is not None and _compound_header(cut, begin, body, indent):
        _inside(cut, body, end)
        return
    _lost(cut, begin, end)


def _definition_line(lines: list[str], begin: int, end: int) -> int | None:
    """Find the line of the ``def``/``class``/``with``… below decorators that may run over several lines."""
    indent = _indent(lines[begin])
    for number in range(begin, end):
        line = lines[number]
        if line.strip() and _indent(line) == indent and _COMPOUND.match(line.lstrip()):
            return number
    return None


def _body_start(lines: list[str], header: int, end: int, indent: int) -> int | None:
    """Find the first line of the body: after the line that ends with a colon, deeper than the header."""
    for number in range(header, end):
        code = lines[number].split("#")[0].rstrip()
        if code.endswith(":") and number + 1 < end:
            following = next((n for n in range(number + 1, end) if lines[n].strip()), None)
            if following is not None and _indent(lines[following]) > indent:
                return number + 1
            return None
    return None


def _compound_header(cut: _Cut, begin: int, body: int, indent: int) -> bool:
    """Tell whether decorators and header can be read; type parameters (PEP 695) are dropped from them."""
    stub = f"{' ' * (indent + 1)}pass"
    text = cut.lines[begin:body]
    if _parses_at([*text, stub], indent):
        return True
    plain = [_TYPE_PARAMS.sub(r"\1", line) for line in text]
    if _parses_at([*plain, stub], indent):
        cut.kept[begin:body] = plain
        return True
    return False


def _clauses(cut: _Cut, begin: int, end: int) -> None:
    """Keep the bodies of ``try``, ``if``, ``with`` and their clauses; lost is only when they run."""
    lines = cut.lines
    indent = _indent(lines[begin])
    heads = [
        n for n in range(begin, end) if _indent(lines[n]) == indent and _COMPOUND.match(lines[n].lstrip())
    ]
    for head, stop in zip(heads, [*heads[1:], end], strict=True):
        body = _body_start(lines, head, stop, indent)
        if body is None:
            _lost(cut, head, stop)
            continue
        cut.kept[head:body] = [f"{' ' * indent}if 1:", *[""] * (body - head - 1)]
        cut.broken.append((head + 1, body))
        _inside(cut, body, stop)


def _inside(cut: _Cut, body: int, end: int) -> None:
    lines, kept = cut.lines, cut.kept
    first = next(n for n in range(body, end) if lines[n].strip())
    commented = next((n for n in range(body, end) if lines[n].strip() and not _is_comment(lines[n])), first)
    _block(cut, body, end, _indent(lines[commented]))
    if not any(line.strip() and not _is_comment(line) for line in kept[body:end]):
        kept[first] = f"{' ' * _indent(lines[first])}pass"


def _strays(cut: _Cut, begin: int, end: int, indent: int) -> None:
    """Keep simple statements one line at a time, whatever their indent: one of them was pushed aside."""
    left = begin
    for number in range(begin, end):
        line = cut.lines[number].strip()
        if not line or _is_open(cut.lines[left:number]) or not _parses(line):
            continue
        if left < number:
            _lost(cut, left, number)
        cut.kept[number] = " " * indent + line
        left = number + 1
    if left < end:
        _lost(cut, left, end)


def _lost(cut: _Cut, begin: int, end: int) -> None:
    """Blank lines out, but keep a route decorator and the name it decorates where both can be told."""
    lines, kept = cut.lines, cut.kept
    cut.broken.append((begin + 1, end))
    kept[begin:end] = [""] * (end - begin)
    indent = _indent(lines[begin])
    decorators: list[tuple[int, bool, str]] = []
    for number in range(begin, end):
        found = ROUTE_LINE.match(lines[number])
        if found is not None and len(found[1]) == indent:
            decorators.append(
                (
                    number,
                    _parses_at([lines[number], f"{' ' * indent}def f(): pass"], indent),
                    plain_decorator(found, lines[number]),
                )
            )
            continue
        defined = _DEFINITION.match(lines[number])
        if defined is None or len(defined[1]) != indent or not decorators:
            continue
        # A half-typed decorator above a whole one is being written: it is no route yet.
        whole = any(complete for _, complete, _ in decorators)
        for at, complete, text in decorators:
            if complete or not whole:
                kept[at] = text
        kept[number] = f"{defined[1]}{defined[2]} {defined[3]}{'()' if 'def' in defined[2] else ''}: pass"
        decorators = []
    if indent and not any(line.strip() for line in kept[begin:end]):
        kept[begin] = f"{' ' * indent}pass"


def _starts(lines: list[str], first: int, last: int, indent: int) -> list[int]:
    """Find the lines where a statement of this block may start; decorators belong to what they decorate."""
    found: list[int] = []
    decorated = False
    for number in range(first, last):
        line = lines[number]
        if not line.strip() or _is_comment(line):
            continue
        if found and _indent(line) > indent:
            continue
        bare = line.lstrip()
        if found and _CONTINUES.match(bare):
            continue
        if decorated and _STRONG.match(bare):
            decorated = bare.startswith("@")
            continue
        found.append(number)
        decorated = bare.startswith("@")
    return found


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _parses_at(lines: list[str], indent: int) -> bool:
    text = "\n".join(lines)
    return _parses(f"if 1:\n{text}" if indent else text)


def _parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
