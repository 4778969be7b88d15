"""Runs the chosen tests only, however few or many: ids come through a file, files through argv."""

from __future__ import annotations

import json
import os
import traceback
from typing import TYPE_CHECKING

import pytest
from qaagent_probe_modules import hooks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from qaagent_probe_channel import Channel
    from qaagent_probe_places import Places

SELECTION = "qaagent_probe_selection_filter"
"""Name that the filter is registered under."""


def read_selection(path: str) -> list[str]:
    """Ids of a selection file: one JSON string a line."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def item_id(places: Places, item: pytest.Item) -> str:
    """Workspace-relative id of an item: its file as the workspace sees it, then the rest of pytest's node id."""
    _, separator, rest = item.nodeid.partition("::")
    return places.relative(item.path) + separator + rest


class SelectionFilter:
    """Ignores files without a chosen test and deselects items that were not chosen.

    An id chooses that case, every case of that function, every test of that class, of that file, or below that folder.
    """

    __dir__ = hooks_of

    def __init__(self, ids: Sequence[str], places: Places, channel: Channel) -> None:
        self._chosen = frozenset(ids)
        self._places = places
        self._channel = channel
        self._files = frozenset(chosen.partition("::")[0] for chosen in ids)
        self._folders = frozenset(_ancestors(self._files))
        self._matched: set[str] = set()
        self._kept: set[str] = set()
        self._of_item: dict[pytest.Item, list[str]] = {}
        self._collected = False
        self.partial: set[str] = set()
        """Files of which a test was left out."""

    @property
    def missing(self) -> list[str]:
        """Chosen ids that no collected item matched, sorted."""
        return sorted(self._chosen - self._matched)

    @property
    def deselected(self) -> list[str]:
        """Chosen ids that did match, but whose items something else (``-m``, ``-k``, a plugin) deselected, sorted."""
        return sorted(self._matched - self._kept)

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Ignore what cannot hold a chosen test. Packages' ``__init__.py`` stay: collecting needs them."""
        try:
            relative = self._places.relative(collection_path)
            if relative in self._files or relative in self._folders or collection_path.name == "__init__.py":
                return None
            if self._below_chosen_folder(relative):
                return None
            return None if os.path.isabs(relative) or relative == "." else True
        except Exception:
            self._channel.event("probe_error", text=traceback.format_exc())
            return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deselect what was not chosen, before plugins reorder or divide the rest."""
        kept: list[pytest.Item] = []
        dropped: list[pytest.Item] = []
        for item in items:
            own_id = item_id(self._places, item)
            found = self._chosen_by(own_id)
            if found:
                self._matched.update(found)
                self._of_item[item] = found
                kept.append(item)
            else:
                dropped.append(item)
                self.partial.add(own_id.partition("::")[0])
        if dropped:
            items[:] = kept
            config.hook.pytest_deselected(items=dropped)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note which chosen ids really will run."""
        self._collected = True
        for item in session.items:
            self._kept.update(self._of_item.get(item, ()))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Say what was chosen and not run. xdist's controller, which collects nothing, leaves that to its workers."""
        if self._collected and (self.missing or self.deselected):
            self._channel.event("missing", ids=self.missing, deselected=self.deselected)

    def _chosen_by(self, full_id: str) -> list[str]:
        found: list[str] = []
        file, separator, rest = full_id.partition("::")
        if full_id in self._chosen:
            found.append(full_id)
        if separator:
            names, bracket, _ = rest.partition("[")
            if bracket and file + "::" + names in self._chosen:
                found.append(file + "::" + names)
            while "::" in names:
                names = names.rpartition("::")[0]
                if file + "::" + names in self._chosen:
                    found.append(file + "::" + names)
            if file in self._chosen:
                found.append(file)
        while "/" in file:
            file = file.rpartition("/")[0]
            if file in self._chosen:
                found.append(file)
        return found

    def _below_chosen_folder(self, relative: str) -> bool:
        while "/" in relative:
            relative = relative.rpartition("/")[0]
            if relative in self._files:
                return True
        return False


def _ancestors(files: Iterable[str]) -> Iterator[str]:
    for file in files:
        while "/" in file:
            file = file.rpartition("/")[0]
            yield file
