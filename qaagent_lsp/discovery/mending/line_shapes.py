"""How lines of Python that need not parse belong together, told by their indents, brackets and first words."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_KEYWORD = re.compile(r"(?:@|(?:async\s+)?def\b|class\b|return\b|raise\b|with\b|try\b|\"\"\")")
HEADER = re.compile(r"(?:(?:async\s+)?(?:def|for|with)|class|if|elif|else|while|try|except|finally)\b")
"""The first words of a statement that ends with a colon."""


def opener_of(lines: Sequence[str], at: int) -> int:
    """Give the line that opens what a line closes, by brackets or, where that is gone, by indent."""
    depth = 0
    for number in range(at, max(at - 200, -1), -1):
        line = lines[number]
        depth += sum(map(line.count, ")]}")) - sum(map(line.count, "([{"))
        if number < at and line.strip() and (depth <= 0 or indent_of(line) <= indent_of(lines[at])):
            return number
    return at


def beginning_of(lines: Sequence[str], at: int) -> int:
    """Go up to where the statement of a line begins: the lines around that open a bracket and are less indented."""
    begin = opener_of(lines, at) if lines[at].lstrip()[:1] in {*")]}"} else at
    indent = indent_of(lines[begin])
    for number in range(begin - 1, -1, -1):
        bare = lines[number].lstrip()
        if not bare or bare[0] in ")]}#" or indent_of(lines[number]) >= indent:
            continue
        if not closers_of("\n".join(lines[number:begin])):
            break
        begin, indent = number, indent_of(lines[number])
    return begin


def last_line_of(lines: Sequence[str], begin: int) -> int:
    """Find the last line that belongs to a statement: deeper than its first one, or closing what that opened."""
    last, indent = begin, indent_of(lines[begin])
    for number in range(begin + 1, min(begin + 120, len(lines))):
        bare = lines[number].lstrip()
        if not bare or bare.startswith("#"):
            continue
        deeper = indent_of(lines[number]) > indent
        closing = bare[0] in ")]}" and indent_of(lines[number]) == indent
        if not (deeper or closing) or (deeper and _KEYWORD.match(bare)):
            break
        last = number
    return last


def closers_of(text: str) -> str:
    """Give the brackets and the quote that close what a text leaves open."""
    stack: list[str] = []
    quote, at = "", 0
    while at < len(text):
        character = text[at]
        if quote:
            if character == "\\":
                at += 1
            elif text.startswith(quote, at):
                at += len(quote) - 1
                quote = ""
            elif character == "\n" and len(quote) == 1:
                quote = ""
        elif character in "\"'":
            quote = character * 3 if text.startswith(character * 3, at) else character
            at += len(quote) - 1
        elif character == "#":
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
        elif character in _PAIRS:
            stack.append(_PAIRS[character])
        elif character in ")]}" and stack and stack[-1] == character:
            stack.pop()
        at += 1
    return quote + "".join(reversed(stack))


def next_line(lines: Sequence[str], at: int) -> str:
    """Give the next line that is not blank, or ``""``."""
    return next((lines[number] for number in range(at + 1, len(lines)) if lines[number].strip()), "")


def indent_of(line: str) -> int:
    """Count the characters before a line's first word."""
    return len(line) - len(line.lstrip())
