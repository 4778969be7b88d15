"""Which rules hold for a project: those of the nearest ``.qaagent.yaml``, the editor's settings before them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from qaagent_lsp.config.settings import Settings
from qaagent_lsp.model.errors import BadConfiguration
from qaagent_lsp.model.source import WORKSPACE_FOLDER, WorkspacePath
from qaagent_lsp.session.conventions import CONFIG_FILE, Conventions
from qaagent_lsp.session.reading import read_text

if TYPE_CHECKING:
    # What they need is imported when the first run is asked for, not when an editor starts.
    from qaagent_lsp.config.effective import RunRules
    from qaagent_lsp.config.profile import Profile


@dataclass(frozen=True, slots=True)
class Configured:
    """A configuration that was read. ``folder`` is absolute, what its paths start from."""

    folder: Path
    profile: Profile


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The configurations of a workspace. ``above`` is the one that holds where the workspace itself has none.

    ``unreadable`` says of folders why their configuration cannot be used at all.
    """

    folder: Path
    settings: Settings
    within: Mapping[WorkspacePath, Configured] = field(default_factory=dict)
    above: Configured | None = None
    unreadable: Mapping[WorkspacePath, str] = field(default_factory=dict)
    chosen: str | None = None
    notes: tuple[str, ...] = ()
    """Name of the profile of arguments, None for none."""

    def nearest(self, path: WorkspacePath) -> Configured | None:
        """The configuration that holds for a file or folder.

        Raises ``BadConfiguration`` where it cannot be read: a run by other rules would not be what was asked for.
        """
        folder = path
        while folder not in self.within:
            if folder in self.unreadable:
                raise BadConfiguration(self.unreadable[folder], "Mend the file, then run again.")
            if not folder:
                return self.above
            folder = WorkspacePath(folder.rpartition("/")[0])
        return self.within[folder]

    def rules_of(self, path: WorkspacePath) -> RunRules:
        """The rules that hold for a file or folder. Raises ``BadConfiguration``."""
        from qaagent_lsp.config.effective import rules_of

        configured = self.nearest(path)
        return rules_of(self.settings, configured.profile if configured else None, self.chosen)

    @property
    def top(self) -> RunRules:
        """The rules of a whole run: those of the workspace folder."""
        return self.rules_of(WORKSPACE_FOLDER)


def rulebook_of(folder: Path, settings: Settings, conventions: Conventions) -> Rulebook:
    """Put together the rules of a workspace. Blocks: the folders above it are looked at, too.

    Raises ``BadConfiguration`` when a configuration above it holds and cannot be read.
    """
    within = {root: Configured(folder / root, profile) for root, profile in conventions.profiles.items()}
    unreadable = {
        root: f"{problem.file}:{problem.line}: {problem.message}"
        for root, problem in conventions.unreadable.items()
    }
    has_own = WORKSPACE_FOLDER in within or WORKSPACE_FOLDER in unreadable
    above, notes = (None, ()) if has_own else _above(folder)
    return Rulebook(folder, settings, within, above, unreadable, settings.profile, notes)


def _above(folder: Path) -> tuple[Configured | None, tuple[str, ...]]:
    """Find the configuration of a folder that has none: of a folder above it, else of the registry's active target.

    The active target counts only where the folder lies in it. Returns notes for a person besides.
    """
    for parent in folder.parents:
        found = _read(parent / CONFIG_FILE, parent)
        if found is not None:
            return found, (f"configured by {parent / CONFIG_FILE}",)
    from qaagent_lsp.host.targets import NoTarget, active_target

    target = active_target(os.environ, Path.home())
    if isinstance(target, NoTarget):
        return None, (target.why,) if target.why else ()
    if target.config_path is None or not folder.is_relative_to(target.path.resolve()):
        return None, ()
    found = _read(target.config_path, target.config_path.parent)
    if found is None:
        return None, (f"target {target.name}: {target.config_path} cannot be read",)
    return found, (f"configured by target {target.name}: {target.config_path}",)


def _read(file: Path, folder: Path) -> Configured | None:
    """Read a configuration outside of the workspace; None where there is none. Raises ``BadConfiguration``."""
    text = read_text(file)
    if text is None:
        return None
    from qaagent_lsp.config.yaml_reading import read_yaml

    profile, problems = read_yaml(text, WorkspacePath(file.name))
    if profile is None:
        first = problems[0]
        raise BadConfiguration(f"{file}:{first.line}: {first.message}", "Mend the file, then run again.")
    return Configured(folder, profile)
