"""What the end of a call says by itself, whatever the tool."""

from __future__ import annotations

import re

from qaagent_lsp.model.tool import EndedCall

_COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_ERROR = re.compile(r"(?:[\w.]*Error|error): ")
_LONGEST = 300


def tail_of(call: EndedCall) -> str:
    """Return the last words of what a tool wrote, in one line, for a message; ``it wrote nothing`` for none.

    Where it names its error in a line of its own, what begins there.
    """
    lines = [line.strip() for line in _COLOUR.sub("", call.output).splitlines()]
    error = next((at for at, line in enumerate(lines) if _ERROR.match(line)), None)
    told = " ".join(line for line in lines[error or 0 :] if line)
    if error is not None:
        return told[:_LONGEST]
    return f"… {told[-_LONGEST:]}" if len(told) > _LONGEST else told or "it wrote nothing"


def in_short(text: str) -> str:
    """Return the first line of a text, cut where it is long."""
    first = text.strip().partition("\n")[0].strip()
    return first if len(first) <= _LONGEST else first[: _LONGEST - 1] + "…"
