"""Pytest's node ids → ids relative to the workspace, made once for each test, as the JSON texts that lines hold."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from qaagent_probe_channel import encode

if TYPE_CHECKING:
    from qaagent_probe_places import Places


class Ids:
    """Ids of tests. ``root`` is pytest's own root folder, which its node ids are relative to."""

    def __init__(self, places: Places) -> None:
        self.root = ""
        self.texts: dict[str, str] = {}
        """JSON texts of the ids of all collected tests, by node id."""
        self.places: dict[str, str] = {}
        """Fields of the tests whose ids do not say which file defines them, by node id."""
        self._places = places
        self._files: dict[str, str] = {}

    def of(self, nodeid: str) -> str:
        """Give the id for a node id."""
        file, separator, rest = nodeid.partition("::")
        known = self._files.get(file)
        if known is None:
            known = self._files[file] = self._places.relative(os.path.join(self.root, file)) if file else ""
        return known + separator + rest

    def text(self, nodeid: str) -> str:
        """Give the JSON text of an id."""
        known = self.texts.get(nodeid)
        return encode(self.of(nodeid)) if known is None else known

    def elsewhere(self, nodeid: str, file: str | None) -> str:
        """Give the file that defines a test when it is not the one in its id (inherited methods), else ``""``."""
        if not file or nodeid.startswith(file):
            return ""
        own = self._places.relative(os.path.join(self.root, file))
        return "" if os.path.isabs(own) or self.of(nodeid).startswith(own) else own
