"""What a workspace folder keeps between sessions outside the run store.

Observed links and routes, what its files said, and when results were cleared. It lies in the user's cache folder, one
subfolder a workspace folder, so that nothing of ours shows up in the user's tree.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

from qaagent_lsp.discovery.units import Units, units_from_json, units_to_json
from qaagent_lsp.linking.executed import Executed
from qaagent_lsp.linking.executed_json import executed_from_json, executed_to_json
from qaagent_lsp.linking.observed import Observed, from_json, to_json
from qaagent_lsp.model.served import Sighting
from qaagent_lsp.model.served_json import sightings_from_json, sightings_to_json
from qaagent_lsp.store.atomic import replace_bytes
from qaagent_lsp.store.locks import locked


@dataclass(frozen=True, slots=True)
class WorkspaceCache:
    """The cache of one workspace folder. Every method blocks on the disk."""

    root: Path

    @property
    def files_path(self) -> Path:
        """The file that keeps what the folder's files said; absent until a session has read them."""
        return self.root / "files.bin"

    def load_observed(self) -> tuple[Observed, str]:
        """Return the observed links, and one sentence when the file could not be used."""
        try:
            text = (self.root / "observed.json").read_text("utf-8")
        except FileNotFoundError:
            return Observed(), ""
        except (OSError, UnicodeDecodeError) as error:
            return Observed(), f"observed links could not be read ({error}); starting anew"
        return from_json(text)

    def change_observed(self, change: Callable[[Observed], Observed]) -> Observed:
        """Apply a change to what is on disk *now*: the command line may have run tests meanwhile.

        Returns the outcome.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with locked(self.root / "observed.lock"):
            before, _ = self.load_observed()
            after = change(before)
            if after != before:
                replace_bytes(self.root / "observed.json", to_json(after).encode("utf-8"))
        return after

    def load_sightings(self) -> tuple[tuple[Sighting, ...], str]:
        """Return the apps that were seen, and one sentence when the file could not be used."""
        try:
            text = (self.root / "apps.json").read_text("utf-8")
        except FileNotFoundError:
            return (), ""
        except (OSError, UnicodeDecodeError) as error:
            return (), f"observed routes could not be read ({error}); starting anew"
        return sightings_from_json(text)

    def change_sightings(
        self, change: Callable[[tuple[Sighting, ...]], tuple[Sighting, ...]]
    ) -> tuple[Sighting, ...]:
        """Apply a change to the apps that are on disk *now*, as ``change_observed`` does. Returns the outcome."""
        self.root.mkdir(parents=True, exist_ok=True)
        with locked(self.root / "apps.lock"):
            before, _ = self.load_sightings()
            after = change(before)
            if after != before:
                replace_bytes(self.root / "apps.json", sightings_to_json(after).encode("utf-8"))
        return after

    def load_executed(self) -> Executed:
        """Return what tests were seen to execute; nothing where the file cannot be used."""
        try:
            return executed_from_json((self.root / "executed.json").read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            # Missing as a rule. A lost one is no fault: imports decide then, and the next run writes it anew.
            return Executed()

    def change_executed(self, change: Callable[[Executed], Executed]) -> None:
        """Apply a change to what is on disk now."""
        self.root.mkdir(parents=True, exist_ok=True)
        with locked(self.root / "executed.lock"):
            before = self.load_executed()
            after = change(before)
            if after != before:
                replace_bytes(self.root / "executed.json", executed_to_json(after).encode("utf-8"))

    def load_units(self) -> dict[str, Units]:
        """Return files cut into units, by the digests of their texts."""
        try:
            return units_from_json((self.root / "units.json").read_text("utf-8"))
        except (OSError, ValueError):
            # Missing as a rule; whatever is not there is read anew.
            return {}

    def keep_units(self, units: Mapping[str, Units]) -> None:
        """Keep files cut into units, so that the next run need not read them again."""
        self.root.mkdir(parents=True, exist_ok=True)
        replace_bytes(self.root / "units.json", units_to_json(units).encode("utf-8"))

    def cleared_at(self) -> float:
        """Return the POSIX seconds of the last ``clearResults``; 0 when there was none."""
        try:
            return float(json.loads((self.root / "cleared.json").read_text("utf-8"))["at"])
        except (OSError, ValueError, KeyError, TypeError):
            # A lost mark shows old results again, which are true and dated; nothing worse.
            return 0.0

    def clear_results(self, at: float) -> None:
        """Remember that results up to ``at`` (POSIX seconds) are not to be shown again."""
        self.root.mkdir(parents=True, exist_ok=True)
        replace_bytes(self.root / "cleared.json", json.dumps({"at": at}).encode("utf-8"))


def cache_root() -> Path:
    """Name the folder of all our caches: ``QAAGENT_CACHE_DIR``, else one in the user's cache folder."""
    chosen = os.environ.get("QAAGENT_CACHE_DIR")
    return Path(chosen) if chosen else user_cache_path("qaagent-lsp", appauthor=False)


def cache_of(folder: Path) -> WorkspaceCache:
    """Give the cache of a workspace folder."""
    name = hashlib.blake2b(os.fsencode(folder), digest_size=8).hexdigest()
    return WorkspaceCache(cache_root() / "workspaces" / f"{folder.name}-{name}")
