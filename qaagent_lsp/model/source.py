"""Where something stands in a source file.

Lines and columns are 1-based everywhere inside the product; columns count Unicode code points. Only ``server``
turns them into the 0-based positions of the negotiated LSP encoding, and only discovery and the probes turn
Python's UTF-8 byte columns into code points.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import NewType

WorkspacePath = NewType("WorkspacePath", str)
"""A path relative to the workspace folder, with ``/`` as separator on every platform, without a leading ``./``."""


WORKSPACE_FOLDER = WorkspacePath("")
"""The workspace folder itself."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of text. ``end_line``/``end_column`` are exclusive in column: the first code point after the range."""

    line: int
    column: int
    end_line: int
    end_column: int

    def __contains__(self, line: object) -> bool:
        """Tell whether a 1-based line lies in the range, ends included."""
        return isinstance(line, int) and self.line <= line <= self.end_line


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A range in a file of the workspace."""

    file: WorkspacePath
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it is to be understood: the editor's buffer where one is open, the disk's bytes otherwise.

    ``digest`` is the hex BLAKE2b of the UTF-8 text and the key of every cache of facts.
    """

    file: WorkspacePath
    text: str
    digest: str


def digest_of(text: str) -> str:
    """Hash source text: hex BLAKE2b of 16 bytes, of its UTF-8."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest()
