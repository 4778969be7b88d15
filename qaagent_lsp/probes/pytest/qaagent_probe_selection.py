"""Runs the chosen tests only, however few or many: ids come through a file, files through argv."""

import json
import os
import traceback

import pytest

SELECTION = "qaagent_probe_selection_filter"
"""Name that the filter is registered under."""


def read_selection(path):
    """Ids of a selection file: one JSON string a line."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def item_id(places, item):
    """Workspace-relative id of an item: its file as the workspace sees it, then the rest of pytest's node id."""
    _, separator, rest = item.nodeid.partition("::")
    path = getattr(item, "path", None) or item.fspath
    return places.relative(path) + separator + rest


class SelectionFilter:
    """Ignores files without a chosen test and deselects items that were not chosen.

    An id chooses that case, every case of that function, every test of that class, of that file, or below that folder.
    """

    def __init__(self, ids, places, channel):
        self._chosen = frozenset(ids)
        self._places = places
        self._channel = channel
        self._files = frozenset(chosen.partition("::")[0] for chosen in ids)
        self._folders = frozenset(_ancestors(self._files))
        self._matched = set()
        self._kept = set()
        self._of_item = {}
        self._collected = False

    @property
    def missing(self):
        """Chosen ids that no collected item matched, sorted."""
        return sorted(self._chosen - self._matched)

    @property
    def deselected(self):
        """Chosen ids that did match, but whose items something else (``-m``, ``-k``, a plugin) deselected, sorted."""
        return sorted(self._matched - self._kept)

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path):
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
    def pytest_collection_modifyitems(self, config, items):
        """Deselect what was not chosen, before plugins reorder or divide the rest."""
        kept, dropped = [], []
        for item in items:
            found = self._chosen_by(item_id(self._places, item))
            if found:
                self._matched.update(found)
                self._of_item[item] = found
                kept.append(item)
            else:
                dropped.append(item)
        if dropped:
            items[:] = kept
            config.hook.pytest_deselected(items=dropped)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session):
        """Note which chosen ids really will run."""
        self._collected = True
        for item in session.items:
            self._kept.update(self._of_item.get(item, ()))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self):
        """Say what was chosen and not run. xdist's controller, which collects nothing, leaves that to its workers."""
        if self._collected and (self.missing or self.deselected):
            self._channel.event("missing", ids=self.missing, deselected=self.deselected)

    def _chosen_by(self, full_id):
        found = []
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

    def _below_chosen_folder(self, relative):
        while "/" in relative:
            relative = relative.rpartition("/")[0]
            if relative in self._files:
                return True
        return False


def _ancestors(files):
    for file in files:
        while "/" in file:
            file = file.rpartition("/")[0]
            yield file
