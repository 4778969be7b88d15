"""What the editor has open, and the text of any file as the user sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from qaagent_lsp.server.convert import split_lines

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One open buffer.

    ``uri`` is the client's own spelling, which is used whenever we speak of the file again.
    """

    path: Path
    uri: str
    version: int
    text: str


class Documents:
    """The open buffers by path."""

    def __init__(self) -> None:
        self._open: dict[Path, Document] = {}

    def put(self, document: Document) -> None:
        """Note an opened or changed buffer; an older version than the known one is ignored."""
        known = self._open.get(document.path)
        if known is None or known.version <= document.version:
            self._open[document.path] = document

    def close(self, path: Path) -> None:
        """Forget a buffer."""
        self._open.pop(path, None)

    def get(self, path: Path) -> Document | None:
        """Return the buffer of a file, None when it is not open."""
        return self._open.get(path)

    def below(self, folder: Path) -> tuple[Document, ...]:
        """Return the buffers of files below a folder."""
        return tuple(document for document in self._open.values() if document.path.is_relative_to(folder))

    async def lines_of(self, paths: Iterable[Path]) -> Mapping[Path, Lines]:
        """Return the lines of files: buffer where open, disk otherwise; () for what cannot be read."""
        wanted = set(paths)
        found = {path: split_lines(document.text) for path in wanted if (document := self._open.get(path))}
        closed = wanted - found.keys()
        if closed:
            found |= await asyncio.to_thread(lambda: {path: _read(path) for path in closed})
        return found

    async def unsaved(self, folder: Path) -> tuple[Document, ...]:
        """Return the buffers below a folder whose text differs from the file on disk, ordered by path."""
        inside = self.below(folder)
        dirty = await asyncio.to_thread(lambda: [d for d in inside if _read(d.path) != split_lines(d.text)])
        return tuple(sorted(dirty, key=lambda document: document.path))


def _read(path: Path) -> Lines:
    try:
        return split_lines(path.read_bytes().decode("utf-8-sig", "replace"))
    except OSError:
        return ()
