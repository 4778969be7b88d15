"""What a tool that broke says of itself on stdout and stderr: the few lines of it to quote in an error."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MOST_LINES = 5
_MOST_CHARACTERS = 300
_LAST_LINES = 3
_NAMES_THE_ERROR = re.compile(
    r"ERROR\b(?!: usage:)|[\w. -]+: error: |(?:\w+\.)*\w*(?:Error|Exception|Exit)\b"
)
"""pytest's own lines (``ERROR: file or directory not found: x``), argparse's, and the last of a traceback."""


def own_words(output: Sequence[str]) -> str:
    """Quote the lines that name the error, else the last ones: ``": ERROR: not found: x"``; ``""`` of silence.

    ``output`` are the last lines written. What is quoted is capped in lines and characters.
    """
    lines = [line.strip() for line in output if line.strip()]
    telling = [line for line in dict.fromkeys(lines) if _NAMES_THE_ERROR.match(line)]
    quoted = telling[-_MOST_LINES:] or lines[-_LAST_LINES:]
    return f": {'; '.join(map(_capped, quoted))}" if quoted else ""


def _capped(line: str) -> str:
    return line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS]}…"
