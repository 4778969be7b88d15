"""Runs the chosen scenarios only: ids come through a file, and name files, features, rules, outlines or scenarios."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qaagent_probe_places import Places

_ALWAYS = frozenset(("setup", "teardown"))
"""Tags of scenarios that behave itself runs whatever else of their feature was chosen."""


def read_ids(path: str) -> list[str]:
    """Ids of a selection file: one JSON string a line."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class Selection:
    """Leaves out files without a chosen scenario and skips, as behave does for ``FILE:LINE``, what was not chosen."""

    def __init__(self, ids: Sequence[str], places: Places) -> None:
        self._chosen = frozenset(ids)
        self._places = places
        self._root = os.getcwd()
        self._files = frozenset(_file_of(chosen) for chosen in ids)
        self._matched: set[str] = set()
        self._left_out: set[int] = set()

    @property
    def missing(self) -> list[str]:
        """Chosen ids that nothing stands for, sorted."""
        return sorted(self._chosen - self._matched)

    def leaves_out(self, scenario: object) -> bool:
        """Tell whether a scenario was not chosen."""
        return id(scenario) in self._left_out

    def existing(self, paths: Sequence[str]) -> list[str]:
        """Leave out paths that are gone, of which behave would make an end to everything."""
        return [path for path in paths if path.startswith("@") or os.path.exists(path)]

    def located(self, locations: Iterable[Any]) -> list[Any]:
        """Leave out feature files that hold nothing chosen."""
        return [location for location in locations if self._id(location.filename) in self._files]

    def apply(self, features: Iterable[Any]) -> None:
        """Skip every scenario that was not chosen."""
        for feature in features:
            for scenario, above in _scenarios(feature):
                file = self._id(feature.filename)
                wanted = {file, *("%s:%d" % (file, item.line) for item in (*above, scenario))} & self._chosen
                self._matched |= wanted
                if not wanted:
                    self._left_out.add(id(scenario))
                    if _ALWAYS.isdisjoint(scenario.tags):
                        scenario.mark_skipped()

    def _id(self, filename: str) -> str:
        return self._places.relative(os.path.join(self._root, filename))


def _scenarios(container: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Scenarios and rows of a feature, each with what holds it."""
    held = (*above, container)
    for item in getattr(container, "run_items", None) or container.scenarios:
        if hasattr(item, "scenarios"):
            yield from _scenarios(item, held)
        else:
            yield item, held


def _file_of(chosen: str) -> str:
    file, colon, line = chosen.rpartition(":")
    return file if colon and line.isdigit() else chosen
