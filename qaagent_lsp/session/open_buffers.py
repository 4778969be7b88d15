"""What an editor holds of a folder. A buffer counts before the disk, but for one whose file was there and is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from qaagent_lsp.model.source import WorkspacePath


class OpenBuffers:
    """The buffers of one folder. Methods belong to one event loop; what looks at the disk does so in a thread.

    A file that was never saved counts by its buffer. One that ``git checkout`` or ``mv`` took away does not: no tool
    finds its tests, and under its new name its routes would stand twice. Its buffer counts again when it is saved.
    """

    def __init__(
        self, folder: Path, counting: dict[WorkspacePath, str], is_known: Callable[[WorkspacePath], bool]
    ) -> None:
        """Keep the texts that count in ``counting``, for others to read.

        ``is_known`` tells of a file that is not open whether it was found on disk.
        """
        self._folder = folder
        self._is_known = is_known
        self._counting = counting
        self._gone: dict[WorkspacePath, str] = {}
        self._saved: set[WorkspacePath] = set()

    def put(self, file: WorkspacePath, text: str) -> bool:
        """Note what the editor holds; False where that does not count, the file being gone."""
        if file in self._gone:
            self._gone[file] = text
            return False
        if file not in self._counting and self._is_known(file):
            self._saved.add(file)
        self._counting[file] = text
        return True

    def close(self, file: WorkspacePath) -> None:
        """Forget a buffer."""
        self._counting.pop(file, None)
        self._gone.pop(file, None)
        self._saved.discard(file)

    def is_gone(self, file: WorkspacePath) -> bool:
        """Tell whether a file is open, and was deleted or renamed on disk since."""
        return file in self._gone

    async def look(self) -> Mapping[WorkspacePath, str | None]:
        """See which files are there now; give those that came back, with their buffer, and those that went: None."""
        files = (*self._counting, *self._gone)
        there = await asyncio.to_thread(lambda: {file for file in files if (self._folder / file).is_file()})
        changed: dict[WorkspacePath, str | None] = {}
        for file in files:
            if file in there:
                self._saved.add(file)
                if file in self._gone:
                    self._counting[file] = changed[file] = self._gone.pop(file)
            elif file in self._saved and file in self._counting:
                self._gone[file] = self._counting.pop(file)
                changed[file] = None
        self._saved &= self._counting.keys() | self._gone.keys()  # some may have been closed meanwhile
        return changed
